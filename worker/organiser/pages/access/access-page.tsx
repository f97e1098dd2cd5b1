/** `/organiser/{event}/access`: the access of programs to the event, with tokens and webhooks. */
import type { ComponentChildren } from "preact";
import { dateAndTime } from "../../../i18n/dates.ts";
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import { Code, CopyStatus, copying } from "../../../pages/code.tsx";
import { ButtonLink, Notice } from "../../../pages/parts.tsx";
import { usualWebhookTypes, webhookTypes } from "../../../registration/change.ts";
import { scopes } from "../../../registration/scope.ts";
import type { Service } from "../../../service.ts";
import type { StoredEvent } from "../../../storage/events.ts";
import type { OrganiserSession } from "../../../storage/organiser-sessions.ts";
import { tokensOf } from "../../tokens.ts";
import { webhooksOf } from "../../webhook-endpoints.ts";
import { deskPage, eventPath } from "../desk.tsx";

export interface AccessReader {
  event: StoredEvent;
  session: OrganiserSession;
}

/** What was just done. A secret is shown only here, and never again. */
export type Done =
  | { done: "token"; name: string; secret: string }
  | { done: "webhook"; url: string; secret: string }
  | { done: "revoked" | "removed" | "resumed" };

/** The typed values and their errors, by the id of the field. */
export interface AccessFaults {
  errors: ReadonlyMap<string, string>;
  typed: URLSearchParams;
}

export async function accessPage(
  service: Service,
  { event, session }: AccessReader,
  { done, faults }: { done?: Done; faults?: AccessFaults } = {},
): Promise<Response> {
  const { definition } = event;
  const t = createTranslator(session.language);
  const path = eventPath(definition.slug, "access");
  const [{ tokens }, { webhooks }] = await Promise.all([
    tokensOf(service, definition.slug),
    webhooksOf(service, definition.slug),
  ]);
  const when = (instant: string) => dateAndTime(t, Date.parse(instant), definition.timeZone);
  const copy = await copying();
  return deskPage({
    event: definition,
    reader: session,
    place: "access",
    status: faults ? 422 : 200,
    faulty: Boolean(faults),
    ...copy,
    children: (
      <>
        <div class="near">
          <h1>{t("organiser.access.heading")}</h1>
          <p>{t("organiser.access.lead")}</p>
        </div>
        {done && <WhatWasDone of={done} t={t} />}
        <section class="sect" aria-labelledby="tokens">
          <h2 id="tokens">{t("organiser.access.tokens")}</h2>
          {tokens.length === 0 && <p>{t("organiser.access.noTokens")}</p>}
          <ul class="lines">
            {tokens.map(({ id, name, scopes: granted, createdAt, lastUsedAt, revokedAt }) => (
              <li key={id}>
                <div>
                  <b>{name}</b>
                  <small>{granted.map((scope) => t(`organiser.access.scope.${scope}`)).join(" · ")}</small>
                  <small>
                    {t("organiser.access.made", { at: when(createdAt) })}{" "}
                    {lastUsedAt
                      ? t("organiser.access.used", { at: when(lastUsedAt) })
                      : t("organiser.access.neverUsed")}
                  </small>
                </div>
                {revokedAt ? (
                  <span class="st out">{t("organiser.access.revokedAt", { at: when(revokedAt) })}</span>
                ) : (
                  <ButtonLink href={`${path}/tokens/${id}/revoke`} look="second small">
                    {t("organiser.access.revoke")}
                    <span class="hidden"> {name}</span>
                  </ButtonLink>
                )}
              </li>
            ))}
          </ul>
          <TokenForm action={`${path}/tokens`} faults={faults} t={t} />
        </section>
        <section class="sect" aria-labelledby="webhooks">
          <h2 id="webhooks">{t("organiser.access.webhooks")}</h2>
          <p>{t("organiser.access.webhooksLead")}</p>
          {webhooks.length === 0 && <p>{t("organiser.access.noWebhooks")}</p>}
          <ul class="lines">
            {webhooks.map(({ id, url, status, failure, deliveredAt, waiting, types }) => (
              <li key={id}>
                <div>
                  <b>{url}</b>
                  <small class={`st ${status === "active" ? "" : "fail"}`}>
                    {t(`organiser.access.state.${status}`)}
                  </small>
                  <small>
                    {deliveredAt
                      ? t("organiser.access.delivered", { at: when(deliveredAt) })
                      : t("organiser.access.neverDelivered")}{" "}
                    {waiting > 0 && t.count("organiser.access.waiting", waiting)} {failure && `(${failure})`}
                  </small>
                  <small>{types.map((type) => t(`organiser.access.type.${type}`)).join(" · ")}</small>
                </div>
                {status !== "active" && (
                  <form method="post" action={`${path}/webhooks/${id}/resume`}>
                    <button type="submit" class="second small">
                      {t("organiser.access.resume")}
                      <span class="hidden"> {url}</span>
                    </button>
                  </form>
                )}
                <ButtonLink href={`${path}/webhooks/${id}/remove`} look="second small">
                  {t("organiser.access.remove")}
                  <span class="hidden"> {url}</span>
                </ButtonLink>
              </li>
            ))}
          </ul>
          <WebhookForm action={`${path}/webhooks`} faults={faults} t={t} />
        </section>
        <CopyStatus />
      </>
    ),
  });
}

