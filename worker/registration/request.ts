import * as z from "zod";
import { languages } from "../i18n/language.ts";
import { answer, checkCorrections, tidyLine, tidyText } from "./answers.ts";
import { offers, participations } from "./capacity.ts";
import type { FieldError, TextField } from "./contract.ts";
import { parseEmailAddress } from "./email-address.ts";
import type { EventDefinition, Question } from "./event-definition.ts";
import { isVisible } from "./invisible.ts";
import { perEvent } from "./per-event.ts";
import { holdsWebAddress } from "./web-address.ts";

/** Characters (Unicode code points) that each text may have. */
export const limits: Record<TextField, number> = {
  name: 100,
  organisation: 200,
  role: 100,
  question: 1000,
  diet: 500,
  access: 500,
};

const characters = (value: string) => [...value].length;

const personName = (required: string) =>
  z
    .string({ error: required })
    .transform(tidyLine)
    .pipe(
      z
        .string()
        .min(1, { error: required, abort: true })
        .refine(isVisible, { error: required, abort: true })
        .refine((name) => characters(name) <= limits.name, "name.tooLong")
        .refine((name) => !holdsWebAddress(name), "name.link"),
    );

const emailAddress = (codeOf: (problem: string) => string) =>
  z.string({ error: codeOf("email.required") }).transform((typed, context) => {
    const parsed = parseEmailAddress(typed);
    if (typeof parsed !== "string") return parsed;
    context.addIssue({ code: "custom", message: codeOf(parsed) });
    return z.NEVER;
  });

const optionalText = (field: TextField, tidy: (value: string) => string) =>
  z
    .string({ error: "form.generic" })
    .nullish()
    .transform((value) => tidy(value ?? ""))
    .transform((value) => (isVisible(value) ? value : null))
    .refine((value) => value === null || characters(value) <= limits[field], `${field}.tooLong`);

const needs = z
  .strictObject(
    {
      diet: optionalText("diet", tidyText),
      access: optionalText("access", tidyText),
      consent: z.boolean({ error: "needs.consentRequired" }).default(false),
    },
    { error: "form.generic" },
  )
  .nullish()
  .transform((given) => (given && (given.diet || given.access) ? given : null))
  .refine((given) => given === null || given.consent, { path: ["consent"], message: "needs.consentRequired" });

/** Answers to the organiser's own questions, by their keys. read-request.ts checks them. */
const ownAnswers = z
  .record(z.string(), answer.nullable(), { error: "form.generic" })
  .nullish()
  .transform((given): Readonly<Record<string, unknown>> => given ?? {});

const colleague = z.strictObject(
  {
    name: personName("colleague.name"),
    email: emailAddress((problem) => (problem === "email.required" ? "colleague.email" : "colleague.emailInvalid")),
    answers: ownAnswers,
  },
  { error: "form.generic" },
);

/** As it is sent: a form may have more rows than the attendee filled in. An empty row becomes null. */
const colleagueRow = z
  .strictObject(
    {
      name: z.string({ error: "colleague.name" }),
      email: z.string({ error: "colleague.email" }),
      answers: ownAnswers,
    },
    { error: "form.generic" },
  )
  .transform((row, context) => {
    if (!row.name.trim() && !row.email.trim()) return null;
    const parsed = colleague.safeParse(row);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) context.addIssue({ code: "custom", path, message });
    return z.NEVER;
  });

/** Answers that the attendee may change later. */
const answers = {
  name: personName("name.required"),
  organisation: optionalText("organisation", tidyLine),
  role: optionalText("role", tidyLine),
  question: optionalText("question", tidyText),
  answers: ownAnswers,
  needs,
};

const asks = (event: EventDefinition, question: Question) => event.questions.includes(question);

/** Drops answers to questions that the event does not ask: a form opened before a change may still send them. */
function onlyWhatIsAsked<Given extends z.infer<z.ZodObject<typeof answers>>>(
  event: EventDefinition,
  given: Given,
): Given {
  const diet = asks(event, "diet") ? given.needs?.diet : null;
  const access = asks(event, "access") ? given.needs?.access : null;
  return {
    ...given,
    organisation: asks(event, "organisation") ? given.organisation : null,
    role: asks(event, "role") ? given.role : null,
    question: asks(event, "question") ? given.question : null,
    needs: diet || access ? { diet: diet ?? null, access: access ?? null, consent: true } : null,
  };
}

