import { beforeEach, describe, expect, it, vi } from "vitest";
import { placeInLine } from "../../../worker/registration/capacity.ts";
import { duringRegistration, sample } from "../builders.ts";
import { aBody, exported, put, register } from "../client.ts";
import { checkConsistency, stateOf } from "../rules/state.ts";

beforeEach(() => {
  vi.setSystemTime(duringRegistration);
});

describe("500 people pressing the button in the same second, for 40 seats", () => {
  it("fill 40 seats and a waiting list of 460 without a gap, and each gets a true answer", async () => {
    const slug = "trengsel";
    await put({ ...sample, slug, participation: { inPerson: { capacity: 40, waitlist: true } } });
    const answers = await Promise.all(
      Array.from({ length: 500 }, async (_, n) => {
        const response = await register(slug, aBody(`gjest${n}@example.no`, { waitlist: true }));
        expect(response.status).toBe(201);
        return (await response.json()) as { status: string; position: string | null };
      }),
    );
    expect(answers.filter(({ status }) => status === "confirmed")).toHaveLength(40);
    const told = (position: string | null) => answers.filter((answer) => answer.position === position).length;
    expect([null, "first-10", "first-50", "later"].map(told)).toEqual([40, 10, 40, 410]);

    const state = await stateOf(slug);
    checkConsistency(state);
    expect(state.capacity).toMatchObject({ in_person_taken: 40, waiting: 460 });
    // Each has the position in the answer.
    const line = state.rows.filter(({ status }) => status === "waitlisted").map(({ email }) => email);
    for (const [index, email] of line.entries())
      expect(answers[Number(email.replace(/\D/g, ""))]?.position).toBe(placeInLine(index + 1));
    const { registrations } = await exported(slug);
    expect(registrations).toHaveLength(500);
  }, 60_000);
});
