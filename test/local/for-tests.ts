import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { type LocalEnvironment, type LocalEnvironmentOptions, startEnvironment } from "./environment.ts";
import type { ResendStandIn } from "./resend.ts";
import { databaseFiles } from "./worker-process.ts";

/** The variable that names a state folder with an empty, migrated database (global-setup.ts). */
export const MIGRATED = "PAMELDING_MIGRATED_STATE";

/** Everything that `npm start` starts, on its own ports and in its own folder; the cron runs when the test calls it. */
export interface TestEnvironment extends LocalEnvironment {
  standIn: ResendStandIn;
}

export async function startForTest(options: Partial<LocalEnvironmentOptions> = {}): Promise<TestEnvironment> {
  const stateDir = await mkdtemp(join(tmpdir(), "pamelding-"));
  const migrated = process.env[MIGRATED];
  if (migrated) await cp(migrated, stateDir, { recursive: true });
  const environment = await startEnvironment({
    port: 0,
    stateDir,
    adminToken: null,
    provider: null,
    webhookSecret: null,
    resendRate: 50,
    rateLimit: "off",
    maintenance: false,
    build: false,
    cron: false,
    ...options,
  });
  const { standIn } = environment;
  if (!standIn) throw new Error("Started without the stand-in");
  return {
    ...environment,
    standIn,
    async stop() {
      await environment.stop();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

/**
 * Waits until the provider has reported the outcome of every e-mail of an event: from then on no row of the export changes
 * by itself.
 */
export async function mailSettled(environment: TestEnvironment, slug = environment.event.slug): Promise<void> {
  const headers = { authorization: `Bearer ${environment.adminToken}` };
  let open: number | undefined;
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await wait(50)) {
    const answer = await fetch(`${environment.service}/api/events/${slug}/stats`, { headers });
    if (!answer.ok) throw new Error(`The stats answered ${answer.status}`);
    const { messages } = (await answer.json()) as { messages: Record<"queued" | "sent" | "delayed", number> };
    open = messages.queued + messages.sent + messages.delayed;
    if (open === 0) return;
  }
  throw new Error(`Of ${open} e-mails nothing has been heard for a minute`);
}

/**
 * Call it while the Worker is killed (which may take a moment to end): messages that waited for the new day become due. The
 * leases of the killed Worker stay.
 */
export function passTheNight(stateDir: string): void {
  const now = Date.now();
  changeDatabase(stateDir, (database) => {
    database.prepare("UPDATE send_rate SET paused_until = 0").run();
    database.prepare("UPDATE message SET due_at = ?1 WHERE status = 'queued' AND due_at > ?1 + 300000").run(now);
  });
}

/** Call it while the Worker is killed: a quarter of an hour passes, in which its leases and every wait end. */
export function passAQuarterOfAnHour(stateDir: string): void {
  changeDatabase(stateDir, (database) => {
    database.prepare("UPDATE send_rate SET paused_until = max(0, paused_until - 900000), slots = '[]'").run();
    database.prepare("UPDATE message SET due_at = due_at - 900000 WHERE status = 'queued'").run();
  });
}

function changeDatabase(stateDir: string, change: (database: DatabaseSync) => void): void {
  for (const file of databaseFiles(stateDir)) {
    const database = new DatabaseSync(file, { timeout: 5000 });
    change(database);
    database.close();
  }
}
