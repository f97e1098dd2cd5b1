/** Makes and revokes tokens, adds and removes webhooks: the API's operations, for a signed-in organiser. */
import { fieldFaults } from "../../../http/field-errors.ts";
import { ProblemError } from "../../../http/problem.ts";
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import type { EventDefinition } from "../../../registration/event-definition.ts";
import type { Caller } from "../../../security/bearer.ts";
import type { Service } from "../../../service.ts";
import { latestEvent } from "../../../storage/event-cache.ts";
import { parseDefinition, putDefinition } from "../../definition.ts";
import { createToken, tokenRequest } from "../../tokens.ts";
import { webhooksOf } from "../../webhook-endpoints.ts";
import { wordsOfFault } from "../editor/fault-words.ts";
import type { AccessFaults, AccessReader, Done } from "./access-page.tsx";

export interface Accessing extends AccessReader {
  caller: Caller;
}

export type Changed = { outcome: "done"; done: Done } | { outcome: "faulty"; faults: AccessFaults };

const faulty = (id: string, words: string, typed: URLSearchParams): Changed => ({
  outcome: "faulty",
  faults: { errors: new Map([[id, words]]), typed },
});

/** The secret is only in the result. */
export async function makeToken(service: Service, accessing: Accessing, form: URLSearchParams): Promise<Changed> {
  const t = createTranslator(accessing.session.language);
  const wanted = { name: form.get("name") ?? "", scopes: form.getAll("scope") };
  const { success, data, error } = tokenRequest.safeParse(wanted);
  if (!success) return { outcome: "faulty", faults: { errors: tokenErrors(fieldFaults(error), t), typed: form } };
  const { name, token } = await createToken(service, accessing.event.definition.slug, accessing.caller, data);
  return { outcome: "done", done: { done: "token", name, secret: token } };
}

const tokenErrors = (faults: { field: string }[], t: Translate) =>
  new Map(
    faults.map(({ field }) =>
      field === "name" ? ["name", t("organiser.access.nameNeeded")] : ["scope", t("organiser.access.scopeNeeded")],
    ),
  );

/** How often to try if another organiser saves between reading and storing. */
const TRIES = 4;

/** Stores the definition with other webhooks. Tries again if another organiser has saved it meanwhile. */
async function withWebhooks(
  service: Service,
  { event, caller }: Accessing,
  change: (webhooks: EventDefinition["webhooks"]) => EventDefinition["webhooks"],
): Promise<void> {
  const { slug } = event.definition;
  for (let left = TRIES; ; left--) {
    const latest = await latestEvent(service.db, slug);
    if (!latest) throw new ProblemError("no-such-event");
    const wanted = { ...latest.definition, webhooks: change(latest.definition.webhooks) };
    try {
      const definition = parseDefinition(slug, wanted, service.settings.PUBLIC_URL);
      await putDefinition(service, latest, definition, { caller, confirmed: 0, erase: null });
      return;
    } catch (error) {
      if (left === 0 || !(error instanceof ProblemError) || error.problem !== "changed-meanwhile") throw error;
    }
  }
}

export async function addWebhook(service: Service, accessing: Accessing, form: URLSearchParams): Promise<Changed> {
  const t = createTranslator(accessing.session.language);
  const url = (form.get("url") ?? "").trim();
  const types = form.getAll("type") as NonNullable<EventDefinition["webhooks"][number]["types"]>;
  if (!url) return faulty("url", t("organiser.access.urlNeeded"), form);
  if (types.length === 0) return faulty("type", t("organiser.access.typeNeeded"), form);
  try {
    await withWebhooks(service, accessing, (webhooks) => [...webhooks, { url, types }]);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem !== "invalid-definition") throw error;
    const [fault] = error.details.expected ?? [];
    if (fault?.field.startsWith("webhooks.")) return faulty("url", t("organiser.access.urlWrong"), form);
    if (fault?.field === "webhooks")
      return faulty(
        "url",
        t(fault.code.startsWith("at most") ? "organiser.access.urlMany" : "organiser.access.urlTwice"),
        form,
      );
    return faulty("url", wordsOfFault(fault?.code ?? "", t), form);
  }
  const { webhooks } = await webhooksOf(service, accessing.event.definition.slug);
  const added = webhooks.find((webhook) => webhook.url === url);
  return { outcome: "done", done: { done: "webhook", url, secret: added?.secret ?? "" } };
}

/** @throws ProblemError not-found */
export async function removeWebhook(service: Service, accessing: Accessing, id: string): Promise<void> {
  const { webhooks } = await webhooksOf(service, accessing.event.definition.slug);
  const found = webhooks.find((webhook) => webhook.id === id);
  if (!found) throw new ProblemError("not-found");
  await withWebhooks(service, accessing, (all) => all.filter(({ url }) => url !== found.url));
}
