import type { Language } from "../i18n/language.ts";
import type { Participation } from "../registration/capacity.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import type { MessageKind } from "../registration/message.ts";
import type { Announcement } from "../storage/outbox.ts";

/** All that an e-mail is rendered from, as it is when the e-mail is sent. */
export interface RenderInput {
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
  links: MailLinks;
  /** `Name <address>`; the address belongs to a domain that the provider has verified. */
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
  /** The name of the person who registered this colleague. */
  inviter: string | null;
  /** A rehearsal: the e-mail says so. */
  rehearsal: boolean;
}

/** Absolute addresses. */
export interface MailLinks {
  manage: string;
  /** Leads to a question, since mail scanners follow links. */
  notMe: string;
  form: string;
  privacy: string;
  /** The public calendar file. */
  calendarFile: string;
}

export interface RenderedMail {
  from: string;
  to: string;
  replyTo: string;
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
  attachments: { filename: string; content: string; contentType: string }[];
}