function WhatWasDone({ of, t }: { of: Done; t: Translate }) {
  switch (of.done) {
    case "token":
    case "webhook":
      return (
        <Notice tone="info">
          <Code
            id="secret"
            heading={t("organiser.access.secretOf", { name: of.done === "token" ? of.name : of.url })}
            hint={t(of.done === "token" ? "organiser.access.tokenOnce" : "organiser.access.webhookOnce")}
            t={t}
          >
            {of.secret}
          </Code>
        </Notice>
      );
    case "revoked":
    case "removed":
    case "resumed":
      return <Notice tone="info">{t(`organiser.access.done.${of.done}`)}</Notice>;
  }
}

interface FormProps {
  action: string;
  faults: AccessFaults | undefined;
  t: Translate;
}

function ErrorOf({ id, faults }: { id: string; faults: AccessFaults | undefined }) {
  const error = faults?.errors.get(id);
  return error ? (
    <div class="error" id={`${id}-error`}>
      {error}
    </div>
  ) : null;
}

const said = (id: string, faults: AccessFaults | undefined) =>
  faults?.errors.has(id) ? { "aria-invalid": true as const, "aria-describedby": `${id}-error` } : {};

/** By default a token may only read, which is the least useful permission. */
function TokenForm({ action, faults, t }: FormProps) {
  const chosen = faults?.typed.has("name") ? faults.typed.getAll("scope") : ["read"];
  return (
    <form class="card stack" method="post" action={action} noValidate>
      <h3>{t("organiser.access.newToken")}</h3>
      <div class="field">
        <label for="name">{t("organiser.access.name")}</label>
        <ErrorOf id="name" faults={faults} />
        <input
          id="name"
          name="name"
          type="text"
          autocomplete="off"
          value={faults?.typed.get("name") ?? ""}
          {...said("name", faults)}
        />
      </div>
      <Boxes id="scope" legend={t("organiser.access.scopes")} faults={faults}>
        {scopes.map((scope) => (
          <label class="tick" key={scope}>
            <input type="checkbox" name="scope" value={scope} checked={chosen.includes(scope)} />
            <span>{t(`organiser.access.scope.${scope}`)}</span>
          </label>
        ))}
      </Boxes>
      <div class="acts">
        <button type="submit">{t("organiser.access.make")}</button>
      </div>
    </form>
  );
}

function WebhookForm({ action, faults, t }: FormProps) {
  const chosen: readonly string[] = faults?.typed.has("url") ? faults.typed.getAll("type") : usualWebhookTypes;
  return (
    <form class="card stack" method="post" action={action} noValidate>
      <h3>{t("organiser.access.newWebhook")}</h3>
      <div class="field">
        <label for="url">{t("organiser.access.url")}</label>
        <ErrorOf id="url" faults={faults} />
        <input
          id="url"
          name="url"
          type="text"
          inputMode="url"
          autocomplete="off"
          value={faults?.typed.get("url") ?? ""}
          {...said("url", faults)}
        />
      </div>
      <Boxes id="type" legend={t("organiser.access.types")} faults={faults}>
        {webhookTypes.map((type) => (
          <label class="tick" key={type}>
            <input type="checkbox" name="type" value={type} checked={chosen.includes(type)} />
            <span>{t(`organiser.access.type.${type}`)}</span>
          </label>
        ))}
      </Boxes>
      <div class="acts">
        <button type="submit">{t("organiser.access.addWebhook")}</button>
      </div>
    </form>
  );
}

interface BoxesProps {
  id: string;
  legend: string;
  faults: AccessFaults | undefined;
  children: ComponentChildren;
}

function Boxes({ id, legend, faults, children }: BoxesProps) {
  return (
    <fieldset id={id} tabIndex={-1} aria-describedby={faults?.errors.has(id) ? `${id}-error` : undefined}>
      <legend>{legend}</legend>
      <ErrorOf id={id} faults={faults} />
      {children}
    </fieldset>
  );
}
