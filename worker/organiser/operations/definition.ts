import * as z from "zod";
import { created, json, notModified, ok, operation } from "../../http/operation.ts";
import { definitionQuery } from "../../http/parameters.ts";
import { eventDefinition } from "../../registration/event-definition.ts";
import * as example from "../../registration/examples.ts";
import { definitionPreview, definitionSaved } from "../definition.ts";

const etag = { etag: "What `If-None-Match` and `If-Match` compare." };
const retention = { needs: "2026-12-21T23:00:00.000Z", registrations: "2027-03-14T23:00:00.000Z" };
const nobody = { people: 0, what: [] };
const saved = {
  created: false,
  version: 1795521600000,
  promoted: 2,
  messages: 5,
  overCapacity: 0,
  erases: nobody,
  retention,
  takesOut: { people: 0, answers: "kept" as const, what: [] },
};
const kari = { id: example.id, name: "Kari Nordmann" };

/** Octets. A definition may contain a long programme in three languages. */
const DEFINITION_MAX = 256 * 1024;

export const readDefinition = operation({
  id: "readDefinition",
  group: "The event",
  summary: "The definition of the event.",
  headers: { "if-none-match": "The ETag of an earlier answer." },
  answers: [
    ok(
      "The definition, ready to be changed and put back.",
      eventDefinition,
      eventDefinition.parse(example.definition),
      etag,
    ),
    notModified,
  ],
});

export const writeDefinition = operation({
  id: "putDefinition",
  group: "The event",
  summary: "Creates an event (the admin's token) or replaces its definition.",
  about:
    "A higher capacity promotes from the waiting list; a new time or place, or `cancelled`, notifies every attendee. `?dry-run` returns who would be promoted and notified and what would be erased, and changes nothing. A definition that erases something within the next seven days which the stored one keeps longer (by its dates, `retention` or a question that is taken out) is refused until `?confirm-erasures` names the number of people. Even then nothing is erased for 48 hours, in which another definition can take it back. Answers to questions of your own and options that the definition does not have are kept until their time; `?erase-answers` with the number of people in `takesOut` erases them at once. A key that people have answered keeps its type. `streamUrl` and `recordingUrl` change without an e-mail, since attendees have links of their own: the dry run names them in `withoutMail`. A refused definition leaves the event as it is.",
  query: definitionQuery,
  headers: {
    "if-match": "The ETag that the definition was read with. Refused if the definition has changed since.",
    "if-none-match": "`*` creates only.",
  },
  body: { schema: eventDefinition, example: example.definition, max: DEFINITION_MAX },
  answers: [
    {
      status: 200,
      about: "What the change did; with `?dry-run`, what it would do.",
      contents: [
        json(z.union([definitionSaved, definitionPreview]), saved),
        json(definitionPreview, {
          dryRun: true,
          created: false,
          promoted: 1,
          messages: 3,
          overCapacity: 0,
          erases: example.erases,
          retention,
          takesOut: {
            people: 5,
            answers: "kept",
            what: [{ question: "workshop", option: "lek", people: 5, until: retention.registrations }],
          },
          promotes: [kari],
          notifies: { kind: "event-changed", recipients: 2, people: [kari], due: [] },
          withoutMail: ["streamUrl"],
        }),
      ],
      headers: etag,
    },
    created("Created.", definitionSaved, { ...saved, created: true, promoted: 0, messages: 0 }, etag),
  ],
  problems: ["invalid-definition", "changed-meanwhile", "erasures-unconfirmed", "answers-unconfirmed"],
});
