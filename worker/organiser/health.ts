import * as z from "zod";
import { adminTokensOf, type Bindings, databasesOf, faultsOf, settingsOf } from "../environment.ts";
import { findAdmin } from "../security/bearer.ts";
import { type HealthState, healthState } from "../storage/health.ts";
import { appliedMigration, NEWEST_MIGRATION } from "../storage/schema.ts";
import {
  failures,
  spansAt,
  standingRefusals,
  type Trouble,
  troubles,
  troublesOf,
  warnings,
} from "./health-troubles.ts";

/** What is wrong with the settings, only for the admin. */
const faults = z.array(z.string()).optional();

const seconds = z.int();

/** The state of the service. Ages in seconds. */
const state = {
  messages: z.strictObject({
    oldestUnsentSeconds: seconds.nullable().describe("How long the oldest unsent e-mail has waited."),
    oldestDueSeconds: seconds.nullable().describe("How long the e-mail is overdue that has been due longest."),
    failed: z.int().describe("E-mails that failed within a day, counted up to 100."),
  }),
  cron: z.strictObject({ completedSeconds: seconds.describe("How long ago the cron's jobs last all succeeded.") }),
  provider: z
    .strictObject({
      reason: z.string(),
      sinceSeconds: seconds.describe("How long it has taken no e-mail."),
      retrySeconds: seconds
        .nullable()
        .describe("When the pause of all e-mail ends; null where each e-mail is tried again at a time of its own."),
    })
    .nullable()
    .describe("Why the provider takes no e-mail; null while it takes it."),
  webhooks: z.strictObject({
    failing: z.int().describe("Endpoints that have failed for an hour, counted up to 100."),
  }),
};

export const healthAnswer = z.strictObject({
  status: z.enum(["ok", "warning"]),
  troubles: z.array(z.enum(warnings)),
  ...state,
  faults,
});

export const unhealthyAnswer = z.union([
  z.strictObject({ status: z.literal("failing"), troubles: z.array(z.enum(troubles)), ...state, faults }),
  z.strictObject({
    status: z.enum(["maintenance", "misconfigured", "database unreachable", "migrations missing"]),
    faults,
  }),
]);

/**
 * `GET /health`: 200 while the settings are right, the database answers and has the schema of this code, and e-mail is sent.
 * Anybody may read it, so only the admin and the log learn which setting is wrong.
 */
export async function health(request: Request, env: Bindings, now = Date.now()): Promise<Response> {
  const admin = await findAdmin(request, adminTokensOf(env));
  const faults = faultsOf(env);
  if (admin?.weak) faults.push("ADMIN_TOKEN_SHA256: the hash of a longer token, such as openssl rand -hex 32 makes");
  const answer = (body: object, status: number) =>
    Response.json(admin ? { ...body, faults } : body, { status, headers: { "cache-control": "no-store" } });
  if (faults.length > 0) {
    console.error(JSON.stringify({ log: "unhealthy", faults }));
    return answer({ status: "misconfigured" }, 503);
  }
  if (settingsOf(env).MAINTENANCE) return answer({ status: "maintenance" }, 503);
  const states = await Promise.all(databasesOf(env).map(({ db }) => stateOf(db, now)));
  const found = states.find((state) => typeof state === "string") ?? overall(states as [HealthState, ...HealthState[]]);
  if (typeof found === "string") return answer({ status: found }, 503);
  const all = troublesOf(found, now);
  const failing = all.some((trouble) => (failures as readonly Trouble[]).includes(trouble));
  if (failing) console.error(JSON.stringify({ log: "unhealthy", troubles: all }));
  const status = failing ? "failing" : all.length > 0 ? "warning" : "ok";
  return answer({ status, troubles: all, ...described(found, now) }, failing ? 503 : 200);
}

/** The state, or why there is none. A database may be newer than the code: migrations run before the code is deployed. */
async function stateOf(
  db: D1Database,
  now: number,
): Promise<HealthState | "database unreachable" | "migrations missing"> {
  let applied: string | null = null;
  try {
    applied = await appliedMigration(db);
    if (applied !== null && applied < NEWEST_MIGRATION) {
      console.error(JSON.stringify({ log: "unhealthy", applied, needed: NEWEST_MIGRATION }));
      return "migrations missing";
    }
    return await healthState(db, spansAt(now));
  } catch (error) {
    console.error(JSON.stringify({ log: "unhealthy", applied, error: String(error) }));
    return applied === null && String(error).includes("no such table") ? "migrations missing" : "database unreachable";
  }
}

/** The state of all databases together. The first has the cron's last run and the refusals. */
function overall([first, ...others]: readonly [HealthState, ...HealthState[]]): HealthState {
  const earlier = (a: number | null, b: number | null) => (a === null || (b !== null && b < a) ? b : a);
  const all = { ...first, oldestUnsent: { ...first.oldestUnsent } };
  for (const { oldestUnsent, oldestDue, failed, failingWebhooks } of others) {
    all.oldestUnsent.toOne = earlier(all.oldestUnsent.toOne, oldestUnsent.toOne);
    all.oldestUnsent.toMany = earlier(all.oldestUnsent.toMany, oldestUnsent.toMany);
    all.oldestDue = earlier(all.oldestDue, oldestDue);
    all.failed += failed;
    all.failingWebhooks += failingWebhooks;
  }
  return all;
}

function described(found: HealthState, now: number) {
  const { oldestUnsent, oldestDue, failed, cronCompleted, failingWebhooks } = found;
  // An age is negative if a clock was fast.
  const age = (instant: number) => Math.max(0, Math.round((now - instant) / 1000));
  const refusals = standingRefusals(found, now);
  const unsent = [oldestUnsent.toOne, oldestUnsent.toMany].filter((instant) => instant !== null);
  return {
    messages: {
      oldestUnsentSeconds: unsent.length > 0 ? age(Math.min(...unsent)) : null,
      oldestDueSeconds: oldestDue !== null && oldestDue <= now ? age(oldestDue) : null,
      failed,
    },
    cron: { completedSeconds: age(cronCompleted) },
    provider: refusals && {
      reason: refusals.reason,
      sinceSeconds: age(refusals.since),
      retrySeconds: refusals.pausedUntil > now ? Math.ceil((refusals.pausedUntil - now) / 1000) : null,
    },
    webhooks: { failing: failingWebhooks },
  };
}
