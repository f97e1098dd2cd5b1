import { applyD1Migrations, env, reset } from "cloudflare:test";
import { afterEach, vi } from "vitest";

declare global {
  namespace Cloudflare {
    interface Env {
      DB: D1Database;
      /** Empty, unless events are in a further database (client.ts) or a test has migrated it. */
      SECOND: D1Database;
      MESSAGES: Queue<{ id: string }>;
      MIGRATIONS: D1Migration[];
      RESEND_BASE_URL: string;
      LINK_KEYS: string;
      /** Counts to one in a minute. */
      RATE_ONE: RateLimit;
    }
  }
}

type D1Migration = Parameters<typeof applyD1Migrations>[1][number];

/**
 * Runs before each file. The files of a project share a runtime (`isolate: false`), since starting one costs more than most
 * files. So this resets what a file could notice of the previous one: module state, the database and the rate limits.
 */
vi.resetModules();
await emptyDatabase();
await applyD1Migrations(env.DB, env.MIGRATIONS);
if (import.meta.env.EVENTS_IN === "DB_2") await applyD1Migrations(env.SECOND, env.MIGRATIONS);

/** A statement of the previous file may still be running: then `reset` leaves its tables. */
async function emptyDatabase(): Promise<void> {
  const tables = "SELECT name FROM sqlite_master WHERE name = 'message'";
  for (let tries = 0; tries < 20; tries++) {
    await reset();
    if ((await env.DB.prepare(tables).first()) === null) return;
  }
  throw new Error("The database of the file before is still there");
}

// Tests move the clock with vi.setSystemTime.
afterEach(() => {
  vi.useRealTimers();
});
