/** Correcting an attendee's registration. */
import { withoutConflict } from "../actions/latest-event.ts";
import * as actions from "../actions/update.ts";
import { type MailToOne, previewToOne } from "../mail/preview-to-one.ts";
import type { Answer, Answers } from "../registration/answers.ts";
import { emailKeyOf } from "../registration/email-address.ts";
import type { MessageKind } from "../registration/message.ts";
import { type CorrectionRequest, correctionRequest, fieldErrors } from "../registration/request.ts";
import {
  changeAction,
  type Invalid,
  organiserRefusal,
  type RefusedOver,
  type UpdateRefusal,
} from "../registration/updating.ts";
import type { Service } from "../service.ts";
import type { Change } from "../storage/change-registration.ts";
import type { StoredEvent } from "../storage/events.ts";
import { exportRowsAt } from "../storage/export.ts";
import type { Registration } from "../storage/registrations.ts";
import {
  audited,
  notFound,
  type RegistrationAction,
  type RegistrationUpdated,
  registrationOf,
  updated,
} from "./registration-action.ts";

/**
 * Corrects the given answers and leaves the rest. A new address gets the confirmation, and links sent to the old one stop
 * working. The request contains only the fields to correct, so a change made meanwhile (a new definition gives the attendee
 * a seat) is no reason to refuse it: it is tried again with the changed registration.
 */
export async function correct(
  service: Service,
  action: RegistrationAction,
  body: unknown,
): Promise<RegistrationUpdated | UpdateRefusal | Invalid> {
  const { event } = action;
  // A wrong body is refused before the registration is read.
  const checked = correctionRequest(event.definition).safeParse(body);
  if (!checked.success) return { outcome: "invalid", errors: fieldErrors(checked.error, "organiser") };
  return withoutConflict(() => correctOnce(service, action, body));
}

async function correctOnce(
  service: Service,
  action: RegistrationAction,
  body: unknown,
): Promise<RegistrationUpdated | UpdateRefusal | Invalid> {
  const { event } = action;
  const registration = await registrationOf(service, action);
  if (!registration) return notFound;
  if (registration.status === "cancelled") return { outcome: "refused", reason: "wrong-state" };
  const outcome = await actions.change<{ outcome: "unchanged" } | RefusedOver | Invalid>(
    service,
    registration,
    event,
    ({ definition }) => {
      const parsed = correctionRequest(definition).safeParse(body);
      if (!parsed.success)
        return { change: null, instead: { outcome: "invalid", errors: fieldErrors(parsed.error, "organiser") } };
      const change = corrected(registration, parsed.data, body as object);
      if (!change) return { change: null, instead: { outcome: "unchanged" } };
      const over = organiserRefusal(changeAction(registration, change), definition, service.now);
      return over ? { change: null, instead: over } : { change };
    },
  );
  switch (outcome.outcome) {
    case "unchanged":
      return updated(service, action);
    case "done":
      await audited(service, action, "registration changed", outcome);
      return updated(service, action);
    case "refused":
      if (outcome.reason === "over") throw new Error("An organiser's correction waits for nobody");
      return outcome as UpdateRefusal;
    default:
      return outcome;
  }
}

/** What a correction would do. `taken`: the registration that already has the new address. */
export type CorrectionPreview =
  | Invalid
  | { outcome: "unchanged" }
  | { outcome: "taken"; by: string }
  | { outcome: "stored"; mails: MailToOne[] };

/** Checks a correction of answers like `correct`, and stores nothing. */
export async function previewCorrection(
  service: Service,
  event: StoredEvent,
  registration: Registration,
  body: unknown,
): Promise<CorrectionPreview> {
  const { definition } = event;
  const parsed = correctionRequest(definition).safeParse(body);
  if (!parsed.success) return { outcome: "invalid", errors: fieldErrors(parsed.error, "organiser") };
  const change = corrected(registration, parsed.data, body as object);
  if (!change) return { outcome: "unchanged" };
  const { email, name, organisation, role, question, answers = registration.answers } = change;
  if (email) {
    const rows = await exportRowsAt(service.db, definition.slug, [email.key], registration.rehearsal);
    const other = rows.find(({ id }) => id !== registration.id);
    if (other) return { outcome: "taken", by: other.id };
  }
  if (!actions.changesAnswers(registration, change)) return { outcome: "stored", mails: [] };
  const { partner = registration.partner, language = registration.language } = change;
  const given = { name, organisation, role, question, answers, partner, language };
  const after: Registration = { ...registration, ...given, email: email?.address ?? registration.email };
  const preview = (to: Registration, kind: MessageKind) => previewToOne(service, event, to, { kind });
  if (!email) return { outcome: "stored", mails: [await preview(after, "changed")] };
  const tellsOld = !registration.rehearsal && email.key !== emailKeyOf(registration.email);
  return {
    outcome: "stored",
    mails: [
      await preview(after, "confirmation"),
      ...(tellsOld ? [await preview(registration, "address-changed")] : []),
    ],
  };
}

/** The answers with some of them replaced; null removes one. */
function correctedAnswers(saved: Answers, given: Readonly<Record<string, Answer | null>>): Answers {
  const merged = Object.entries({ ...saved, ...given });
  return Object.fromEntries(
    merged.flatMap(([key, value]): [string, Answer][] => (value === null ? [] : [[key, value]])),
  );
}

/** What to store; null if nothing differs, so that no e-mail is sent. */
function corrected(registration: Registration, given: CorrectionRequest, body: object): Change | null {
  // The schema turns an absent answer into null. Only an answer that is present and null is removed.
  const answer = (field: "organisation" | "role" | "question") =>
    Object.hasOwn(body, field) ? (given[field] ?? null) : registration[field];
  const { email, participation = registration.participation } = given;
  // Only a person who stays on the waiting list may follow the stream meanwhile.
  const waits = registration.status === "waitlisted" && participation === registration.participation;
  const digitalMeanwhile = waits ? (given.digitalMeanwhile ?? registration.digitalMeanwhile) : undefined;
  const change: Change = {
    name: given.name ?? registration.name,
    organisation: answer("organisation"),
    role: answer("role"),
    question: answer("question"),
    answers: correctedAnswers(registration.answers, given.answers ?? {}),
    participation,
    digitalMeanwhile,
    ...(email && email.address !== registration.email ? { email } : {}),
    partner: given.partner,
    language: given.language,
  };
  const differs = (["partner", "language"] as const).some(
    (field) => change[field] !== undefined && change[field] !== registration[field],
  );
  return differs || actions.changesAnswers(registration, change) ? change : null;
}
