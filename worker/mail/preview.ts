import { type Language, languages } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import { mayComeIn } from "../registration/check-in.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { timesOf } from "../registration/event-times.ts";
import { dayFrom } from "../registration/local-time.ts";
import { batchable, type MessageKind } from "../registration/message.ts";
import { type ToldEvent, toldEvent } from "../registration/told-event.ts";
import type { Announcement } from "../storage/leasing.ts";
import { ticketUrl } from "../urls.ts";
import { composeEmail, type Email } from "./compose.ts";
import { renderMail } from "./render.tsx";
import type { Recipient, RenderInput } from "./render-input.ts";
import { linksTo } from "./render-input.ts";
import type { RenderedMail } from "./rendered-mail.ts";
import { sampleAnswers } from "./sample-answers.ts";
import { renderServiceMail } from "./service-mail.tsx";
import { announcement as announcementContent } from "./templates/announcement.ts";

/** A sample e-mail. */
export interface PreviewedMail {
  /** "confirmation-waitlisted": the kind, and the recipient's status if the text depends on it. */
  name: string;
  kind: MessageKind;
  language: Language;
  mail: RenderedMail;
}

const SERVICE = "https://pamelding.example.no";
const FROM = "Påmelding <pamelding@example.no>";
const SECRETS = {
  manage: "1.Zm9yaGFuZHN2aXNuaW5n.3nS5qv0Wl7m8cB2tYxkE4rJdHaUoPzGi",
  calendar: "1.Zm9yaGFuZHN2aXNuaW5n.Qw7tLr2VxkE4m8cB9nS5aUoPzGi0yJdH",
  stream: "1.Zm9yaGFuZHN2aXNuaW5n.kE4rJdHaUoPzGi3nS5qv0Wl7m8cB2tYx",
};

const TICKET = {
  code: "K7M2Q",
  url: ticketUrl(SERVICE, "AEA2BEWV2PLVCMFBV5GZWTPMZ4TGK3DMORSWCY3I"),
};

const recipient: Recipient = {
  registrationId: "0d4f1c2e9b7a4e55",
  name: "Kari Nordmann",
  email: "kari@example.no",
  status: "confirmed",
  participation: "in-person",
  digitalMeanwhile: false,
  position: null,
  inviter: null,
  rehearsal: false,
  heldUntil: null,
  answers: {},
  filledOptions: [],
};

const recipients = {
  "in-person": recipient,
  digital: { ...recipient, participation: "digital" },
  waitlisted: { ...recipient, status: "waitlisted", position: 12 },
  "waitlisted-digital": { ...recipient, status: "waitlisted", position: 12, digitalMeanwhile: true },
  cancelled: { ...recipient, status: "cancelled" },
  held: { ...recipient, heldUntil: Date.UTC(2023, 9, 14, 10) },
  "held-waitlisted": { ...recipient, status: "waitlisted", position: 12, heldUntil: Date.UTC(2023, 9, 14, 10) },
} satisfies Record<string, Recipient>;

type RecipientStatus = keyof typeof recipients;

/** For each kind, the statuses for which its text differs, the usual one first. */
const statusesOf: Record<MessageKind, readonly [RecipientStatus, ...RecipientStatus[]]> = {
  confirmation: ["in-person", "digital", "waitlisted", "waitlisted-digital", "cancelled", "held", "held-waitlisted"],
  colleague: ["in-person", "digital", "waitlisted", "held"],
  added: ["in-person", "digital", "waitlisted"],
  already: ["in-person", "digital", "waitlisted", "held"],
  "hold-reminder": ["held"],
  promoted: ["in-person", "held"],
  changed: ["in-person", "digital", "waitlisted", "waitlisted-digital"],
  cancelled: ["cancelled"],
  invitation: ["in-person", "digital"],
  "handed-over": ["cancelled"],
  "not-taken": ["in-person"],
  "confirm-address": ["in-person"],
  "sign-in": ["in-person"],
  "lost-link": ["in-person"],
  "address-changed": ["cancelled"],
  "event-changed": ["in-person", "digital", "waitlisted"],
  "event-cancelled": ["in-person", "waitlisted"],
  erased: ["cancelled"],
  reminder: ["in-person", "digital", "waitlisted-digital"],
  stream: ["digital", "waitlisted"],
  thanks: ["in-person"],
  announcement: ["in-person", "digital"],
  "announcement-test": ["in-person"],
};

const inviter = "Ola Nordmann";

/** Kinds that ask a mailbox without a registration of its own. */
const asks: readonly MessageKind[] = ["invitation", "confirm-address"];

const sampleStream = { capacity: null, streamUrl: null, streamOpensBefore: 15, recordingUrl: null };
/** Kinds to an address without a name. */
const nameless: readonly MessageKind[] = ["confirm-address", "sign-in", "announcement-test"];

/** The event as it must be for an e-mail of this kind. */
function eventFor(kind: MessageKind, event: EventDefinition): EventDefinition {
  const reason = {
    nb: "Foredragsholderne har blitt syke.",
    nn: "Foredragshaldarane har blitt sjuke.",
    en: "The speakers have fallen ill.",
  };
  const { digital } = event.participation;
  switch (kind) {
    case "event-cancelled":
      return event.cancelled ? event : { ...event, cancelled: { reason } };
    case "stream":
      return digital ? event : { ...event, participation: { ...event.participation, digital: sampleStream } };
    case "thanks":
      return { ...event, mails: { materialsUrl: "https://www.example.no/opptak", ...event.mails } };
    default:
      return event;
  }
}

