/** A preview of an e-mail to one person, for an organiser who is about to cause it. */
import { emailKeyOf } from "../registration/email-address.ts";
import { type MessageKind, maySend, type SuppressionReason } from "../registration/message.ts";
import type { ToldEvent } from "../registration/told-event.ts";
import { addressHashes } from "../security/address-hash.ts";
import type { Service } from "../service.ts";
import { suppressedAmong } from "../storage/delivery-status.ts";
import type { StoredEvent } from "../storage/events.ts";
import type { Announcement, EventMessage } from "../storage/leasing.ts";
import type { FormerAddressee, Registration } from "../storage/registrations.ts";
import { isStillRelevant } from "./relevance.ts";
import { renderMail } from "./render.tsx";
import { linksTo, renderInputOf } from "./render-input.ts";

/** The attendee's own links open without a password, so organisers see only that there is a link. */
const HIDDEN = { manage: "…", calendar: "…", stream: "…" };

/** What the e-mail is about, besides the registration as it will be. */
export interface PreviewOf {
  kind: MessageKind;
  announcement?: Announcement | null;
  previous?: ToldEvent | null;
  /** Options that are full when the attendee gets a place. */
  filledOptions?: string[];
}

/** In the reader's own language. */
export interface MailToOne {
  kind: MessageKind;
  to: string;
  subject: string;
  text: string;
  language: Registration["language"];
  /** Whether it would still be true; otherwise it is dropped. */
  relevant: boolean;
  /** Why the address gets no e-mail; null if it gets one. */
  suppressed: SuppressionReason | null;
}

/** `registration`: as it is when the e-mail is sent; for an `erased` or `address-changed` e-mail, as it was before. */
export async function previewToOne(
  { db, settings, now }: Pick<Service, "db" | "settings" | "now">,
  event: StoredEvent,
  registration: Registration,
  { kind, announcement = null, previous = null, filledOptions = [] }: PreviewOf,
): Promise<MailToOne> {
  const { email, language, partner } = registration;
  const former: FormerAddressee | null =
    kind === "erased" || kind === "address-changed" ? { email, language, partner, changedBy: "organiser" } : null;
  const message: EventMessage = {
    id: "",
    kind,
    createdAt: now,
    attempts: 1,
    unconfirmedSince: now,
    leasedAt: now,
    batch: null,
    event: event.definition,
    calendarSequence: event.calendarSequence,
    addressee: former ? null : { ...registration, inviter: null, filledOptions },
    announcement,
    previous,
    formerAddressee: former,
    awaitsReplacement: false,
    takenBack: false,
    asked: null,
    signIn: null,
    ownRequest: false,
    unsaved: [],
  };
  const input = await renderInputOf(settings, message, now);
  if (!input) throw new Error("An e-mail to one person has a recipient");
  const links = linksTo(settings.PUBLIC_URL, HIDDEN, event.definition.slug, registration);
  const { to, subject, text } = renderMail({ ...input, links });
  const reasons = await suppressedAmong(db, await addressHashes(emailKeyOf(email), settings.LINK_KEYS));
  const reason = [...reasons.values()].includes("complained") ? "complained" : ([...reasons.values()][0] ?? null);
  const suppressed = maySend(kind, false, reason) ? null : reason;
  return { kind, to, subject, text, language, relevant: isStillRelevant(input), suppressed };
}
