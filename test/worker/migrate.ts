import { applyD1Migrations, env } from "cloudflare:test";
import { afterEach, vi } from "vitest";

declare global {
  namespace Cloudflare {
    interface Env {
      DB: D1Database;
      MESSAGES: Queue<{ id: string }>;
      MIGRATIONS: D1Migration[];
      RESEND_BASE_URL: string;
      LINK_KEYS: string;
    }
  }
}

type D1Migration = Parameters<typeof applyD1Migrations>[1][number];

await applyD1Migrations(env.DB, env.MIGRATIONS);

// Tests move the clock with vi.setSystemTime.
afterEach(() => {
  vi.useRealTimers();
});
