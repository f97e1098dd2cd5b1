import type { Answers } from "../registration/answers.ts";
import { chosenPlaces, fullOptions } from "../registration/choice-places.ts";
import type { Invalid, Refused } from "../registration/updating.ts";
import { latestEvent } from "../storage/event-cache.ts";

/** The choices with a full option; if some of them differ from `before`, only those. */
export async function optionFull(
  db: D1Database,
  slug: string,
  answers: Answers,
  before: Answers,
): Promise<Invalid | Refused<"not-found">> {
  const event = await latestEvent(db, slug);
  if (!event) return { outcome: "refused", reason: "not-found" };
  const full = fullOptions(event.places);
  const chosen = Object.entries(answers).filter(([question, answer]) =>
    chosenPlaces({ [question]: answer }).some((key) => full.has(key)),
  );
  const changed = chosen.filter(([question, answer]) => JSON.stringify(answer) !== JSON.stringify(before[question]));
  const wrong = changed.length > 0 ? changed : chosen;
  return {
    outcome: "invalid",
    errors: wrong.map(([question]) => ({ field: `answers.${question}`, code: "answer.full" })),
  };
}
