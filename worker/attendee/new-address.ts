/** Correcting the address: the attendee types the new one, and its holder confirms it. */
import { withoutConflict } from "../actions/latest-event.ts";
import * as actions from "../actions/update.ts";
import type { FieldError } from "../registration/contract.ts";
import { parseEmailAddress } from "../registration/email-address.ts";
import { fieldErrors, newAddress } from "../registration/request.ts";
import type { AttendeeRefusal, Done, Invalid, Refused } from "../registration/updating.ts";
import { attendeeRefusal } from "../registration/updating.ts";
import { mailboxHash } from "../security/address-hash.ts";
import { type Service, wakeOutbox } from "../service.ts";
import { askMailbox } from "../storage/pending-addresses.ts";
import { findRegistration } from "../storage/registrations.ts";
import { type ManageSession, refusalOf } from "./manage.ts";
import type { OpenPending } from "./pending-link.ts";

/** Asks the new address, by e-mail, whether it is the attendee's. The answer does not depend on who is registered. */
export async function askNewAddress(
  service: Service,
  session: ManageSession,
  body: unknown,
): Promise<Done | Invalid | AttendeeRefusal | Refused<"not-found" | "too-many">> {
  const refusal = refusalOf("answers", session, service.now);
  if (refusal) return refusal;
  const parsed = newAddress.safeParse(body);
  if (!parsed.success) return { outcome: "invalid", errors: fieldErrors(parsed.error) };
  const { db, settings, now } = service;
  const { registration } = session;
  const { email } = parsed.data;
  const errors: FieldError[] = [{ field: "email", code: "newAddress.same" }];
  if (email.address === registration.email) return { outcome: "invalid", errors };
  const mailbox = await mailboxHash(email.key, settings.LINK_KEYS);
  const asked = await askMailbox(db, registration, { purpose: "address", name: null, email, mailbox }, now);
  if (asked.outcome === "done") {
    wakeOutbox(service, asked.messages);
    return asked;
  }
  const { reason } = asked;
  if (reason === "open" || reason === "too-late") throw new Error("A new address takes the place of one that is open");
  return { outcome: "refused", reason };
}

/** Gives the registration the confirmed address, by the rules of an organiser's correction. */
export async function confirmNewAddress(service: Service, question: OpenPending): Promise<ConfirmOutcome> {
  return withoutConflict(async () => {
    const registration = await findRegistration(service.db, question.registration.id);
    if (!registration) return { outcome: "refused", reason: "not-found" };
    return confirmOnce(service, { ...question, registration });
  });
}

type ConfirmOutcome = Done | AttendeeRefusal | Refused<"not-found" | "conflict" | "address-taken" | "over">;

async function confirmOnce(service: Service, { event, registration, pending }: OpenPending): Promise<ConfirmOutcome> {
  const email = parseEmailAddress(pending.email);
  if (typeof email === "string") throw new Error("An address that was checked when it was typed");
  const { name, organisation, role, question } = registration;
  const outcome = await actions.change<AttendeeRefusal>(service, registration, event, ({ definition }) => {
    const refusal = attendeeRefusal("answers", definition, registration.status, service.now);
    if (refusal) return { change: null, instead: refusal };
    return { change: { name, organisation, role, question, email, verifies: true, confirmedBy: pending.id } };
  });
  if (outcome.outcome === "invalid" || (outcome.outcome === "refused" && outcome.reason === "full"))
    throw new Error("A new address asks for no place");
  return outcome;
}