const participationOf = (event: EventDefinition) =>
  z
    .enum(participations, { error: "participation.required" })
    .refine((participation) => offers(event, participation), "participation.required");

const partnerOf = (event: EventDefinition) =>
  z.string({ error: "partner.unknown" }).refine((slug) => Object.hasOwn(event.partners, slug), "partner.unknown");

const language = z.enum(languages, { error: "language.unknown" });

/** The schema of `POST /api/events/{event}/registrations` for one event. Its messages are keys of texts without `error.`. */
export const registrationRequest = perEvent((event: EventDefinition) =>
  z
    .object(
      {
        ...answers,
        partner: partnerOf(event),
        language,
        email: emailAddress((problem) => problem),
        participation: participationOf(event),
        waitlist: z.boolean({ error: "form.generic" }).default(false),
        colleagues: z
          .array(colleagueRow, { error: "form.generic" })
          .max(asks(event, "colleagues") ? event.colleaguesMax : 0, "colleagues.tooMany")
          .default([]),
      },
      { error: "form.generic" },
    )
    .superRefine(({ email, colleagues }, context) => {
      const seen = new Set([email.key]);
      for (const [index, other] of colleagues.entries()) {
        if (other && seen.has(other.email.key))
          context.addIssue({ code: "custom", path: ["colleagues", index, "email"], message: "email.duplicateInForm" });
        if (other) seen.add(other.email.key);
      }
    })
    .transform((request) => ({
      ...onlyWhatIsAsked(event, request),
      colleagues: request.colleagues.filter((row) => row !== null),
    })),
);

export type SentRegistration = z.infer<ReturnType<typeof registrationRequest>>;

/** What an attendee may change on the manage page. An absent `participation` stays as it is. */
export function changeRequest(event: EventDefinition) {
  return z
    .object({ ...answers, participation: participationOf(event).optional(), digitalMeanwhile: z.boolean().optional() })
    .transform((request) => onlyWhatIsAsked(event, request));
}

export type SentChange = z.infer<ReturnType<typeof changeRequest>>;

const { needs: _, answers: __, ...correctable } = answers;

/** Answers that an organiser corrects. Each is checked by itself; absent ones stay. */
const corrections = (event: EventDefinition) =>
  z.record(z.string(), answer.nullable(), { error: "form.generic" }).transform((given, context) => {
    const { answers, faults } = checkCorrections(event.questions, given);
    for (const { question, code } of faults)
      context.addIssue({
        code: "custom",
        path: [question],
        message: code === "answer.unknown" ? "field.unknown" : code,
      });
    return answers;
  });

/** What an organiser may correct. Absent fields stay as they are. Only the attendee changes needs. */
export function correctionRequest(event: EventDefinition) {
  return z
    .strictObject(
      {
        ...correctable,
        answers: corrections(event),
        email: emailAddress((problem) => problem),
        participation: participationOf(event),
        digitalMeanwhile: z.boolean({ error: "form.generic" }),
        partner: partnerOf(event),
        language,
      },
      { error: "form.generic" },
    )
    .partial();
}

export type CorrectionRequest = z.infer<ReturnType<typeof correctionRequest>>;

/** A colleague who is offered the place. */
export const colleagueToAsk = z.object({
  name: personName("handOver.name"),
  email: emailAddress((problem) => (problem === "email.required" ? "handOver.email" : problem)),
});

/** A new address of an attendee. */
export const newAddress = z.object({ email: emailAddress((problem) => problem) });

/**
 * The errors of a refused body: one for each field, in the order of the form. Unknown fields are named only to organisers:
 * answers to the public never repeat input.
 */
export function fieldErrors(error: z.ZodError, reader: "attendee" | "organiser" = "attendee"): FieldError[] {
  const byField = new Map<string, FieldError>();
  const add = (path: PropertyKey[], code: string) => {
    const field = path.join(".");
    if (!byField.has(field)) byField.set(field, { field, code });
  };
  for (const issue of error.issues) {
    if (issue.code !== "unrecognized_keys") add(issue.path, issue.message);
    else if (reader === "attendee") add(issue.path, "form.generic");
    else for (const key of issue.keys) add([...issue.path, key], "field.unknown");
  }
  return [...byField.values()];
}

/** Whether a body asks for a rehearsal, or may have meant to. */
export function isRehearsal(body: unknown): boolean {
  return typeof body === "object" && body !== null && "rehearsal" in body && body.rehearsal !== false;
}
