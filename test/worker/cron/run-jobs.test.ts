import { createExecutionContext, env, waitOnExecutionContext } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import worker from "../../../worker/index.ts";
import { first, minuteOf, withDatabase } from "../client.ts";
import { aNewEvent, attend } from "../people.ts";

afterEach(() => vi.restoreAllMocks());

/** A database in which statements with one of these words fail. */
function failingAt(...words: string[]): D1Database {
  return {
    batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements),
    prepare: (sql: string) => {
      const word = words.find((each) => sql.includes(each));
      if (word) throw new Error(`no ${word} today`);
      return env.DB.prepare(sql);
    },
  } as unknown as D1Database; // only the methods that the service calls
}

async function tick(db: D1Database): Promise<unknown> {
  const context = createExecutionContext();
  try {
    await worker.scheduled(minuteOf(), withDatabase(db), context);
    return null;
  } catch (error) {
    return error;
  } finally {
    await waitOnExecutionContext(context);
  }
}

describe("jobs of one tick that fail", () => {
  it("are each logged and all reported, by name, and do not stop the others", async () => {
    const slug = await aNewEvent("jobbar");
    await attend(slug, "kari");
    await first.prepare("DELETE FROM pinned_script").run();
    vi.setSystemTime(Date.parse("2027-03-15T00:00:00Z"));
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const error = await tick(
      failingAt("FROM message WHERE status = 'queued'", "FROM scheduled_mail", "webhook_endpoint"),
    );
    expect(error).toBeInstanceOf(AggregateError);
    const names = ["sweep-outbox", "queue-scheduled-mail", "wake-webhooks"];
    const { errors } = error as AggregateError;
    expect(new Set(errors.map(({ message }: Error) => message.split(":")[0]))).toEqual(new Set(names));
    for (const { message, cause } of errors as Error[])
      expect([message, String(cause)]).toEqual([message, expect.stringContaining("today")]);
    const lines = logged.mock.calls.map(([line]) => JSON.parse(String(line)) as { log: string; job: string });
    expect(new Set(lines.map(({ log, job }) => `${log} ${job}`))).toEqual(
      new Set(names.map((job) => `cron-failed ${job}`)),
    );
    expect(lines).toHaveLength(names.length);
    const rowsIn = (db: D1Database, table: string) =>
      db.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>("n");
    expect(await rowsIn(env.DB, "registration")).toBe(0);
    expect(await rowsIn(first, "pinned_script")).toBeGreaterThan(0);
  });

  it("are reported unchanged if there is one, and not at all if none failed", async () => {
    await aNewEvent("jobbar");
    vi.spyOn(console, "error").mockImplementation(() => {});
    const error = await tick(failingAt("webhook_endpoint"));
    expect((error as AggregateError).message).toContain("wake-webhooks: Error: no webhook_endpoint today");
    expect(await tick(env.DB)).toBeNull();
  });
});
