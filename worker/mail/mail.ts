import type { Language } from "../i18n/language.ts";
import type { Participation } from "../registration/capacity.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import type { MessageKind } from "../registration/message.ts";
import type { Announcement } from "../storage/outbox.ts";

/** All that an e-mail is rendered from, as it is at the moment of sending. */
export interface RenderInput {
  kind: MessageKind;
  language: Language;
  event: EventDefinition;
  /**
   * RFC 5545 SEQUENCE: how often the entry in this person's calendar has changed: the event's time, place and status, and
   * their own leaving, moving and coming back (RFC 5546 section 3.2.5: taking back is a revision, too).
   */
  calendarSequence: number;
  recipient: Recipient;
  /** What the organiser writes; null for every other kind. */
  announcement: Announcement | null;
  links: MailLinks;
  /** `Name <address>`; the address belongs to a domain that the provider has verified. */
  from: string;
  /** When the message was written, in milliseconds since 1970. What it says depends on this, so that a retry says the same. */
  writtenAt: number;
  /** When it is sent, for what would be wrong otherwise: "tomorrow". */
  now: number;
}

export interface Recipient {
  registrationId: string;
  name: string;
  email: string;
  status: "confirmed" | "waitlisted" | "cancelled";
  participation: Participation;
  digitalMeanwhile: boolean;
  /** In the line, from 1; null for whoever does not wait. */
  position: number | null;
  /** The name of whoever registered this colleague. */
  inviter: string | null;
  /** A rehearsal: the e-mail says so. */
  rehearsal: boolean;
}

/** Absolute addresses. */
export interface MailLinks {
  manage: string;
  /** Leads to a question, not to the deed: mail scanners follow links. */
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
