import type { PublicEvent } from "../worker/registration/contract.ts";
import type { Question } from "../worker/registration/event-definition.ts";
import type { Phase } from "../worker/registration/event-times.ts";

/**
 * The texts of the form, by the part that uses them: a form gets only those that its event needs. The service sends the
 * sentences for its own errors.
 */
const frame = ["button.close", "button.openForm"] as const;

const facts = ["event.localTime"] as const;

/** Shown instead of the form while the event is in this phase. */
const instead = {
  "not-open": ["state.notOpen", "state.notOpenHeading"],
  closed: ["a11y.newTab", "state.closed", "state.closedHeading", "state.findYours"],
  past: ["state.past", "state.pastHeading"],
  cancelled: ["state.cancelled", "state.cancelledHeading"],
  // Registration is open, but every participation is full.
  open: ["state.fullAll", "state.fullAllHeading"],
} as const satisfies Record<Phase, readonly string[]>;

const fields = [
  "a11y.newTab",
  "busy.slow",
  "button.clear",
  "button.registerAnother",
  "button.retry",
  "button.sending",
  "button.submit",
  "button.submitWaitlist",
  "button.useSuggestion",
  "error.email.didYouMean",
  "error.email.required",
  "error.name.required",
  "error.participation.required",
  "error.summaryHeading_one",
  "error.summaryHeading_other",
  "form.email.hint",
  "form.email.label",
  "form.heading",
  "form.name.label",
  "form.optional",
  "form.participation.legend",
  "privacy.link",
  "privacy.short",
  "state.draftRestored",
  "state.network",
  "state.rate-limited",
  "state.server-error",
  "state.unknown-outcome",
] as const;

const inPerson = [
  "event.fewLeft",
  "form.participation.full",
  "form.participation.inPerson",
  "form.participation.inPersonFull",
] as const;

const digital = ["form.participation.digital", "form.participation.digitalHint"] as const;

const longText = ["form.charsLeft_one", "form.charsLeft_other", "form.charsOver_one", "form.charsOver_other"] as const;

const needs = [
  ...longText,
  "error.needs.consentRequired",
  "form.needs.consent",
  "form.needs.consentHint",
  "form.needs.intro",
  "form.needs.legend",
] as const;

const asked = {
  organisation: ["form.organisation.label"],
  role: ["form.role.label"],
  question: [...longText, "form.question.hint", "form.question.label"],
  diet: [...needs, "form.diet.hint", "form.diet.label"],
  access: [...needs, "form.access.hint", "form.access.label"],
  colleagues: [
    "button.submitGroup",
    "error.colleague.email",
    "error.colleague.name",
    "form.colleagues.add",
    "form.colleagues.hint",
    "form.colleagues.item",
    "form.colleagues.legend",
    "form.colleagues.remove",
    "form.colleagues.removed",
  ],
} as const satisfies Record<Question, readonly string[]>;

/** For questions of the organiser's own. */
const own = ["error.answer.required", "form.option.allFull", "form.option.few", "form.option.full"] as const;

/** For forms without a script, which cannot hide questions that do not apply. */
export const withoutScript = ["form.onlyIf"] as const;

/** Shown instead of everything if the service does not know the event or partner. */
const unknownEvent = ["state.notFound"] as const;

const parts = [
  frame,
  facts,
  ...Object.values(instead),
  fields,
  inPerson,
  digital,
  ...Object.values(asked),
  own,
  withoutScript,
  unknownEvent,
] as const;

export type TextKey = (typeof parts)[number][number];
export type Texts = Partial<Record<TextKey, string>>;

/** Every text that some form may use. */
export const allTexts: readonly TextKey[] = [...new Set<TextKey>(parts.flat())];

/** The texts that the form of this event may use; null: the service does not know the event. */
export function textsFor(event: PublicEvent | null): readonly TextKey[] {
  if (!event) return [...frame, ...unknownEvent];
  if (event.phase !== "open") return [...frame, ...facts, ...instead[event.phase]];
  const { availability, questions } = event;
  return [
    ...new Set<TextKey>([
      ...frame,
      ...facts,
      ...instead.open,
      ...fields,
      ...(availability["in-person"] ? inPerson : []),
      ...(availability.digital ? digital : []),
      ...questions.flatMap((question): readonly TextKey[] =>
        typeof question === "string" ? asked[question] : question.sensitive ? [...own, ...needs] : own,
      ),
    ]),
  ];
}
