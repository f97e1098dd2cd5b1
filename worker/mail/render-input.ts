import type { Settings } from "../environment.ts";
import type { Language } from "../i18n/language.ts";
import type { Participation } from "../registration/capacity.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import type { MessageKind } from "../registration/message.ts";
import type { ToldEvent } from "../registration/told-event.ts";
import type { UnsavedAnswer } from "../registration/unsaved.ts";
import { calendarSecret, manageSecret } from "../security/manage-link.ts";
import type { Addressee, Announcement, LeasedMessage } from "../storage/outbox.ts";
import { calendarUrl, cancelUrl, hostedUrl, manageUrl, notMeUrl, privacyUrl } from "../urls.ts";

/** All that an e-mail is rendered from, as it is when the e-mail is sent. */
export interface RenderInput {
  /** The message's id. */
  id: string;
  kind: MessageKind;
  language: Language;
  event: EventDefinition;
  /**
   * RFC 5545 SEQUENCE: how often the entry in this person's calendar has changed, because of the event's time, place and
   * status, and because the person cancelled, moved and came back (RFC 5546 section 3.2.5).
   */
  calendarSequence: number;
  recipient: Recipient;
  /** The organiser's words; null for every other kind. */
  announcement: Announcement | null;
  /** Of an e-mail about a changed event: what the attendee was last told before; null where that is not known. */
  previous: ToldEvent | null;
  /** Of an `already` e-mail: what was typed with the address and is not saved. */
  unsaved: readonly UnsavedAnswer[];
  links: MailLinks;
  /** The partner through which the recipient came: its colour is the e-mail's. */
  partner: string;
  /** The service's sender, `Name <address>`; the address belongs to a domain that the provider has verified. */
  from: string;
  /** When the message was queued, in milliseconds since 1970. The e-mail depends on this, so that a retry says the same. */
  writtenAt: number;
  /** When it is sent, for words such as "tomorrow". */
  now: number;
}

export interface Recipient {
  registrationId: string;
  name: string;
  email: string;
  status: "confirmed" | "waitlisted" | "cancelled";
  participation: Participation;
  digitalMeanwhile: boolean;
  /** On the waiting list, from 1; null for a person who does not wait. */
  position: number | null;
  /** The inviter's name, as typed with this colleague; null for every other kind of e-mail. */
  inviter: string | null;
  /** A rehearsal: the e-mail says so. */
  rehearsal: boolean;
  /** Until when the place is held for an address that is not verified yet; null: it is, or need not be. */
  heldUntil: number | null;
}

/** Absolute addresses. */
export interface MailLinks {
  manage: string;
  /** Both lead to a question, since mail scanners follow links. */
  cancel: string;
  notMe: string;
  form: string;
  privacy: string;
  /** The attendee's own calendar file; it opens nothing else. */
  calendarFile: string;
}

/** What a message is rendered from, as things are now; null if nobody is left to send it to. */
export async function renderInputOf(
  settings: Settings,
  message: LeasedMessage,
  now: number,
): Promise<RenderInput | null> {
  const { event, addressee, formerAddressee } = message;
  const person = addressee ?? formerAddressee;
  if (!person) return null;
  const { PUBLIC_URL } = settings;
  const secrets = addressee ? await secretsOf(settings, addressee) : { manage: "", calendar: "" };
  return {
    id: message.id,
    kind: message.kind,
    language: person.language,
    event,
    calendarSequence: message.calendarSequence + (addressee?.calendarChanges ?? 0),
    recipient: {
      registrationId: addressee?.id ?? "",
      name: addressee?.name ?? "",
      email: person.email,
      status: addressee?.status ?? "cancelled",
      participation: addressee?.participation ?? "digital",
      digitalMeanwhile: addressee?.digitalMeanwhile ?? false,
      position: addressee?.position ?? null,
      inviter: addressee?.inviter ?? null,
      rehearsal: addressee?.rehearsal ?? false,
      heldUntil: addressee?.heldUntil ?? null,
    },
    announcement: message.announcement,
    previous: message.previous,
    unsaved: message.unsaved,
    links: linksTo(PUBLIC_URL, secrets, event.slug, person),
    partner: person.partner,
    from: settings.MAIL_FROM,
    writtenAt: message.createdAt,
    now,
  };
}

interface Secrets {
  manage: string;
  calendar: string;
}

async function secretsOf({ LINK_KEYS }: Settings, { id, linkVersion }: Addressee): Promise<Secrets> {
  const link = { registration: id, version: linkVersion };
  const [manage, calendar] = await Promise.all([manageSecret(link, LINK_KEYS), calendarSecret(link, LINK_KEYS)]);
  return { manage, calendar };
}

/** The addresses that an e-mail may carry. */
export function linksTo(
  publicUrl: string,
  secrets: Secrets,
  slug: string,
  { partner, language }: { partner: string; language: Language },
): MailLinks {
  return {
    manage: manageUrl(publicUrl, secrets.manage),
    cancel: cancelUrl(publicUrl, secrets.manage),
    notMe: notMeUrl(publicUrl, secrets.manage),
    form: hostedUrl(publicUrl, slug, partner, language),
    privacy: privacyUrl(publicUrl, slug, language),
    calendarFile: calendarUrl(publicUrl, secrets.calendar),
  };
}
