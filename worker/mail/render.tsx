import { renderToString } from "preact-render-to-string";
import { attendeeCalendarFile } from "../calendar/attendee-calendar-file.ts";
import { createTranslator, type Translate } from "../i18n/translate.ts";
import { qrPicture } from "../qr-code.ts";
import type { MessageKind } from "../registration/message.ts";
import { composeEmail, type Email } from "./compose.ts";
import type { Block, Content } from "./content.ts";
import { Layout } from "./layout.tsx";
import { emailAsText } from "./plain-text.ts";
import type { RenderInput } from "./render-input.ts";
import { type RenderedMail, TICKET_PICTURE } from "./rendered-mail.ts";
import { senderFor } from "./sender.ts";
import { added } from "./templates/added.ts";
import { addressChanged } from "./templates/address-changed.ts";
import { already } from "./templates/already.ts";
import { announcement, announcementTest } from "./templates/announcement.ts";
import { changed } from "./templates/changed.ts";
import { colleague } from "./templates/colleague.ts";
import { confirmAddress } from "./templates/confirm-address.ts";
import { confirmation } from "./templates/confirmation.ts";
import { currentStatus } from "./templates/current-status.ts";
import { erased } from "./templates/erased.ts";
import { eventCancelled } from "./templates/event-cancelled.ts";
import { eventChanged } from "./templates/event-changed.ts";
import { handedOver } from "./templates/handed-over.ts";
import { invitation } from "./templates/invitation.ts";
import { lostLink } from "./templates/lost-link.ts";
import { notTaken } from "./templates/not-taken.ts";
import { promoted } from "./templates/promoted.ts";
import { reminder } from "./templates/reminder.ts";
import { signIn } from "./templates/sign-in.ts";
import { streamLink } from "./templates/stream-link.ts";
import { thanks } from "./templates/thanks.ts";
import { holdReminder } from "./templates/unverified.ts";

/** Chosen when it is sent: since it was queued, the event may have been cancelled or restored. */
const eventNotice = (input: RenderInput, t: Translate) =>
  (input.event.cancelled ? eventCancelled : eventChanged)(input, t);

const contentOf: Record<MessageKind, (input: RenderInput, t: Translate) => Content> = {
  confirmation,
  colleague,
  added,
  already,
  "hold-reminder": holdReminder,
  promoted,
  changed,
  // A person who has come back in the meantime must not read that they are cancelled.
  cancelled: currentStatus,
  invitation,
  // Likewise, a person who has come back has a place again.
  "handed-over": handedOver,
  "not-taken": notTaken,
  "confirm-address": confirmAddress,
  "sign-in": signIn,
  "lost-link": lostLink,
  "address-changed": addressChanged,
  "event-changed": eventNotice,
  "event-cancelled": eventNotice,
  erased,
  reminder,
  stream: streamLink,
  thanks,
  announcement,
  "announcement-test": announcementTest,
};

/** Kinds that tell a person about their place. */
const aboutPlaces: readonly MessageKind[] = [
  "confirmation",
  "colleague",
  "added",
  "already",
  "hold-reminder",
  "promoted",
  "changed",
];

/**
 * If the event was cancelled meanwhile, an e-mail about a place says so instead. The calendar file that removes the entry
 * comes with the e-mail to everybody.
 */
function contentFor(input: RenderInput, t: Translate): Content {
  const { kind, event, recipient } = input;
  if (event.cancelled && recipient.status !== "cancelled" && aboutPlaces.includes(kind))
    return { ...eventCancelled(input, t), calendar: null };
  return contentOf[kind](input, t);
}

/**
 * These headers ask for no out-of-office answers; Exchange has its own. RFC 3834 section 5: `Auto-Submitted` says that no
 * person wrote the e-mail, so announcements do not have it. Gmail groups e-mails with the same subject unless each has its
 * own X-Entity-Ref-ID. There is no List-Unsubscribe: people would think that it cancels their registration.
 */
function headersOf({ kind, id }: Pick<RenderInput, "kind" | "id">): Record<string, string> {
  const headers = { "X-Auto-Response-Suppress": "OOF, AutoReply", "X-Entity-Ref-ID": id };
  return kind === "announcement" ? headers : { "Auto-Submitted": "auto-generated", ...headers };
}

/** Uses `btoa`: Node 24, which also renders e-mails for tests, has no `toBase64`. */
export function base64(octets: Uint8Array): string {
  return btoa(Array.from(octets, (octet) => String.fromCharCode(octet)).join(""));
}

function attachments(input: RenderInput, { calendar: method }: Content): RenderedMail["attachments"] {
  const { event, recipient, links } = input;
  if (!method || (method === "PUBLISH" && event.cancelled)) return [];
  const entry = {
    event,
    language: input.language,
    pageUrl: links.form,
    domain: new URL(links.calendarFile).hostname,
    attendee: recipient,
    streamUrl: links.stream,
    sequence: input.calendarSequence,
    now: input.writtenAt,
  };
  const content = attendeeCalendarFile(entry, method);
  return [
    {
      filename: `${event.slug}.ics`,
      content: base64(new TextEncoder().encode(content)),
      contentType: `text/calendar; charset=utf-8; method=${method}`,
    },
  ];
}

/** The picture of the QR code, if the e-mail shows one. */
function pictures(blocks: readonly Block[]): RenderedMail["attachments"] {
  return blocks.flatMap((block) => {
    if (block.type !== "ticket" || !block.picture) return [];
    const content = base64(qrPicture(block.picture.url));
    return [{ filename: `${block.code}.png`, content, contentType: "image/png", contentId: TICKET_PICTURE }];
  });
}

/** A composed e-mail, with its HTML and text parts. */
export function inBothParts(
  email: Email,
  message: Pick<RenderInput, "kind" | "id">,
): Pick<RenderedMail, "subject" | "html" | "text" | "headers"> {
  return {
    subject: email.subject,
    html: `<!doctype html>\n${renderToString(<Layout email={email} />)}`,
    text: emailAsText(email),
    headers: headersOf(message),
  };
}

/** The e-mail as the provider takes it. */
export function renderMail(input: RenderInput): RenderedMail {
  const content = contentFor(input, createTranslator(input.language));
  const email = composeEmail(input, content);
  return {
    from: senderFor(input.event.organiser.name, input.from, input.language),
    to: input.recipient.email,
    replyTo: input.event.organiser.email,
    ...inBothParts(email, input),
    attachments: [...attachments(input, content), ...pictures(email.blocks)],
  };
}
