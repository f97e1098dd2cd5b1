/** Registers by the plain form, on the hosted page or in a frame, as a browser without scripts posts it. */
import type { Failure } from "../../widget/form/form-model.ts";
import { idempotencyKey } from "../http/idempotency.ts";
import { MAINTENANCE_RETRY_AFTER, underMaintenance } from "../http/maintenance.ts";
import { type NamedProblem, type ProblemName, problemOf } from "../http/problem.ts";
import { registerProblem } from "../http/refusals.ts";
import { seeOther } from "../http/see-other.ts";
import { answersOfForm } from "../pages/form-answers.ts";
import type { Questions } from "../registration/own-questions.ts";
import { detectBot, RENDERED_AT } from "../security/bot-check.ts";
import { keyedHash } from "../security/crypto.ts";
import { RETRY_AFTER, rateLimited } from "../security/rate-limit.ts";
import type { Service } from "../service.ts";
import type { StoredEvent } from "../storage/events.ts";
import type { FormPlace } from "./plain-form.tsx";
import { resolvePartnerAndLanguage } from "./reader.ts";
import { sealReceipt } from "./receipt.ts";
import { register } from "./register.ts";

/** The fields of a plain form, such as `colleagues.0.email`, in the shape that the script sends. */
export function bodyOfForm(
  form: URLSearchParams,
  questions: Questions,
  participation = form.get("participation"),
): Record<string, unknown> {
  const typed = (name: string) => form.get(name) ?? "";
  // Includes empty rows, which the schema ignores, so that each error has the number of its row.
  const colleagues: { name: string; email: string; answers: Record<string, unknown> }[] = [];
  for (let index = 0; form.has(`colleagues.${index}.name`); index++)
    colleagues.push({
      name: typed(`colleagues.${index}.name`),
      email: typed(`colleagues.${index}.email`),
      answers: answersOfForm(form, questions, `colleagues.${index}.`, { participation, colleague: true }),
    });
  return {
    ...Object.fromEntries(
      ["partner", "language", "name", "email", "participation", "organisation", "role", "question"].map((name) => [
        name,
        typed(name),
      ]),
    ),
    waitlist: typed("waitlist") === "true",
    needs: {
      diet: typed("needs.diet"),
      access: typed("needs.access"),
      consent: typed("needs.consent") === "true",
    },
    colleagues,
    answers: answersOfForm(form, questions, "", { participation }),
  };
}

/** What is known about the sender of a form. */
interface Sender {
  /** The origin of the host page, if it is not ours. */
  origin: string | null;
  /** Too many posts come from this client. */
  overLimit: boolean;
  /** More people register for the event than usual. */
  eventUnderLoad: boolean;
  /** Called with the reason why nobody is registered, for the log. */
  refused(problem: ProblemName): void;
}

/**
 * The Idempotency-Key of a plain form. The page itself has none, since caches give one copy of it to many people: the key is
 * made from the typed values and the time when the page was rendered. So the same form sent twice registers once, and a page
 * loaded later registers again. Null if that time is missing.
 */
async function keyOf(
  form: URLSearchParams,
  body: object,
  linkKeys: Service["settings"]["LINK_KEYS"],
): Promise<string | null> {
  const opened = form.get(RENDERED_AT);
  return opened === null
    ? idempotencyKey(form.get("idempotency-key"))
    : (await keyedHash(`${opened} ${JSON.stringify(body)}`, linkKeys[0]?.secret ?? "")).slice(0, 32);
}

/**
 * Answers the POST of a plain form: the page again with the typed values and their errors, or a redirect to the receipt (RFC
 * 9110 section 15.4.4: 303 makes reloading harmless).
 */
export async function registerByForm(
  place: FormPlace,
  service: Service,
  event: StoredEvent,
  form: URLSearchParams,
  { origin, overLimit, eventUnderLoad, refused }: Sender,
): Promise<Response> {
  const body = bodyOfForm(form, event.definition.questions);
  const key = await keyOf(form, body, service.settings.LINK_KEYS);
  const slug = event.definition.slug;
  const reader = resolvePartnerAndLanguage(event, {
    partner: form.get("partner") ?? undefined,
    language: form.get("language"),
  });
  const verdict = await detectBot(form, slug, service.settings.LINK_KEYS, service.now, eventUnderLoad);
  const suspected = verdict.filledInBy === "program";
  const { MAINTENANCE } = service.settings;
  if (!suspected && !overLimit && !MAINTENANCE) await new Promise((resolve) => setTimeout(resolve, verdict.waitMs));
  const contactEmail = event.definition.contacts.practical.email;
  const values = Object.fromEntries(form);
  let refusal: NamedProblem;
  if (MAINTENANCE) refusal = underMaintenance;
  else if (overLimit) refusal = rateLimited();
  else if (suspected) refusal = { problem: "bot-check", details: { values: { contactEmail } } };
  else {
    const outcome = await register(service, { slug, key, origin, text: JSON.stringify(body), body });
    if (outcome.outcome === "registered") {
      const { status, participation, position, places } = outcome.answer;
      const answer = { status, participation, position, places };
      const sealed = await sealReceipt(slug, { answer, email: values.email ?? "", mail: outcome.mail }, service);
      return seeOther(place.receiptAddress(slug, sealed, reader));
    }
    refusal = registerProblem(outcome);
  }
  refused(refusal.problem);
  const problem = problemOf(refusal.problem, reader.language, refusal.details);
  const { type, detail, errors } = problem;
  const failure: Failure = errors
    ? { reason: "invalid", errors }
    : { reason: "refused", type: type.slice("/problems/".length), detail };
  const page = await place.page(service, event, reader, {
    status: problem.status,
    // An attendee who corrects something has had the page open since then.
    opened: suspected ? null : form.get(RENDERED_AT),
    values,
    phase: { state: "failed", failure },
  });
  if (MAINTENANCE) page.headers.set("retry-after", String(MAINTENANCE_RETRY_AFTER));
  else if (overLimit) page.headers.set("retry-after", String(RETRY_AFTER));
  return page;
}
