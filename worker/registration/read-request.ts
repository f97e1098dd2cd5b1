/** Checks request bodies from attendees as a whole: by their schema, and the answers to the organiser's own questions. */
import { type Answers, checkAnswers, type Respondent, splitAnswers } from "./answers.ts";
import type { FieldError } from "./contract.ts";
import type { EventDefinition } from "./event-definition.ts";
import { changeRequest, fieldErrors, registrationRequest, type SentChange, type SentRegistration } from "./request.ts";

/** The data that is stored with a consent of its own. */
export interface GivenNeeds {
  diet: string | null;
  access: string | null;
  /** Answers to the organiser's own sensitive questions. */
  answers: Answers;
  consent: boolean;
}

/** Checked answers; the sensitive ones are among the needs. */
interface WithAnswers {
  answers: Answers;
  needs: GivenNeeds | null;
}

export interface RegistrationRequest extends Omit<SentRegistration, "answers" | "needs" | "colleagues">, WithAnswers {
  colleagues: (Omit<SentRegistration["colleagues"][number], "answers"> & { answers: Answers })[];
}

export type ChangeRequest = Omit<SentChange, "answers" | "needs"> & WithAnswers;

type Read<Request> = { success: true; data: Request } | { success: false; errors: FieldError[] };

type Sent = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Sent =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const answersIn = (body: unknown): Sent => (isObject(body) && isObject(body.answers) ? body.answers : {});

/** How the sender wants to take part, if the body says so. */
export const participationIn = (body: unknown): unknown => (isObject(body) ? body.participation : undefined);

/** The rows of colleagues that are not empty, with their numbers. */
function rowsIn(body: unknown): [row: number, sent: unknown][] {
  const colleagues = isObject(body) && Array.isArray(body.colleagues) ? body.colleagues : [];
  const isFilled = (text: unknown) => typeof text === "string" && text.trim() !== "";
  return [...colleagues.entries()].filter(
    ([, sent]) => isObject(sent) && (isFilled(sent.name) || isFilled(sent.email)),
  );
}

/** The answers below one path of a body, and their errors. Unknown keys are left out. */
function read(event: EventDefinition, path: string, sent: unknown, respondent: Respondent) {
  const { answers, faults } = checkAnswers(event.questions, answersIn(sent), respondent);
  const errors = faults.map(({ question, code }) => ({
    field: code === "answer.unknown" ? path : `${path}.${question}`,
    code,
  }));
  return { answers, errors };
}

function needsOf(sent: SentChange["needs"], sensitive: Answers): GivenNeeds | null {
  if (!sent && Object.keys(sensitive).length === 0) return null;
  return { diet: sent?.diet ?? null, access: sent?.access ?? null, answers: sensitive, consent: true };
}

/** Sensitive answers need the same consent as diet and access. */
function consentErrors(body: unknown, sensitive: Answers): FieldError[] {
  const consents = isObject(body) && isObject(body.needs) && body.needs.consent === true;
  const needed = Object.keys(sensitive).length > 0 && !consents;
  return needed ? [{ field: "needs.consent", code: "needs.consentRequired" }] : [];
}

/** Each field once. */
const once = (errors: readonly FieldError[]): FieldError[] =>
  [...new Map(errors.toReversed().map((error) => [error.field, error])).values()].toReversed();

/**
 * A registration as it was sent. `full`: the keys of the options that are full; `excused`: the organiser's own required
 * questions may stay unanswered.
 */
export function readRegistration(
  event: EventDefinition,
  body: unknown,
  { full = new Set(), excused = false }: Pick<Respondent, "full" | "excused"> = {},
): Read<RegistrationRequest> {
  const parsed = registrationRequest(event).safeParse(body);
  const respondent = { participation: participationIn(body), full, excused };
  const own = read(event, "answers", body, respondent);
  const colleagues = rowsIn(body).map(([row, sent]) =>
    read(event, `colleagues.${row}.answers`, sent, { ...respondent, colleague: true }),
  );
  const { ordinary, sensitive } = splitAnswers(event.questions, own.answers);
  const errors = once([
    ...(parsed.success ? [] : fieldErrors(parsed.error)),
    ...own.errors,
    ...consentErrors(body, sensitive),
    ...colleagues.flatMap(({ errors }) => errors),
  ]);
  if (!parsed.success || errors.length > 0) return { success: false, errors };
  return {
    success: true,
    data: {
      ...parsed.data,
      answers: ordinary,
      needs: needsOf(parsed.data.needs, sensitive),
      // The schema leaves out the same rows, so the indexes match.
      colleagues: parsed.data.colleagues.map((colleague, index) => ({
        ...colleague,
        answers: colleagues[index]?.answers ?? {},
      })),
    },
  };
}

/** What an attendee changes on the manage page. */
export function readChange(event: EventDefinition, body: unknown, respondent: Respondent): Read<ChangeRequest> {
  const parsed = changeRequest(event).safeParse(body);
  const own = read(event, "answers", body, respondent);
  const { ordinary, sensitive } = splitAnswers(event.questions, own.answers);
  const errors = once([
    ...(parsed.success ? [] : fieldErrors(parsed.error)),
    ...own.errors,
    ...consentErrors(body, sensitive),
  ]);
  if (!parsed.success || errors.length > 0) return { success: false, errors };
  return {
    success: true,
    data: { ...parsed.data, answers: ordinary, needs: needsOf(parsed.data.needs, sensitive) },
  };
}
