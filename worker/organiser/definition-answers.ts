/** What a new definition does to answers to questions that it removes. */
import * as z from "zod";
import { ProblemError } from "../http/problem.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { everyQuestion, pastQuestions, retyped, takenOut } from "../registration/past-questions.ts";
import type { Service } from "../service.ts";
import { noAnswers, type PlannedAnswers, previewTakenOut, type TakenOutCounts } from "../storage/definition-answers.ts";
import type { PlannedErasures } from "../storage/definition-erasures.ts";
import type { StoredEvent } from "../storage/events.ts";

/** Stored answers to questions and options that the definition removes. */
export const takesOut = z.strictObject({
  people: z.int().describe("How many people have any of them: the number for `?erase-answers`."),
  answers: z.enum(["kept", "erased"]),
  what: z.array(
    z.strictObject({
      question: z.string(),
      option: z.string().nullable().describe("Null: the whole question."),
      people: z.int(),
      until: z.iso.datetime().nullable().describe("Until when they are kept; null where they are erased at once."),
    }),
  ),
});

/**
 * Plans what happens to the answers. `erase`: the number of people whose answers are erased, as the organiser has confirmed
 * it; null: they are kept. @throws ProblemError invalid-definition, if an answered question gets another type
 */
export async function planAnswers(
  { db }: Service,
  existing: StoredEvent | null,
  { slug, questions }: EventDefinition,
  erase: number | null,
): Promise<PlannedAnswers> {
  if (!existing) return noAnswers;
  const before = everyQuestion(existing.definition.questions, existing.pastQuestions);
  const planned = { takenOut: takenOut(before, questions), retyped: retyped(before, questions), erase, past: [] };
  if (planned.takenOut.length === 0 && planned.retyped.length === 0) return planned;
  const counts = await previewTakenOut(db, slug, planned);
  refuseRetyped(questions, counts);
  if (erase !== null) return planned;
  // Until this definition is stored, answers to the stored one's questions may arrive.
  const justTakenOut = takenOut(existing.definition.questions, questions).map(({ key }) => key);
  const isKept = (key: string) => justTakenOut.includes(key) || (counts.byKey[key] ?? 0) > 0;
  return { ...planned, past: pastQuestions(before, questions, isKept) };
}

/** @throws ProblemError invalid-definition, naming the questions */
export function refuseRetyped(questions: EventDefinition["questions"], { retyped }: TakenOutCounts): void {
  const expected = questions.flatMap((question, index) =>
    typeof question !== "string" && retyped.includes(question.key)
      ? [
          {
            field: `questions.${index}.key`,
            code: "a new key: people have answered a question with this one, of another type or sensitive in another way",
          },
        ]
      : [],
  );
  if (expected.length > 0) throw new ProblemError("invalid-definition", { expected });
}

/** The removed answers, the number of people who have them, and what happens to them. */
export function takesOutOf(
  { takenOut, erase }: PlannedAnswers,
  { people, byKey }: TakenOutCounts,
  { times }: PlannedErasures,
): z.infer<typeof takesOut> {
  const until = (sensitive: boolean) =>
    erase === null ? new Date(sensitive ? times.needs : times.registrations).toISOString() : null;
  return {
    people,
    answers: erase === null ? "kept" : "erased",
    what: takenOut.flatMap(({ key, sensitive }) => {
      const [question = "", option = null] = key.split(".");
      const count = byKey[key] ?? 0;
      return count > 0 ? [{ question, option, people: count, until: until(sensitive) }] : [];
    }),
  };
}
