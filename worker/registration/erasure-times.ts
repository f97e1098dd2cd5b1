import type { EventDefinition, Question } from "./event-definition.ts";
import { retentionOf } from "./event-times.ts";
import type { Questions } from "./own-questions.ts";

const HOUR = 3_600_000;

/** A definition that brings an erasure forward takes effect after this time at the earliest, so that a mistake can be undone. */
export const GRACE_MS = 48 * HOUR;

/** A definition that brings an erasure forward to within this time must give the number of people as a confirmation. */
export const CONFIRM_WITHIN_MS = 7 * 24 * HOUR;

/** What is erased at a time of its own: everything, the needs, or the answers to a question that it no longer asks. */
export const erasables = ["registrations", "needs", "diet", "access"] as const;
export type Erasable = (typeof erasables)[number];

/** The needs that are questions of their own. */
const needsQuestions = ["diet", "access"] as const satisfies readonly (Erasable & Question)[];

/** When each is erased, in milliseconds since 1970. `diet` and `access` are there only if the question was removed. */
export interface ErasureTimes {
  registrations: number;
  needs: number;
  diet?: number | undefined;
  access?: number | undefined;
}

/** What applies before a new definition: the questions and the erasure times of the stored one. */
export interface CurrentErasures {
  questions: Questions;
  times: ErasureTimes;
}

/** What is erased earlier than before, and when. */
export interface SoonerErasure {
  what: Erasable;
  at: number;
}

/**
 * When each is erased under a new definition. `current` is null for a new event: it gets the definition's times, or the end
 * of the grace time if they are past.
 */
export function erasureTimes(definition: EventDefinition, current: CurrentErasures | null, now: number): ErasureTimes {
  const { registrations, needs } = retentionOf(definition);
  const earliest = now + GRACE_MS;
  const next = (wanted: number, present: number | undefined) => {
    if (present === undefined) return wanted <= now ? earliest : wanted;
    // An erasure that is due cannot be brought forward.
    if (wanted >= present || present <= now) return Math.max(wanted, present);
    return Math.min(present, Math.max(wanted, earliest));
  };
  const times: ErasureTimes = {
    registrations: next(registrations, current?.times.registrations),
    needs: next(needs, current?.times.needs),
  };
  for (const question of needsQuestions) {
    if (!current || definition.questions.includes(question)) continue;
    const at = current.times[question] ?? (current.questions.includes(question) ? earliest : undefined);
    if (at !== undefined) times[question] = at;
  }
  return times;
}

/**
 * What the organiser must confirm before these times replace the current ones: data that is erased sooner than before, and
 * within a week.
 */
export function soonerErasures(times: ErasureTimes, current: CurrentErasures | null, now: number): SoonerErasure[] {
  if (!current) return [];
  return erasables.flatMap((what) => {
    const at = times[what];
    const sooner = at !== undefined && at < (current.times[what] ?? Number.POSITIVE_INFINITY);
    return sooner && at <= now + CONFIRM_WITHIN_MS ? { what, at } : [];
  });
}
