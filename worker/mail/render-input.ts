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

/** Everything that an e-mail is rendered from, as it is when the e-mail is sent. */
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
  /** The organiser's text; null for every other kind. */
  announcement: Announcement | null;
  /** For an announcement: the organiser has taken it back. */
  takenBack: boolean;
  /** For an e-mail about a changed event: what the attendee was told before; null if that is not known. */
  previous: ToldEvent | null;
  /** For an `already` e-mail: the answers that were typed with the address and not saved. */
  unsaved: readonly UnsavedAnswer[];
  /** For an e-mail that asks another mailbox; null for every other kind. */
  asked: Asked | null;
  /** For an e-mail to an organiser who wants to sign in; null for every other kind. */
  signIn: SignIn | null;
  /** For an e-mail to a former address: who changed it. */
  changedBy: "attendee" | "organiser";
  /** What the attendee shows at the door; null without a place in the room. */
  ticket: MailTicket | null;
  links: MailLinks;
  /** The partner whose page the recipient came from; it gives the e-mail its colour. */
  partner: string;
  /** The service's sender, `Name <address>`; the address belongs to a domain that the provider has verified. */
  from: string;
  /** When the message was queued, in milliseconds since 1970. The e-mail depends on this, so that a retry is the same. */
  writtenAt: number;
  /** When it is sent, for words such as "tomorrow". */
  now: number;
}

/** The question to a mailbox that is not the registration's. */
export interface Asked {
  /** The page with the button. */
  url: string;
  /** An answer counts until this time, in milliseconds since 1970. */
  until: number;
  /** The name of the attendee who asks. */
  by: string;
  /** The manage link of the registration that the new address already has. */
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
  /** When the link expires, in milliseconds since 1970. */
  until: number;
  /** The link still works. */
  open: boolean;
}

export interface Recipient {
  registrationId: string;
  name: string;
  email: string;
  status: "confirmed" | "waitlisted" | "cancelled";
  participation: Participation;
  digitalMeanwhile: boolean;
  /** The position on the waiting list, from 1; null for a person who does not wait. */
  position: number | null;
  /** The inviter's name, as typed with this colleague; null for every other kind of e-mail. */
  inviter: string | null;
  /** Whether it is a rehearsal; then the e-mail says so. */
  rehearsal: boolean;
  /** When the hold on the place ends if the address is not verified; null: verified, or not required. */
  heldUntil: number | null;
  /** Answers to the organiser's own questions, without sensitive ones. */
  answers: Answers;
  /** Options that were full when the attendee got a place, by their keys. */
  filledOptions: readonly string[];
}

/** Absolute addresses. */
export interface MailLinks {
  manage: string;
  /** Both links lead to a page that asks first, since mail scanners follow links. */
  cancel: string;
  notMe: string;
  form: string;
  privacy: string;
  /** The attendee's own calendar file; it opens nothing else. */
  calendarFile: string;
  /** The attendee's own link to the stream. It opens nothing else, so it may be put in a calendar. */
  stream: string;
}

/** The reader of an e-mail to an address without a registration. */
const NO_READER = { status: "cancelled", participation: "digital" } as const;

/** The reader of a test of an announcement. */
const SOME_READER = { status: "confirmed", participation: "in-person" } as const;

/** What a message is rendered from at present; null if it has no recipient any more. */
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

/** The asked mailbox has no registration here: the e-mail is about the place of the attendee who asks. */
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

/** The present state of the link: open until it is used, while its address may sign in. */
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
