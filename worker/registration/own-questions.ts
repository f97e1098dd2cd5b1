import * as z from "zod";
import { patternFault } from "./answer-pattern.ts";
import { participations } from "./capacity.ts";
import { fieldKinds, translations } from "./definition-fields.ts";

/** The organiser's own questions, besides the built-in ones (`questions` in event-definition.ts). */

/** The most questions of the organiser's own that one form may have. */
export const OWN_QUESTIONS_MAX = 20;

/** The most options that one question may have. */
export const OPTIONS_MAX = 50;

export const questionTypes = ["text", "long-text", "number", "date", "choice", "choices", "consent"] as const;
export type QuestionType = (typeof questionTypes)[number];

/** Characters that an answer may have. */
const TEXT_MAX = 200;
const LONG_TEXT_MAX = 1000;

const questionKey = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_-]{0,39}$/, "a letter, then letters, digits, hyphens and underscores, 40 at most");
const optionKey = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,39}$/, "letters, digits, hyphens and underscores, 40 at most");

const option = z.strictObject({
  key: optionKey,
  label: translations(200),
  capacity: z
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe("How many people may choose it. Absent: as many as want to."),
});

const day = z.iso.date("a day such as 2026-11-24").register(fieldKinds, { kind: "day" });

const common = {
  key: questionKey.describe("Names the answers, in lists as `answers.KEY`. It stays the same while answers exist."),
  label: translations(200),
  hint: translations(500).optional(),
  required: z.boolean().default(false),
  participation: z.enum(participations).optional().describe("Asked of those only who take part in this way."),
  showIf: z
    .record(questionKey, z.array(optionKey).min(1).max(OPTIONS_MAX))
    .refine((conditions) => Object.keys(conditions).length === 1, "one question and its options")
    .optional()
    .describe("Asked of those only who have chosen one of these options of an earlier question."),
  sensitive: z
    .boolean()
    .default(false)
    .describe("Kept, consented to, shown and erased as what people write about food and accessibility."),
  perColleague: z.boolean().default(false).describe("Also asked of each colleague that the attendee registers."),
};

const options = z.array(option).min(1).max(OPTIONS_MAX);

export const ownQuestion = z
  .discriminatedUnion(
    "type",
    [
      z.strictObject({
        ...common,
        type: z.literal("text"),
        maxLength: z.int().min(1).max(TEXT_MAX).default(TEXT_MAX),
        pattern: z
          .string()
          .min(1)
          .max(100)
          .nullable()
          .default(null)
          .superRefine((pattern, context) => {
            const fault = pattern === null ? null : patternFault(pattern);
            if (fault) context.addIssue({ code: "custom", message: fault });
          })
          .describe(
            "What the whole answer must look like: characters, classes and how often each comes. The hint says it in words.",
          ),
      }),
      z.strictObject({
        ...common,
        type: z.literal("long-text"),
        maxLength: z.int().min(1).max(LONG_TEXT_MAX).default(LONG_TEXT_MAX),
      }),
      z.strictObject({ ...common, type: z.literal("number"), min: z.number().optional(), max: z.number().optional() }),
      z.strictObject({ ...common, type: z.literal("date"), min: day.optional(), max: day.optional() }),
      z.strictObject({ ...common, type: z.literal("choice"), options }),
      z.strictObject({
        ...common,
        type: z.literal("choices"),
        options,
        min: z.int().min(1).max(OPTIONS_MAX).optional().describe("How many options an answer has at least."),
        max: z.int().min(1).max(OPTIONS_MAX).optional().describe("How many options an answer has at most."),
      }),
      z.strictObject({ ...common, type: z.literal("consent") }),
    ],
    { error: `one of ${questionTypes.join(", ")}` },
  )
  .meta({ id: "OwnQuestion" });

export type OwnQuestion = z.infer<typeof ownQuestion>;
/** A question with options. */
export type Choice = Extract<OwnQuestion, { options: unknown }>;

/** The questions of a definition: built-in ones by name, and the organiser's own. */
export type Questions = readonly (string | OwnQuestion)[];

/** Only the organiser's own questions, in the order of the form. */
export function ownQuestions(questions: Questions): OwnQuestion[] {
  return questions.filter((question) => typeof question !== "string");
}

export function hasOptions(question: OwnQuestion): question is Choice {
  return question.type === "choice" || question.type === "choices";
}

/** Whether any question needs a consent of its own. */
export function asksSensitive(questions: Questions): boolean {
  return (
    questions.includes("diet") || questions.includes("access") || ownQuestions(questions).some((own) => own.sensitive)
  );
}

/** A place in an option, as the database counts it: `workshop.lek`. */
export const placeKey = (question: string, option: string) => `${question}.${option}`;

/** How many places each limited option has, by its key. */
export function placesOf(questions: Questions): Record<string, number> {
  return Object.fromEntries(
    ownQuestions(questions)
      .filter(hasOptions)
      .flatMap(({ key, options }) =>
        options.flatMap(({ key: option, capacity }): [string, number][] =>
          capacity === undefined ? [] : [[placeKey(key, option), capacity]],
        ),
      ),
  );
}