/** A sample of an organiser's announcement. */
const announcement: Announcement = {
  subject: { nb: "Ny inngang", nn: "Ny inngang", en: "Another entrance" },
  text: {
    nb: "Hovedinngangen er stengt. Bruk inngangen fra Storgata 2.\n\nKart: https://www.example.no/kart",
    nn: "Hovudinngangen er stengd. Bruk inngangen frå Storgata 2.\n\nKart: https://www.example.no/kart",
    en: "The main entrance is closed. Use the one at Storgata 2.\n\nMap: https://www.example.no/kart",
  },
};

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What was told of an event before its date was changed. */
function aDayBefore(event: EventDefinition): ToldEvent {
  const back = (local: string) => dayFrom(local, -1) + local.slice(10);
  const venue = event.venue && { name: "Rådhuset", city: event.venue.city };
  return { ...toldEvent(event), starts: back(event.starts), ends: back(event.ends), venue };
}

/** When it is queued, in milliseconds from the start of the event. */
const queued: { [kind in MessageKind]?: number } = { reminder: -DAY, stream: -DAY, thanks: DAY };

/** Sample input for `kind`, by default a month before the event. */
export function sampleInput(
  event: EventDefinition,
  kind: MessageKind,
  language: Language,
  currentStatus: RecipientStatus,
): RenderInput {
  const at = timesOf(event).starts + (queued[kind] ?? -30 * DAY);
  const partner = Object.keys(event.partners)[0] ?? "";
  return {
    id: `${kind}-${currentStatus}`,
    kind,
    language,
    event: eventFor(kind, event),
    calendarSequence: kind === "event-changed" || kind === "event-cancelled" || currentStatus === "cancelled" ? 1 : 0,
    recipient: {
      ...recipients[currentStatus],
      answers: sampleAnswers(event.questions),
      inviter: kind === "colleague" ? inviter : null,
      ...(nameless.includes(kind) ? { name: "" } : {}),
      // E-mails to many do not give the position: counting it reads everybody ahead.
      ...(batchable.includes(kind) ? { position: null } : {}),
    },
    announcement: kind === "announcement" || kind === "announcement-test" ? announcement : null,
    takenBack: false,
    unsaved:
      kind === "already"
        ? [
            { field: "name", value: inviter },
            { field: "diet", value: "nøtter" },
          ]
        : [],
    asked: asks.includes(kind)
      ? {
          url: `${SERVICE}/${kind === "invitation" ? "offers" : "addresses"}/${SECRETS.manage}`,
          until: at + 2 * DAY,
          by: inviter,
          knownManage: null,
        }
      : null,
    signIn:
      kind === "sign-in" ? { url: `${SERVICE}/sign-in/${SECRETS.manage}`, until: at + 15 * MINUTE, open: true } : null,
    changedBy: "organiser",
    previous: kind === "event-changed" ? aDayBefore(event) : null,
    ticket: mayComeIn(recipients[currentStatus]) && !currentStatus.startsWith("held") ? TICKET : null,
    links: linksTo(SERVICE, SECRETS, event.slug, { partner, language }),
    partner,
    from: FROM,
    writtenAt: at,
    now: at,
  };
}

/** A sample e-mail with the announcement that an organiser is about to send. */
export function sampleMail(
  event: EventDefinition,
  kind: MessageKind,
  language: Language,
  currentStatus: RecipientStatus,
  words: Announcement,
): RenderedMail {
  return renderMail({ ...sampleInput(event, kind, language, currentStatus), announcement: words });
}

/** An announcement as one reader sees it in a language. Its links lead nowhere. */
export function previewForReader(
  event: EventDefinition,
  reader: Pick<Recipient, "name" | "email" | "status" | "participation" | "digitalMeanwhile" | "answers"> & {
    partner: string;
  },
  language: Language,
  words: Announcement,
): Email {
  const sample = sampleInput(event, "announcement", language, "in-person");
  const { partner, name, email, status, participation, digitalMeanwhile, answers } = reader;
  const recipient = { ...sample.recipient, name, email, status, participation, digitalMeanwhile, answers };
  const input = { ...sample, partner, recipient, announcement: words };
  return composeEmail(input, announcementContent(input, createTranslator(language)));
}

/** A sample of the e-mail in the service's own name, in every language. */
export function previewServiceMails(): PreviewedMail[] {
  const signIn = { url: `${SERVICE}/sign-in/${SECRETS.manage}`, until: Date.UTC(2023, 9, 22, 8, 15), open: true };
  return languages.map((language) => ({
    name: "sign-in-of-service",
    kind: "sign-in",
    language,
    mail: renderServiceMail({ id: "sign-in-of-service", language, to: recipient.email, signIn, from: FROM }),
  }));
}

/** A sample of every e-mail of an event, in every language. */
export function previewMails(event: EventDefinition): PreviewedMail[] {
  const kinds = Object.entries(statusesOf) as [MessageKind, readonly RecipientStatus[]][];
  return kinds.flatMap(([kind, statuses]) =>
    statuses.flatMap((currentStatus) =>
      languages.map((language) => ({
        name: statuses.length > 1 ? `${kind}-${currentStatus}` : kind,
        kind,
        language,
        mail: renderMail(sampleInput(event, kind, language, currentStatus)),
      })),
    ),
  );
}
