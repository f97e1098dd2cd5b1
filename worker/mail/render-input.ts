import type { Settings } from "../environment.ts";
import type { Language } from "../i18n/language.ts";
import type { Answers } from "../registration/answers.ts";
import type { Participation } from "../registration/capacity.ts";
import { mayComeIn } from "../registration/check-in.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import type { MessageKind } from "../registration/message.ts";
import type { ToldEvent } from "../registration/told-event.ts";
import type { UnsavedAnswer } from "../registration/unsaved.ts";
import {
  addressSecret,
  calendarSecret,
  manageSecret,
  offerSecret,
  signInSecret,
  streamSecret,
} from "../security/manage-link.ts";
import { ticketOf } from "../security/ticket.ts";
import type { AskedLink, AskedMailbox } from "../storage/leased-row.ts";
import type { Addressee, Announcement, EventMessage } from "../storage/leasing.ts";
import {
  addressUrl,
  calendarUrl,
  cancelUrl,
  hostedUrl,
  manageUrl,
  notMeUrl,
  offerUrl,
  privacyUrl,
  signInUrl,
  streamPageUrl,
  ticketUrl,
} from "../urls.ts";

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
  /** Of an announcement: the organiser has taken it back. */
  takenBack: boolean;
  /** Of an e-mail about a changed event: what the attendee was last told before; null where that is not known. */
  previous: ToldEvent | null;
  /** Of an `already` e-mail: what was typed with the address and is not saved. */
  unsaved: readonly UnsavedAnswer[];
  /** Of an e-mail that asks another mailbox; null for every other kind. */
  asked: Asked | null;
  /** Of an e-mail to an organiser who wants to sign in; null for every other kind. */
  signIn: SignIn | null;
  /** Of an e-mail to a former address: who gave the registration another. */
  changedBy: "attendee" | "organiser";
  /** What the attendee shows at the door; null for those who have no place in the room. */
  ticket: MailTicket | null;
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

/** What another mailbox than a registration's is asked. */
export interface Asked {
  /** The page with the button. */
  url: string;
  /** Until when the answer counts, in milliseconds since 1970. */
  until: number;
  /** The name of the attendee who asks. */
  by: string;
  /** The manage link of the registration that a new address has already. */
  knownManage: string | null;
}

export interface MailTicket {
  code: string;
  /** What the QR code carries. */
  url: string;
}

export interface SignIn {
  /** The page with the button. */
  url: string;
  /** Until when the link works, in milliseconds since 1970. */
  until: number;
  /** It still opens the pages. */
  open: boolean;
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
  /** To the organiser's own questions, without what is sensitive. */
  answers: Answers;
  /** Options that were full when the attendee got a place, by their keys. */
  filledOptions: readonly string[];
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
  /** The attendee's own link to the stream. It opens nothing else, and may stand in a calendar. */
  stream: string;
}

/** Of an e-mail to an address that no registration has. */
const NO_READER = { status: "cancelled", participation: "digital" } as const;

/** As whom an organiser reads the test of an announcement. */
const SOME_READER = { status: "confirmed", participation: "in-person" } as const;

