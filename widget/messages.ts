import type { ComponentChildren } from "preact";

/**
 * The texts that the form uses, and no other: the form can say nothing else. In the embed script a text's place in this
 * list stands for its key (vite.config.ts, compact.ts), as a hundred keys, twice, are a tenth of all that a reader fetches.
 */
export const formMessages = [
  "a11y.newTab",
  "busy.slow",
  "busy.submitting",
  "button.clear",
  "button.close",
  "button.openForm",
  "button.registerAnother",
  "button.retry",
  "button.submit",
  "button.submitGroup",
  "button.submitWaitlist",
  "button.useSuggestion",
  "error.email.didYouMean",
  "error.form.generic",
  "error.summaryHeading_one",
  "error.summaryHeading_other",
  "event.contactContent",
  "event.contactPractical",
  "event.deadline",
  "event.free",
  "event.localTime",
  "event.placesLeft_one",
  "event.placesLeft_other",
  "event.price",
  "event.programme",
  "event.when",
  "event.where",
  "form.access.hint",
  "form.access.label",
  "form.charsLeft_one",
  "form.charsLeft_other",
  "form.charsOver_one",
  "form.charsOver_other",
  "form.colleagues.add",
  "form.colleagues.added",
  "form.colleagues.hint",
  "form.colleagues.item",
  "form.colleagues.legend",
  "form.colleagues.max",
  "form.colleagues.remove",
  "form.colleagues.removed",
  "form.diet.hint",
  "form.diet.label",
  "form.email.hint",
  "form.email.label",
  "form.heading",
  "form.name.label",
  "form.needs.consent",
  "form.needs.consentHint",
  "form.needs.intro",
  "form.needs.legend",
  "form.optional",
  "form.organisation.hint",
  "form.organisation.label",
  "form.participation.digital",
  "form.participation.digitalHint",
  "form.participation.inPerson",
  "form.participation.inPersonFull",
  "form.participation.legend",
  "form.question.hint",
  "form.question.label",
  "form.requiredNote",
  "form.role.label",
  "privacy.link",
  "privacy.short",
  "state.cancelled",
  "state.cancelledHeading",
  "state.closed",
  "state.closedHeading",
  "state.draftRestored",
  "state.fullAll",
  "state.fullDigitalOpen",
  "state.fullHeading",
  "state.fullWaitlist",
  "state.networkError",
  "state.notFound",
  "state.offline",
  "state.opensAt",
  "state.past",
  "state.pastHeading",
  "state.rateLimited",
  "state.serverError",
  "state.unknownOutcome",
  "success.group_one",
  "success.group_other",
  "success.groupPlaces",
  "success.received",
  "success.receivedHeading",
  "success.spamTip",
  "success.waitlisted",
  // Last, since they keep their keys: the service answers with them.
  "error.access.tooLong",
  "error.colleague.email",
  "error.colleague.emailInvalid",
  "error.colleague.name",
  "error.diet.tooLong",
  "error.email.duplicateInForm",
  "error.email.invalid",
  "error.email.noAt",
  "error.email.nonAsciiLocal",
  "error.email.required",
  "error.email.tooLong",
  "error.name.link",
  "error.name.required",
  "error.name.tooLong",
  "error.needs.consentRequired",
  "error.organisation.tooLong",
  "error.participation.required",
  "error.question.tooLong",
  "error.role.tooLong",
] as const;

export type FormMessage = (typeof formMessages)[number];
export type FormMessages = Record<FormMessage, string>;

/** What goes into the `{placeholders}`: texts, numbers, or elements such as a link to the contact. */
type Values = Record<string, ComponentChildren>;

/** Says things in one language, as children of an element. */
export interface Translate {
  (key: FormMessage, values?: Values): ComponentChildren;
  /** The words for a code that the service answered with; general ones if it is new to the form. */
  error(code: string, values?: Values): ComponentChildren;
}

/** `errors` has the texts for codes by their message keys. */
export function sayer(messages: FormMessages, errors: Partial<Record<string, string>> = messages): Translate {
  // Splitting on a pattern with one group puts the names of the placeholders at the odd places.
  const fill = (text: string, values: Values = {}) =>
    text.split(/\{(\w+)\}/).map((part, index) => (index % 2 ? values[part] : part));
  return Object.assign((key: FormMessage, values?: Values) => fill(messages[key], values), {
    error: (code: string, values?: Values) => fill(errors[`error.${code}`] ?? messages["error.form.generic"], values),
  });
}
