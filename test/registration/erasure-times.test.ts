import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CONFIRM_WITHIN_MS,
  type CurrentErasures,
  erasables,
  erasureTimes,
  GRACE_MS,
  soonerErasures,
} from "../../worker/registration/erasure-times.ts";
import type { EventDefinition } from "../../worker/registration/event-definition.ts";
import { retentionOf } from "../../worker/registration/event-times.ts";
import { anEvent, duringRegistration, sample } from "../worker/builders.ts";
import { seeded } from "../worker/random.ts";

const now = duringRegistration;
const DAY = 86_400_000;

/** Ends at noon in Oslo on a day. */
function over(day: string, days: [number, number] = [7, 90], questions = sample.questions): EventDefinition {
  const [needsDays, registrationsDays] = days;
  return {
    ...anEvent({ retention: { needsDays, registrationsDays }, questions: questions ?? [] }),
    ends: `${day}T12:00`,
  };
}

const standingOf = (definition: EventDefinition, at = now): CurrentErasures => ({
  questions: definition.questions,
  times: erasureTimes(definition, null, at),
});

describe("when a definition erases", () => {
  it("follows its own retention, if that is later", () => {
    const [before, after] = [over("2026-12-15"), over("2027-12-15")];
    expect(erasureTimes(after, standingOf(before), now)).toEqual(retentionOf(after));
    expect(soonerErasures(retentionOf(after), standingOf(before), now)).toEqual([]);
  });

  it("is not within 48 hours, if its retention ends sooner", () => {
    const current = standingOf(over("2026-12-15"));
    const times = erasureTimes(over("2025-12-15"), current, now);
    expect(times).toEqual({ registrations: now + GRACE_MS, needs: now + GRACE_MS });
    expect(soonerErasures(times, current, now).map(({ what }) => what)).toEqual(["registrations", "needs"]);
  });

  it("needs no confirmation if there is a week to undo it", () => {
    const current = standingOf(over("2027-12-15"));
    const times = erasureTimes(over("2026-12-15"), current, now);
    expect(times).toEqual(retentionOf(over("2026-12-15")));
    expect(soonerErasures(times, current, now)).toEqual([]);
  });

  it("does not start again or ask for a confirmation if the same definition is stored when it is already due", () => {
    const current = { questions: [], times: { registrations: now - DAY, needs: now - DAY } };
    const times = erasureTimes(over("2025-01-01", [0, 0], []), current, now);
    expect(times).toEqual(current.times);
    expect(soonerErasures(times, current, now)).toEqual([]);
  });

  it("is after 48 hours for the answers to a removed question, and never for one that was never asked", () => {
    const current = standingOf(over("2026-12-15", [7, 90], ["diet", "role"]));
    const without = over("2026-12-15", [7, 90], ["role"]);
    const times = erasureTimes(without, current, now);
    expect(times).toMatchObject({ diet: now + GRACE_MS });
    expect(times.access).toBeUndefined();
    expect(soonerErasures(times, current, now)).toEqual([{ what: "diet", at: now + GRACE_MS }]);
    // Stored again later: the time stays. With the question asked again: no erasure.
    const next = { questions: without.questions, times };
    expect(erasureTimes(without, next, now + DAY).diet).toBe(now + GRACE_MS);
    expect(soonerErasures(erasureTimes(without, next, now + DAY), next, now + DAY)).toEqual([]);
    expect(erasureTimes(over("2026-12-15"), next, now + DAY).diet).toBeUndefined();
  });

  it("is 48 hours away for a new event that is already over", () => {
    expect(erasureTimes(over("2025-12-15"), null, now)).toEqual({
      registrations: now + GRACE_MS,
      needs: now + GRACE_MS,
    });
  });
});

describe("whatever definitions follow each other", () => {
  const puts = fc.array(
    fc.record({
      day: fc.integer({ min: -400, max: 400 }).map((days) => new Date(now + days * DAY).toISOString().slice(0, 10)),
      days: fc.tuple(fc.constantFrom(0, 1, 7), fc.constantFrom(7, 8, 90)),
      questions: fc.subarray(["diet", "access"] as const),
      passed: fc.integer({ min: 0, max: 20 * DAY }),
    }),
    { minLength: 1, maxLength: 12 },
  );

  it("none brings an erasure forward to within 48 hours, or to within a week without confirmation, or keeps data longer than its retention", () => {
    fc.assert(
      fc.property(puts, (definitions) => {
        let at = now;
        let current: CurrentErasures | null = null;
        for (const { day, days, questions, passed } of definitions) {
          at += passed;
          const definition = over(day, days, questions);
          const times = erasureTimes(definition, current, at);
          const asked = soonerErasures(times, current, at).map(({ what }) => what);
          for (const what of erasables) {
            const [before, after] = [current?.times[what] ?? Number.POSITIVE_INFINITY, times[what]];
            if (after === undefined) continue;
            if (current && after < before) {
              expect(after).toBeGreaterThanOrEqual(at + GRACE_MS);
              expect(asked.includes(what)).toBe(after <= at + CONFIRM_WITHIN_MS);
            } else expect(asked).not.toContain(what);
          }
          // At the time in the privacy notice, or 48 hours from now.
          const wanted = retentionOf(definition);
          for (const what of ["registrations", "needs"] as const) {
            expect(times[what]).toBeGreaterThanOrEqual(Math.min(wanted[what], current?.times[what] ?? wanted[what]));
            expect(times[what]).toBeLessThanOrEqual(Math.max(wanted[what], at + GRACE_MS));
          }
          current = { questions: definition.questions, times };
        }
      }),
      { ...seeded, numRuns: 40 },
    );
  }, 30_000);
});
