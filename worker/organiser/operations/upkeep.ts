import { parseWith } from "../../http/field-errors.ts";
import { ok, operation } from "../../http/operation.ts";
import * as example from "../../registration/examples.ts";
import { erasuresAnswer, erasuresQuery, replayAnswer, replayRequest } from "../erasures.ts";
import { healthAnswer, unhealthyAnswer } from "../health.ts";

export const listErasures = operation({
  id: "erasures",
  group: "The service",
  summary: "Who was erased, by id: to erase them once more from a restored backup.",
  query: erasuresQuery,
  answers: [
    ok("A thousand after `since`; asked on from the cursor, all of them.", erasuresAnswer, {
      cursor: "1042",
      erasures: [{ event: example.event, registration: example.id, at: example.at }],
    }),
  ],
});

export const replayErasures = operation({
  id: "replayErasures",
  group: "The service",
  summary: "Erases once more whom a restored backup has brought back; nobody is told again.",
  body: { schema: replayRequest, example: { registrations: [example.id] }, parse: parseWith(replayRequest) },
  answers: [ok("How many were there.", replayAnswer, { erased: 1 })],
  problems: ["invalid"],
});

export const readHealth = operation({
  id: "health",
  group: "The service",
  summary: "Whether the service works, and how the outbox stands.",
  answers: [
    ok("It does.", healthAnswer, { status: "ok", messages: { oldestUnsentSeconds: null, failed: 0 } }),
    { ...ok("It does not.", unhealthyAnswer, { status: "database unreachable" }), status: 503 },
  ],
});
