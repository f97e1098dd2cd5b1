import { parseWith } from "../../http/field-errors.ts";
import { ok, operation } from "../../http/operation.ts";
import * as example from "../../registration/examples.ts";
import { erasuresAnswer, erasuresQuery, replayAnswer, replayRequest } from "../erasures.ts";
import { healthAnswer, unhealthyAnswer } from "../health.ts";

export const listErasures = operation({
  id: "erasures",
  group: "The service",
  summary: "The ids of erased registrations. After a backup is restored, erase those again whose reason is `request`.",
  query: erasuresQuery,
  answers: [
    ok("A thousand after `since`. Repeat with the cursor until it stays the same.", erasuresAnswer, {
      cursor: "1042",
      erasures: [{ event: example.event, registration: example.id, reason: "request", at: example.at }],
    }),
  ],
});

export const replayErasures = operation({
  id: "replayErasures",
  group: "The service",
  summary: "Erases registrations again that a restored backup has brought back. Sends no second notice.",
  body: { schema: replayRequest, example: { registrations: [example.id] }, parse: parseWith(replayRequest) },
  answers: [ok("How many were there.", replayAnswer, { erased: 1 })],
  problems: ["invalid"],
});

export const readHealth = operation({
  id: "health",
  group: "The service",
  summary: "Whether the service works: its database, e-mail, cron and webhooks.",
  answers: [
    ok("The service works; a warning is for the operator to look at.", healthAnswer, {
      status: "ok",
      troubles: [],
      messages: { oldestUnsentSeconds: null, oldestDueSeconds: null, failed: 0 },
      cron: { completedSeconds: 24 },
      provider: null,
      webhooks: { failing: 0 },
    }),
    { ...ok("The service does not work.", unhealthyAnswer, { status: "database unreachable" }), status: 503 },
  ],
});
