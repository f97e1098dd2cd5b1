import { FormContext } from "../../widget/form/form-context.ts";
import { createFormModel, type Values } from "../../widget/form/form-model.ts";
import { allTexts } from "../../widget/texts.ts";
import { createTranslator as createFormTranslator } from "../../widget/translate.ts";
import { describeErrors } from "../http/describe-errors.ts";
import { fullDate } from "../i18n/dates.ts";
import type { Values as Fillings, TextKey, Translate } from "../i18n/translate.ts";
import { createTranslator } from "../i18n/translate.ts";
import { pageResponse } from "../pages/page.tsx";
import { Local, Notice } from "../pages/parts.tsx";
import { placeInLine } from "../registration/capacity.ts";
import { consentWording } from "../registration/consent.ts";
import type { FieldError as Fault, PublicEvent } from "../registration/contract.ts";
import { phaseOf } from "../registration/event-times.ts";
import { unsavedOf } from "../registration/unsaved.ts";
import type { UpdateAction } from "../registration/updating.ts";
import type { Service } from "../service.ts";
import type { Registration } from "../storage/registrations.ts";
import { findTyped } from "../storage/unsaved.ts";
import { ChangeForm, valuesOf } from "./change-form.tsx";
import { textsIn } from "./embed.ts";
import { type ManageSession, refusalOf } from "./manage.ts";
import { publicEvent } from "./public-event.ts";
import { UnsavedSection } from "./unsaved-section.tsx";
import { VerifyAddress } from "./verify-address.tsx";

/** What was just done, or why it was not. */
export interface PageNotice {
  tone: "info" | "warning";
  text: TextKey;
  values?: Fillings;
}

/** What was typed, and is wrong with it. */
export interface Typed {
  values: Values;
  errors: readonly Fault[];
}

function statusOf({ status, participation, position, heldUntil }: Registration, t: Translate): string {
  if (heldUntil !== null) return t("manage.statusHeld");
  switch (status) {
    case "cancelled":
      return t("manage.statusCancelled");
    case "waitlisted":
      return t(`manage.statusWaitlist.${placeInLine(position)}`);
    case "confirmed":
      return t(participation === "digital" ? "manage.statusDigital" : "manage.statusInPerson");
  }
}

const contactIn = ({ contacts: { practical } }: PublicEvent) => `${practical.name} (${practical.email})`;

/** What the attendee can no longer do, and what they still can; undefined where nothing is over yet. */
function closingOf(session: ManageSession, now: number): TextKey | undefined {
  const { registration, event } = session;
  const action = registration.status === "cancelled" ? "restore" : "answers";
  switch (refusalOf(action, session, now)?.reason) {
    case "started":
      return "manage.started";
    case "past":
      return "state.pastHeading";
    case "cancelled":
      return "state.cancelledHeading";
    case "closed":
      return "state.closed";
    case "not-open":
      return "state.opensAt";
    default:
      return action === "answers" && phaseOf(event.definition, now) === "closed" ? "manage.deadlinePassed" : undefined;
  }
}

