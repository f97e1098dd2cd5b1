import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { saveEvent } from "../../../worker/storage/events.ts";
import { submit } from "../../../worker/storage/submissions.ts";
import { aRequest, duringRegistration, withCapacity } from "../builders.ts";

/** The database, counting round trips and the rows that D1 says it read and wrote. */
function counting(db: D1Database) {
  const cost = { roundTrips: 0, read: 0, written: 0 };
  const counted = {
    prepare: (sql: string) => db.prepare(sql),
    async batch(statements: D1PreparedStatement[]) {
      cost.roundTrips++;
      const results = await db.batch(statements);
      for (const { meta } of results) {
        cost.read += meta.rows_read;
        cost.written += meta.rows_written;
      }
      return results;
    },
  } as D1Database;
  return { db: counted, cost };
}

async function fill(event: string, people: number, status: "confirmed" | "waitlisted") {
  await env.DB.prepare(
    `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
     INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
       registered_at, waitlisted_at, changed_at)
     SELECT printf('%s-%08d', ?1, i), ?1, ?3, 'in-person', 'Ola Nordmann', 'ola' || i || '@example.no', 'ola' || i || '@example.no',
       'stad', 'nn', 0, iif(?3 = 'waitlisted', i, NULL), 0 FROM n`,
  )
    .bind(event, people, status)
    .run();
}

async function costOfRegistering(people: number, status: "confirmed" | "waitlisted", withNeeds: boolean) {
  const definition = withCapacity(status === "confirmed" ? null : 1);
  await saveEvent(env.DB, definition, 0, null, duringRegistration);
  await fill(definition.slug, people, status);
  const { db, cost } = counting(env.DB);
  const outcome = await submit(db, {
    event: definition.slug,
    eventVersion: duringRegistration,
    key: crypto.randomUUID(),
    body: "hash",
    request: aRequest("kari@example.no", {
      waitlist: true,
      needs: withNeeds ? { diet: "nøtter", access: null, consent: true } : null,
    }),
    consentWording: "ja",
    now: duringRegistration,
  });
  expect(outcome.outcome).toBe("stored");
  return cost;
}

describe("registering one person", () => {
  for (const status of ["confirmed", "waitlisted"] as const)
    for (const withNeeds of [false, true])
      it(`costs the same with 10 and with 100,000 ${status} (${withNeeds ? "with" : "without"} needs)`, async () => {
        const few = await costOfRegistering(10, status, withNeeds);
        const many = await costOfRegistering(100_000, status, withNeeds);
        expect(many).toEqual(few);
        expect(few.roundTrips).toBe(1);
        expect(few.read).toBeLessThanOrEqual(10);
        expect(few.written).toBeLessThanOrEqual(14);
      }, 60_000);
});

describe("registering an address that is registered already", () => {
  it("takes one round trip, too, and much the same number of rows", async () => {
    const definition = withCapacity(null);
    await saveEvent(env.DB, definition, 0, null, duringRegistration);
    const costs = [];
    for (let times = 0; times < 2; times++) {
      const { db, cost } = counting(env.DB);
      await submit(db, {
        event: definition.slug,
        eventVersion: duringRegistration,
        key: crypto.randomUUID(),
        body: "hash",
        request: aRequest("kari.igjen@example.no"),
        consentWording: "",
        now: duringRegistration,
      });
      costs.push(cost);
    }
    const [first, again] = costs;
    expect(again?.roundTrips).toBe(1);
    // The person's own registrations and e-mails are counted, and nobody else's.
    expect(Math.abs((again?.read ?? 0) - (first?.read ?? 0))).toBeLessThanOrEqual(6);
    expect(Math.abs((again?.written ?? 0) - (first?.written ?? 0))).toBeLessThanOrEqual(4);
  });
});
