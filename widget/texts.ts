import type { PublicEvent } from "../worker/registration/contract.ts";
import type { Question } from "../worker/registration/event-definition.ts";
import type { Phase } from "../worker/registration/event-times.ts";

/**
 * The texts of the form, by the part of it that uses them: a form is sent only those of its event. What the service finds
 * wrong, it says in its own words.
 */
const frame = ["button.close", "button.openForm"] as const;

const facts = [
  "event.contactContent",
  "event.contactPractical",
  "event.deadline",
  "event.free",
  "event.localTime",
  "event.price",
  "event.programme",
  "event.when",
  "event.where",
  "form.heading",
] as const;

/** Instead of the form, as long as the event is in this phase. */
const instead = {
  "not-open": ["state.opensAt"],
  closed: ["state.closed", "state.closedHeading"],
  past: ["state.past", "state.pastHeading"],
  cancelled: ["state.cancelled", "state.cancelledHeading"],
  // Open, but no participation is left to choose.
  open: ["state.fullAll"],
} as const satisfies Record<Phase, readonly string[]>;

const fields = [
  "a11y.newTab",
  "busy.slow",
  "busy.submitting",
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
  "form.name.label",
  "form.optional",
  "form.participation.legend",
  "form.requiredNote",
  "privacy.link",
  "privacy.short",
  "state.draftRestored",
  "state.networkError",
  "state.rateLimited",
  "state.serverError",
  "state.unknownOutcome",
  "success.received",
  "success.receivedHeading",
  "success.spamTip",
] as const;

const inPerson = [
  "event.fewLeft",
  "form.participation.inPerson",
  "form.participation.inPersonFull",
  "state.fullHeading",
  "state.fullWaitlist",
  "success.waitlisted",
] as const;

const digital = ["form.participation.digital", "form.participation.digitalHint", "state.fullDigitalOpen"] as const;

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
  organisation: ["form.organisation.hint", "form.organisation.label"],
  role: ["form.role.label"],
  question: [...longText, "form.question.hint", "form.question.label"],
  diet: [...needs, "form.diet.hint", "form.diet.label"],
  access: [...needs, "form.access.hint", "form.access.label"],
  colleagues: [
    "button.submitGroup",
    "error.colleague.email",
    "error.colleague.name",
    "form.colleagues.add",
    "form.colleagues.added",
    "form.colleagues.hint",
    "form.colleagues.item",
    "form.colleagues.legend",
    "form.colleagues.max",
    "form.colleagues.remove",
    "form.colleagues.removed",
    "success.groupPlaces",
    "success.group",
  ],
} as const satisfies Record<Question, readonly string[]>;

/** Where attendees must verify their address. */
const verification = ["success.verifyHeading", "success.verify_one", "success.verify_other"] as const;

/** Instead of everything, where the service knows no such event or partner. */
const unknownEvent = ["state.notFound"] as const;

const parts = [
  frame,
  facts,
  ...Object.values(instead),
  fields,
  inPerson,
  digital,
  ...Object.values(asked),
  verification,
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
  const { availability, questions, holdHours } = event;
  return [
    ...new Set<TextKey>([
      ...frame,
      ...facts,
      ...instead.open,
      ...fields,
      ...(availability["in-person"] ? inPerson : []),
      ...(availability.digital ? digital : []),
      ...(holdHours ? verification : []),
      ...questions.flatMap((question): readonly TextKey[] => asked[question]),
    ]),
  ];
}
