/** The state of an event as D1 has it, and the checks that must hold in every state. */
import { env } from "cloudflare:test";
import { expect } from "vitest";

export interface Row {
  id: string;
  email: string;
  status: "confirmed" | "waitlisted" | "cancelled";
  participation: "in-person" | "digital";
  digital_meanwhile: number;
  waitlisted_at: number | null;
  held_until: number | null;
  /** 1: a rehearsal. */
  rehearsal: number;
  /** JSON by question. */
  answers: string | null;
}

interface CapacityRow {
  in_person_capacity: number | null;
  in_person_taken: number;
  digital_capacity: number | null;
  digital_taken: number;
  waiting: number;
  meanwhile: number;
  cancelled: number;
  undelivered: number;
  /** JSON by option. */
  choice_capacity: string | null;
  choice_taken: string | null;
}

export async function stateOf(event: string) {
  const [registrations, capacity, feed, undelivered] = await env.DB.batch([
    env.DB.prepare("SELECT * FROM registration WHERE event = ? ORDER BY waitlisted_at, id").bind(event),
    env.DB.prepare("SELECT * FROM capacity WHERE event = ?").bind(event),
    env.DB.prepare("SELECT type, registration FROM change WHERE event = ? AND registration <> '' ORDER BY seq").bind(
      event,
    ),
    env.DB.prepare(
      `SELECT id FROM registration WHERE event = ? AND NOT rehearsal AND (
         SELECT status IN ('failed', 'bounced', 'complained') FROM message WHERE message.registration = registration.id
         ORDER BY seq DESC LIMIT 1)`,
    ).bind(event),
  ]);
  return {
    rows: (registrations?.results ?? []) as Row[],
    capacity: capacity?.results[0] as CapacityRow,
    undelivered: undelivered?.results.length ?? 0,
    feed: (feed?.results ?? []) as { type: string; registration: string }[],
  };
}

/** The options that a registration has chosen: `workshop.lek`. */
export function placesIn({ answers }: Pick<Row, "answers">): string[] {
  const given = JSON.parse(answers ?? "{}") as Record<string, unknown>;
  return Object.entries(given).flatMap(([question, answer]) =>
    [answer].flat().map((option) => `${question}.${option}`),
  );
}

/** The counters equal the counts without rehearsals, and replaying the feed gives the state. */
export function checkConsistency({ rows, capacity, feed, undelivered }: Awaited<ReturnType<typeof stateOf>>) {
  const people = rows.filter(({ rehearsal }) => rehearsal === 0);
  const seated = people.filter((row) => row.status === "confirmed" && row.participation === "in-person");
  const online = people.filter(
    (row) => (row.status === "confirmed" && row.participation === "digital") || row.digital_meanwhile,
  );
  const waiting = people.filter((row) => row.status === "waitlisted");
  expect(capacity).toMatchObject({
    in_person_taken: seated.length,
    digital_taken: online.length,
    waiting: waiting.length,
    meanwhile: waiting.filter((row) => row.digital_meanwhile).length,
    cancelled: people.filter((row) => row.status === "cancelled").length,
    undelivered,
  });
  expect(new Set(waiting.map((row) => row.waitlisted_at)).size).toBe(waiting.length);

  const taken = Object.keys(JSON.parse(capacity.choice_taken ?? "{}"));
  const chosen = people.filter(({ status }) => status === "confirmed").flatMap(placesIn);
  expect(JSON.parse(capacity.choice_taken ?? "{}")).toEqual(
    Object.fromEntries(taken.map((key) => [key, chosen.filter((other) => other === key).length])),
  );

  const replayed = new Map<string, string>();
  for (const { type, registration } of feed) {
    const status = type.slice("registration.".length);
    if (status === "erased") replayed.delete(registration);
    else if (status === "promoted") replayed.set(registration, "confirmed");
    else if (status !== "changed") replayed.set(registration, status);
  }
  expect(Object.fromEntries(replayed)).toEqual(Object.fromEntries(rows.map(({ id, status }) => [id, status])));
}