/** `GET /registrations/{secret}`: see, change, leave, come back, take along, erase; in the registration's language. */
export async function managePage(
  service: Service,
  session: ManageSession,
  { notice, typed, status = 200 }: { notice?: PageNotice | undefined; typed?: Typed; status?: number } = {},
): Promise<Response> {
  const { registration, event, secret } = session;
  const { language } = registration;
  const t = createTranslator(language);
  const shown = publicEvent(event, registration.partner, language, service.settings.PUBLIC_URL, service.now);
  const may = (action: UpdateAction) => refusalOf(action, session, service.now) === null;
  const errors = describeErrors(typed?.errors ?? [], t, event.definition);
  const form: FormContext = {
    model: createFormModel(shown, {
      values: typed?.values ?? valuesOf(registration),
      phase: errors[0] ? { state: "failed", failure: { reason: "invalid", errors } } : { state: "editing" },
    }),
    t: createFormTranslator(textsIn(language, allTexts)),
  };
  const base = `/registrations/${secret}`;
  const closing = closingOf(session, service.now);
  const repeated = may("answers") ? await findTyped(service.db, registration.id) : null;
  const unsaved = repeated ? unsavedOf(registration, repeated) : [];
  const asksConsent = unsaved.some(({ field }) => field === "diet" || field === "access");
  const title = t("manage.title");
  return pageResponse({
    language,
    personal: true,
    status,
    title: errors.length ? t("error.titlePrefix", { title }) : title,
    children: (
      <>
        <section class="pamelding">
          <h1>{title}</h1>
          <p class="title">
            <Local of={shown.title} />
          </p>
          {notice && (
            <Notice tone={notice.tone}>
              <p>{t(notice.text, notice.values)}</p>
            </Notice>
          )}
          {registration.rehearsal && (
            <Notice tone="warning">
              <p>{t("email.rehearsal.body")}</p>
            </Notice>
          )}
          {closing && (
            <Notice tone="warning">
              <p>
                {t(closing, { deadline: shown.deadline, opensAt: shown.opens, practicalContact: contactIn(shown) })}
              </p>
            </Notice>
          )}
          <VerifyAddress session={session} t={t} />
          <dl>
            <div>
              <dt>{t("manage.status")}</dt>
              <dd>{statusOf(registration, t)}</dd>
            </div>
            <div>
              <dt>{t("event.when")}</dt>
              <dd>{shown.when}</dd>
            </div>
            <div>
              <dt>{t("event.where")}</dt>
              <dd>
                {!shown.venue || (registration.status !== "waitlisted" && registration.participation === "digital")
                  ? t("event.online")
                  : [shown.venue.name, shown.venue.address, shown.venue.city].filter(Boolean).join(", ")}
                {registration.digitalMeanwhile && <p class="hint">{t("email.waitlist.digitalMeanwhile")}</p>}
              </dd>
            </div>
            <div>
              <dt>{t("form.name.label")}</dt>
              <dd>{registration.name}</dd>
            </div>
            <div>
              <dt>{t("form.email.label")}</dt>
              <dd>{registration.email}</dd>
            </div>
          </dl>
          <p class="hint">
            {t("manage.registeredAt", { date: fullDate(t, registration.registeredAt, shown.timeZone) })}
          </p>
          {may("restore") && (
            <form method="post" action={`${base}/restore`}>
              <button type="submit">{t("manage.restore")}</button>
            </form>
          )}
        </section>
        {unsaved.length > 0 && (
          <UnsavedSection
            answers={unsaved}
            base={base}
            consent={asksConsent ? consentWording(event.definition, language) : null}
            t={t}
          />
        )}
        {may("answers") && (
          <FormContext.Provider value={form}>
            <ChangeForm session={session} form={form} t={t} errors={errors} mayTakeSeat={may("to-in-person")} />
          </FormContext.Provider>
        )}
        <section class="pamelding">
          <ul class="actions">
            {may("cancel") && (
              <li>
                <a href={`${base}/cancel`}>{t("manage.cancel")}</a>
              </li>
            )}
            <li>
              <a href={`${base}/data.json`} download={t("manage.downloadFile")}>
                {t("manage.download")}
              </a>
            </li>
            <li>
              <a href={`${base}/erase`}>{t("manage.erase")}</a>
            </li>
            {registration.needs && (
              <li>
                <form method="post" action={`${base}/withdraw-needs`}>
                  <button type="submit" class="secondary">
                    {t("manage.withdrawNeeds")}
                  </button>
                </form>
              </li>
            )}
          </ul>
          <p class="hint">
            {t("manage.downloadHint")} <a href={shown.privacyUrl}>{t("privacy.link")}</a>
          </p>
          <p class="hint">
            {t("a11y.help", {
              practicalContact: contactIn(shown),
            })}
          </p>
        </section>
      </>
    ),
  });
}

/** A question before the action: GET changes nothing, since mail scanners follow links. */
export function confirmPage(
  { registration, secret }: ManageSession,
  ask: { heading: TextKey; body: TextKey; confirm: TextKey; abort: TextKey; action: string },
): Promise<Response> {
  const t = createTranslator(registration.language);
  return pageResponse({
    language: registration.language,
    personal: true,
    title: t(ask.heading),
    children: (
      <section class="pamelding">
        <h1>{t(ask.heading)}</h1>
        <p class="paragraph">{t(ask.body, { email: registration.email })}</p>
        <form method="post" action={`/registrations/${secret}/${ask.action}`}>
          <button type="submit" class="stop">
            {t(ask.confirm)}
          </button>
        </form>
        <p class="actions">
          <a href={`/registrations/${secret}`}>{t(ask.abort)}</a>
        </p>
      </section>
    ),
  });
}

/** One sentence, where there is nothing more to do. */
export function sentencePage(
  language: Registration["language"],
  title: TextKey,
  text: TextKey,
  { values = {}, framedBy = [] }: { values?: Fillings; framedBy?: string[] } = {},
): Promise<Response> {
  const t = createTranslator(language);
  return pageResponse({
    language,
    personal: true,
    framedBy,
    title: t(title, values),
    children: (
      <section class="pamelding">
        <h1>{t(title, values)}</h1>
        <p class="paragraph" role="status">
          {t(text, values)}
        </p>
      </section>
    ),
  });
}
