import type { ComponentChildren } from "preact";
import type { Participation } from "../worker/registration/capacity.ts";
import type { FieldError, RegistrationAnswer } from "../worker/registration/contract.ts";
import type { FormEvent } from "./config.ts";

/** What is typed, by the name of the input, which is also the path of the field in the request: `colleagues.0.email`. */
export type Values = Readonly<Record<string, string>>;

/** Something that kept the registration from being accepted and that no field can mend. */
export interface Notice {
  text: ComponentChildren;
  /** What it offers: to send the same again, or to choose between the waiting list and digital. */
  offers: "retry" | "choice" | undefined;
}

/** Everything that the form shows. The view is a function of it, in the browser as on the server. */
export interface FormState {
  /** As it stands now: places may be taken after the page was loaded. */
  event: FormEvent;
  values: Values;
  /** What was filled in when the form came: from a draft, or posted by a browser without scripts. */
  brought: Values;
  /** How many colleagues there are fields for. */
  colleagues: number;
  errors: readonly FieldError[];
  /** The errors of the last attempt to send: they stay listed while they are mended one by one. */
  summary: readonly FieldError[];
  notice: Notice | null;
  busy: boolean;
  /** What the one polite status region says. */
  status: ComponentChildren;
  /** Whether what is typed comes from a draft. */
  restored: boolean;
  /** The event's day and hours on the reader's own clock, where that differs. */
  localTime: string | null;
  /** The address that was probably meant. */
  suggestion: string | null;
  answer: RegistrationAnswer | null;
}

export function initialState(event: FormEvent, given: Partial<FormState> = {}): FormState {
  return {
    event,
    values: {},
    brought: given.values ?? {},
    colleagues: 0,
    errors: [],
    summary: given.errors ?? [],
    notice: null,
    busy: false,
    status: "",
    restored: false,
    localTime: null,
    suggestion: null,
    answer: null,
    ...given,
  };
}

/** What the view calls. The server renders without: then the browser's own form and links do the work. */
export interface Controls {
  typed(event: Event): void;
  changed(event: Event): void;
  submitted(event: Event): void;
  /** A link of the error summary: brings the keyboard to its field, as fragments do not reach into a shadow root. */
  followed(event: Event): void;
  useSuggestion(): void;
  choose(participation: Participation): void;
  addColleague(): void;
  removeColleague(index: number): void;
  startOver(): void;
}
