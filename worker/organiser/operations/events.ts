import * as z from "zod";
import { json, ok, operation } from "../../http/operation.ts";
import { deletionQuery } from "../../http/parameters.ts";
import * as example from "../../registration/examples.ts";
import { auditLogQuery, serviceAuditLogAnswer } from "../audit-log.ts";
import { moveAnswer, movePreview, moveQuery } from "../event-move.ts";
import { deletionAnswer, deletionPreview, eventsAnswer, eventsQuery } from "../events.ts";

export const listEvents = operation({
  id: "events",
  group: "The service",
  summary: "All events, by slug.",
  query: eventsQuery,
  answers: [
    ok("A hundred after `after`. Repeat with `next` until it is null.", eventsAnswer, {
      events: [
        {
          slug: example.event,
          title: { nb: "Samling om samskaping" },
          starts: "2026-12-15T09:00",
          timeZone: "Europe/Oslo",
          phase: "open",
          counts: { inPerson: 40, digital: 12, waitlisted: 3 },
        },
      ],
      next: null,
    }),
  ],
});

export const deleteEvent = operation({
  id: "deleteEvent",
  group: "The event",
  summary: "Deletes an event with everything that belongs to it: people, needs, e-mails, tokens, webhooks, counts.",
  about:
    "For good, and nobody is told: cancel an event that is to come first. `?dry-run` returns how much there is, and changes nothing. Without it, the request is refused until `?confirm-erasures` names the number of people, rehearsals left out; if one more has registered by then, it is refused with the new number. More than 5000 are erased in steps, the oldest first: a refusal in between leaves the event with the rest. The change feed keeps the ids of the erased, and the audit log of the service who deleted the event.",
  query: deletionQuery,
  answers: [
    {
      status: 200,
      about: "It is deleted; with `?dry-run`, what would be.",
      contents: [
        json(z.union([deletionAnswer, deletionPreview]), { deleted: true, people: 55 }),
        json(deletionPreview, { dryRun: true, people: 55, rehearsals: 2, unsent: 0, tokens: 1, webhooks: 0 }),
      ],
    },
  ],
  problems: ["deletion-unconfirmed"],
});

export const moveEvent = operation({
  id: "moveEvent",
  group: "The service",
  summary: "Takes the next step of moving an event to another database; begins with the first.",
  about:
    "Repeat it until `phase` is `done`: `npm run move-event` does. `?dry-run` returns how much would be moved, and changes nothing. While `phase` is `copying` or `settling` the event can be read, and what would change it is refused as `overloaded`, with `Retry-After`: the form waits and retries by itself. Links, tokens, cursors and ETags stay valid. One event is moved at a time.",
  query: moveQuery,
  answers: [
    {
      status: 200,
      about: "How far it has come; with `?dry-run`, how much there is.",
      contents: [
        json(z.union([moveAnswer, movePreview]), { phase: "copying", copied: 1500, retryAfterSeconds: 0 }),
        json(movePreview, { dryRun: true, from: "DB", to: "DB_2", people: 55, rows: 412 }),
      ],
    },
  ],
});

export const undoMove = operation({
  id: "undoMove",
  group: "The service",
  summary: "Takes the next step back of a move that is still copying.",
  about:
    "Repeat it until `phase` is `done`. Once the event has got its new place, the answer says so (`settling`, `clearing`): then finish the move, and move the event back.",
  answers: [ok("How far it has come.", moveAnswer, { phase: "undoing", copied: 1500, retryAfterSeconds: 0 })],
});

export const readServiceAuditLog = operation({
  id: "serviceAuditLog",
  group: "The service",
  summary: "Who read and changed what in all events, deleted ones included, newest first.",
  query: auditLogQuery,
  answers: [
    ok("One page of the log.", serviceAuditLogAnswer, {
      entries: [
        {
          event: example.event,
          at: example.at,
          who: "admin Ola Nordmann",
          action: "event deleted",
          count: 55,
          detail: null,
        },
      ],
      next: null,
    }),
  ],
});
