import { beforeEach, describe, expect, it, vi } from "vitest";
import { duringRegistration, sample } from "../builders.ts";
import { aBody, exported, put, register } from "../client.ts";
import { checkConsistency, stateOf } from "../rules/state.ts";

beforeEach(() => {
  vi.setSystemTime(duringRegistration);
});

describe("500 people pressing the button in the same second, for 40 seats", () => {
  it("fill 40 seats and a line of 460 without a gap, each told what is true", async () => {
    const slug = "trengsel";
    await put({ ...sample, slug, participation: { inPerson: { capacity: 40, waitlist: true } } });
    const answers = await Promise.all(
      Array.from({ length: 500 }, async (_, n) => {
        const response = await register(slug, aBody(`gjest${n}@example.no`, { waitlist: true }));
        expect(response.status).toBe(201);
        return (await response.json()) as { status: string; position: number | null };
      }),
    );
    expect(answers.filter(({ status }) => status === "confirmed")).toHaveLength(40);
    const positions = answers.flatMap(({ position }) => position ?? []).sort((a, b) => a - b);
    expect(positions).toEqual(Array.from({ length: 460 }, (_, n) => n + 1));

    const state = await stateOf(slug);
    checkConsistency(state);
    expect(state.capacity).toMatchObject({ in_person_taken: 40, waiting: 460 });
    // An attendee with a lower number is further ahead in line.
    const line = state.rows.filter(({ status }) => status === "waitlisted").map(({ email }) => email);
    const told = answers
      .map(({ position }, n) => ({ position, email: `gjest${n}@example.no` }))
      .filter(({ position }) => position !== null)
      .sort((a, b) => Number(a.position) - Number(b.position))
      .map(({ email }) => email);
    expect(line).toEqual(told);
    const { registrations } = await exported(slug);
    expect(registrations).toHaveLength(500);
  }, 60_000);
});
