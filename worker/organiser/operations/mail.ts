import { accepted, ok, operation } from "../../http/operation.ts";
import { dryRunQuery } from "../../http/parameters.ts";
import { languages } from "../../i18n/language.ts";
import * as example from "../../registration/examples.ts";
import {
  announcementAnswer,
  announcementList,
  announcementPreview,
  announcementRequest,
  parseAnnouncement,
  takenBackAnswer,
} from "../announcements.ts";
import { resentAnswer } from "../registrations.ts";
import { retryAnswer, undeliveredAnswer, undeliveredQuery } from "../undelivered.ts";

/** Octets: ten thousand characters in each of three languages, and their subjects. */
const ANNOUNCEMENT_MAX = 128 * 1024;

const words = { subject: { nb: "Ny inngang" }, text: { nb: "Bruk inngangen på baksiden.\n\nVel møtt!" } };

export const listUndelivered = operation({
  id: "undelivered",
  group: "E-mails",
  summary: "E-mails that failed, bounced or were reported as spam, and why.",
  query: undeliveredQuery,
  answers: [
    ok("One page, oldest first.", undeliveredAnswer, {
      messages: [
        {
          id: example.messageId,
          registration: example.id,
          kind: "confirmation",
          status: "bounced",
          reason: "Permanent General",
          attempts: 1,
          at: example.at,
          rehearsal: false,
          registrationStatus: "cancelled",
        },
      ],
      next: null,
    }),
  ],
});

export const listAnnouncements = operation({
  id: "announcements",
  group: "E-mails",
  summary: "What was sent to many: announcements, and notices of a changed event; newest first.",
  answers: [
    ok("The announcements.", announcementList, {
      announcements: [
        {
          id: example.id,
          at: example.at,
          by: "rebekka@example.no",
          ...words,
          to: "status=confirmed",
          status: "sent",
          dueAt: example.at,
          recipients: 40,
          queued: 40,
          gone: 40,
          arrived: 38,
          undelivered: 2,
        },
      ],
      notices: [{ kind: "event-changed", at: example.at, status: "queued", recipients: 40, queued: 40 }],
    }),
  ],
});

export const announce = operation({
  id: "announce",
  group: "E-mails",
  summary: "Sends an announcement: one e-mail to each attendee, or to some of them.",
  about:
    "Plain text, a blank line between paragraphs. One language is enough: readers of another get the nearest that there is. `?dry-run` returns the number of recipients and the e-mail in each language, and sends nothing. `DELETE` takes back what has not left.",
  query: dryRunQuery,
  headers: {
    "idempotency-key":
      "8 to 100 characters, new for each request and the same when it is tried again. Not for `?dry-run`.",
  },
  body: {
    schema: announcementRequest,
    parse: parseAnnouncement,
    example: { ...words, to: { status: "confirmed", participation: "in-person" }, recipients: 40, undoSeconds: 10 },
    max: ANNOUNCEMENT_MAX,
  },
  answers: [
    ok("With `?dry-run`: the announcement as it would be sent.", announcementPreview, {
      recipients: 2,
      byLanguage: { nb: 1, nn: 1, en: 0 },
      mails: languages.map((language) => ({ language, subject: "Ny inngang", text: "…", html: "…" })),
    }),
    accepted("Queued.", announcementAnswer, { id: example.id, recipients: 40 }),
  ],
  problems: ["invalid", "idempotency-key", "idempotency-key-reused", "count-changed"],
});

export const takeAnnouncementBack = operation({
  id: "takeAnnouncementBack",
  group: "E-mails",
  summary: "Takes an announcement back: what has not left is not sent.",
  about:
    "Also one that is planned for later, or whose e-mails are still being queued. Again, it returns how things are by then. To change a planned one, take it back and send it anew.",
  answers: [ok("Taken back.", takenBackAnswer, { id: example.id, recipients: 40, gone: 0 })],
  problems: ["not-found", "already-sent"],
});

export const retryMessage = operation({
  id: "retryMessage",
  group: "E-mails",
  summary: "Sends an e-mail again that failed or bounced.",
  answers: [accepted("Queued.", retryAnswer, { id: example.messageId, status: "queued" })],
  problems: ["not-found", "not-undelivered", "complained"],
});

export const resendMessage = operation({
  id: "resendMessage",
  group: "E-mails",
  summary: "Sends a copy of a delivered e-mail, rendered as things are now.",
  answers: [accepted("The copy is queued.", resentAnswer, { id: example.messageId, status: "queued" })],
  problems: ["not-found", "wrong-state", "complained"],
});
