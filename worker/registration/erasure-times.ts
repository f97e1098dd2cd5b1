import type { EventDefinition, Question } from "./event-definition.ts";
import { retentionOf } from "./event-times.ts";

const HOUR = 3_600_000;

/** Nothing is erased sooner after the definition that brings its time forward: a mistake can be taken back until then. */
export const GRACE_MS = 48 * HOUR;

/** A definition that brings an erasure forward to within this time needs the number of people, as a confirmation. */
export const CONFIRM_WITHIN_MS = 7 * 24 * HOUR;

/** What a definition lets go of: everything, the needs, or the answers to a question that it no longer asks. */
export const erasables = ["registrations", "needs", "diet", "access"] as const;
export type Erasable = (typeof erasables)[number];

/** Needs that are questions by themselves. */
const needsQuestions = ["diet", "access"] as const satisfies readonly (Erasable & Question)[];

/** From when on each goes, in milliseconds since 1970. `diet` and `access` only where the question was taken out. */
export interface ErasureTimes {
  registrations: number;
  needs: number;
  diet?: number | undefined;
  access?: number | undefined;
}

/** What holds before a new definition: its questions, and the times that follow from it. */
export interface StandingTimes {
  questions: readonly Question[];
  times: ErasureTimes;
}

/** What goes earlier than it would have, and from when on. */
export interface SoonerErasure {
  what: Erasable;
  at: number;
}

/**
 * When each goes under a new definition. `standing` is null for an event that does not exist yet: its retention begins as the
 * definition says, or after the grace time where that is past already.
 */
export function erasureTimes(definition: EventDefinition, standing: StandingTimes | null, now: number): ErasureTimes {
  const { registrations, needs } = retentionOf(definition);
  const earliest = now + GRACE_MS;
  const next = (wanted: number, before: number | undefined) => {
    if (before === undefined) return wanted <= now ? earliest : wanted;
    // What is due already is not brought forward by anything.
    if (wanted >= before || before <= now) return Math.max(wanted, before);
    return Math.min(before, Math.max(wanted, earliest));
  };
  const times: ErasureTimes = {
    registrations: next(registrations, standing?.times.registrations),
    needs: next(needs, standing?.times.needs),
  };
  for (const question of needsQuestions) {
    if (!standing || definition.questions.includes(question)) continue;
    const at = standing.times[question] ?? (standing.questions.includes(question) ? earliest : undefined);
    if (at !== undefined) times[question] = at;
  }
  return times;
}

/** What must be confirmed before these times replace the standing ones: what goes sooner, and soon. */
export function soonerErasures(times: ErasureTimes, standing: StandingTimes | null, now: number): SoonerErasure[] {
  if (!standing) return [];
  return erasables.flatMap((what) => {
    const at = times[what];
    const sooner = at !== undefined && at < (standing.times[what] ?? Number.POSITIVE_INFINITY);
    return sooner && at <= now + CONFIRM_WITHIN_MS ? { what, at } : [];
  });
}