/** What a message is rendered from, as things are now; null if nobody is left to send it to. */
export async function renderInputOf(
  settings: Settings,
  message: EventMessage,
  now: number,
): Promise<RenderInput | null> {
  const { event, addressee, formerAddressee, asked, signIn } = message;
  const person =
    addressee ??
    formerAddressee ??
    (asked && { ...asked.by, email: asked.email }) ??
    (signIn && { ...signIn, partner: Object.keys(event.partners)[0] ?? "" });
  if (!person) return null;
  const { PUBLIC_URL } = settings;
  const secrets = addressee ? await secretsOf(settings, addressee) : { manage: "", calendar: "", stream: "" };
  return {
    id: message.id,
    kind: message.kind,
    language: person.language,
    event,
    calendarSequence: message.calendarSequence + (addressee?.calendarChanges ?? 0),
    recipient: asked
      ? recipientOf(asked)
      : {
          registrationId: addressee?.id ?? "",
          name: addressee?.name ?? "",
          email: person.email,
          ...(message.kind === "announcement-test" ? SOME_READER : NO_READER),
          ...(addressee ? { status: addressee.status, participation: addressee.participation } : {}),
          digitalMeanwhile: addressee?.digitalMeanwhile ?? false,
          position: addressee?.position ?? null,
          inviter: addressee?.inviter ?? null,
          rehearsal: addressee?.rehearsal ?? false,
          heldUntil: addressee?.heldUntil ?? null,
          answers: addressee?.answers ?? {},
          filledOptions: addressee?.filledOptions ?? [],
        },
    announcement: message.announcement,
    takenBack: message.takenBack,
    previous: message.previous,
    unsaved: message.unsaved,
    asked: asked && (await askedOf(settings, message.kind, asked)),
    signIn: signIn && (await signInOf(settings, signIn)),
    changedBy: formerAddressee?.changedBy ?? "organiser",
    ticket: addressee && (await mailTicketOf(settings, addressee)),
    links: linksTo(PUBLIC_URL, secrets, event.slug, person),
    partner: person.partner,
    from: settings.MAIL_FROM,
    writtenAt: message.createdAt,
    now,
  };
}

/** The mailbox that is asked has no registration here: the e-mail tells of the place of the attendee who asks. */
function recipientOf({ name, email, by }: AskedMailbox): Recipient {
  return {
    registrationId: "",
    name: name ?? "",
    email,
    status: by.status,
    participation: by.participation,
    digitalMeanwhile: false,
    position: null,
    inviter: null,
    rehearsal: by.rehearsal,
    heldUntil: null,
    answers: {},
    filledOptions: [],
  };
}

async function askedOf(
  { LINK_KEYS, PUBLIC_URL }: Settings,
  kind: MessageKind,
  { id, expiresAt, by, known }: AskedMailbox,
): Promise<Asked> {
  const url =
    kind === "invitation"
      ? offerUrl(PUBLIC_URL, await offerSecret(id, LINK_KEYS))
      : addressUrl(PUBLIC_URL, await addressSecret(id, LINK_KEYS));
  const secret = known && (await manageSecret({ registration: known.id, version: known.linkVersion }, LINK_KEYS));
  return { url, until: expiresAt, by: by.name, knownManage: secret && manageUrl(PUBLIC_URL, secret) };
}

/** The link as it is now: it is open until it is used, while its address may sign in. */
export async function signInOf(
  { LINK_KEYS, PUBLIC_URL, EVENT_CREATORS }: Settings,
  { id, emailKey, until, used, listed }: AskedLink,
): Promise<SignIn> {
  const url = signInUrl(PUBLIC_URL, await signInSecret(id, LINK_KEYS));
  return { url, until, open: !used && (listed || EVENT_CREATORS.includes(emailKey)) };
}

async function mailTicketOf(
  { LINK_KEYS, PUBLIC_URL }: Settings,
  { id, linkVersion, heldUntil, ...attendee }: Addressee,
): Promise<MailTicket | null> {
  if (heldUntil !== null || !mayComeIn(attendee)) return null;
  const { code, secret } = await ticketOf({ registration: id, version: linkVersion }, LINK_KEYS);
  return { code, url: ticketUrl(PUBLIC_URL, secret) };
}

interface Secrets {
  manage: string;
  calendar: string;
  stream: string;
}

async function secretsOf({ LINK_KEYS }: Settings, { id, linkVersion }: Addressee): Promise<Secrets> {
  const link = { registration: id, version: linkVersion };
  const [manage, calendar, stream] = await Promise.all([
    manageSecret(link, LINK_KEYS),
    calendarSecret(link, LINK_KEYS),
    streamSecret(link, LINK_KEYS),
  ]);
  return { manage, calendar, stream };
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
    stream: streamPageUrl(publicUrl, secrets.stream),
  };
}
