/** A link that asks a mailbox other than the registration's: about an offered place or a new address. */
import { ProblemError } from "../http/problem.ts";
import type { Language } from "../i18n/language.ts";
import type { PendingOutcome, PendingPurpose } from "../registration/pending-address.ts";
import { readSecret } from "../security/manage-link.ts";
import type { Service } from "../service.ts";
import { findEvent, type StoredEvent } from "../storage/events.ts";
import { findPending, type PendingAddress } from "../storage/pending-addresses.ts";
import { findRegistration, type Registration } from "../storage/registrations.ts";
import { invalidLinkPage } from "./invalid-link-page.tsx";
import type { Reader } from "./reader.ts";

/** A question that can still be answered. `registration`: that of the attendee who asks. */
export interface OpenPending {
  secret: string;
  event: StoredEvent;
  registration: Registration;
  pending: PendingAddress;
}

/** The reader of a page for a link that is over. */
export interface PendingReader extends Reader {
  event: StoredEvent;
}

export const readerOf = ({
  event,
  registration: { partner, language },
}: Pick<OpenPending, "event" | "registration">): PendingReader => ({
  event,
  partner,
  language,
});

/** `unknown`: the service has not signed the link. `over`: null if the registration is erased, and nothing else is known. */
export type PendingLink =
  | { state: "unknown" }
  | { state: "over"; outcome: PendingOutcome | null; reader: PendingReader | null }
  | { state: "open"; question: OpenPending };

const linkOf = { "hand-over": "offer", address: "address" } as const satisfies Record<PendingPurpose, string>;

export async function openPendingLink(
  { db, settings, now }: Service,
  secret: string,
  purpose: PendingPurpose,
): Promise<PendingLink> {
  const link = await readSecret(linkOf[purpose], secret, settings.LINK_KEYS);
  if (!link) return { state: "unknown" };
  const found = await findPending(db, link.registration, now);
  const registration = found && (await findRegistration(db, found.registration));
  const event = registration && (await findEvent(db, registration.event));
  if (!event) return { state: "over", outcome: null, reader: null };
  if (found.outcome) return { state: "over", outcome: found.outcome, reader: readerOf({ event, registration }) };
  return { state: "open", question: { secret, event, registration, pending: found.pending } };
}

/** For a link that the service has not signed, or whose registration is erased with everything that belongs to it. */
export function unknownLink({ settings }: Pick<Service, "settings">): ProblemError {
  const page = (language: Language) => invalidLinkPage(settings.PUBLIC_URL, null, language);
  return new ProblemError("not-found", { page, guessed: true });
}
