/** One attendee as the organiser's pages show them. */
import { ticketOf } from "../security/ticket.ts";
import type { Service } from "../service.ts";
import { messagesTo, type SentMessage } from "../storage/attendee-mail.ts";
import { findNote, type Note } from "../storage/notes.ts";
import { type PersonHistory, personHistory } from "../storage/person-history.ts";
import type { Registration } from "../storage/registrations.ts";
import { audit } from "./audit-log.ts";
import { type RegistrationAction, registrationOf } from "./registration-action.ts";

export interface Person extends PersonHistory {
  registration: Registration;
  /** Every e-mail to the attendee, oldest first. */
  messages: SentMessage[];
  note: Note | null;
  /** What the attendee shows at the door; null without a place in the room. */
  code: string | null;
}

/** Null if the event has no such registration. Viewing a person is logged. */
export async function personOf(service: Service, action: RegistrationAction): Promise<Person | null> {
  const { db, settings } = service;
  const { event, caller, id } = action;
  const registration = await registrationOf(service, action);
  if (!registration) return null;
  const { status, participation, linkVersion } = registration;
  const comes = status === "confirmed" && participation === "in-person";
  const [history, messages, note, ticket] = await Promise.all([
    personHistory(db, registration),
    messagesTo(db, id),
    findNote(db, id),
    comes ? ticketOf({ registration: id, version: linkVersion }, settings.LINK_KEYS) : null,
  ]);
  const { slug } = event.definition;
  await audit(service, caller, { event: slug, action: "registration read", count: 1, detail: id });
  return { ...history, registration, messages, note, code: ticket?.code ?? null };
}
