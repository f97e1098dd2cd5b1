/** The state of the form as signals: everything on the screen follows from them. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Participation } from "../../worker/registration/capacity.ts";
import type { AnswerWithReceipt, FieldError } from "../../worker/registration/contract.ts";
import type { FormEvent } from "../embed-config.ts";
import { hasColleague, missingFields, upTo } from "./request-body.ts";

/** The typed values by the name of their input, which is also the path of the field in the request: `colleagues.0.email`. */
export type Values = Readonly<Record<string, string>>;

/** Why a registration was not accepted. */
export type Failure =
  | { reason: "invalid"; errors: readonly FieldError[] }
  /**
   * Full, closed, cancelled and so on, in the service's own words. When it is full, the event has the present availability.
   */
  | { reason: "refused"; type: string; detail: string }
  | { reason: "rate-limited"; minutes: number }
  /** The request never left the browser. */
  | { reason: "network" }
  /** The request left, and no answer came. */
  | { reason: "unknown-outcome" }
  | { reason: "server-error" };

export type FormPhase =
  | { state: "editing" }
  | { state: "sending"; slow: boolean }
  | { state: "failed"; failure: Failure }
  /** `email`: where the service sent its answer. */
  | { state: "received"; answer: AnswerWithReceipt; email: string };

export interface FormModel {
  /** The event as the service last described it: a refusal brings the present availability. */
  event: Signal<FormEvent>;
  values: Signal<Values>;
  /** The values that the form started with: from a draft, or posted by a browser without scripts. */
  initialValues: Values;
  /** How many rows for colleagues are shown. */
  colleagues: Signal<number>;
  phase: Signal<FormPhase>;
  /** Counts the attempts to send: the notice about an attempt is rendered again for the next. */
  attempt: Signal<number>;
  /** The values of the fields that the attendee has left since the last attempt: they are checked again. */
  left: Signal<Values>;
  /** The last announcement to screen readers. */
  announcement: Signal<string>;
  /** The address that was probably meant. */
  suggestion: Signal<string | null>;
  /** Whether the typed values come from a draft. */
  restored: Signal<boolean>;
  /** The participations that can still be chosen, waiting list included. */
  choices: ReadonlySignal<Participation[]>;
  /** The chosen participation, or the only one. */
  participation: ReadonlySignal<Participation | "">;
  /** Whether the attendee asks for a place on the waiting list. */
  joinsWaitingList: ReadonlySignal<boolean>;
  /** The errors to correct: those of the last attempt, except for fields left since, which are checked again. */
  errors: ReadonlySignal<readonly FieldError[]>;
}

interface Initial {
  /** Values posted by a browser without scripts, or stored ones on the manage page. */
  values?: Values;
  phase?: FormPhase;
  /** The values typed before a reload. */
  draft?: Values | null;
}

export function createFormModel(
  given: FormEvent,
  { values: known = {}, phase: start, draft }: Initial = {},
): FormModel {
  const initialValues = draft ?? known;
  const event = signal(given);
  const values = signal(initialValues);
  const rows = upTo(given.questions.includes("colleagues") ? given.colleaguesMax : 0).filter((row) =>
    hasColleague(initialValues, row),
  );
  const colleagues = signal(1 + Math.max(-1, ...rows));
  const phase = signal<FormPhase>(start ?? { state: "editing" });
  const left = signal<Values>({});
  const choices = computed(() => {
    const { availability } = event.value;
    return (["in-person", "digital"] as const).filter(
      (participation) => (availability[participation] ?? "full") !== "full",
    );
  });
  const participation = computed(() => {
    const [only, another] = choices.value;
    return only && !another ? only : ((values.value.participation ?? "") as Participation | "");
  });
  const errors = computed(() => {
    if (phase.value.state !== "failed") return [];
    const { failure } = phase.value;
    const checked = left.value;
    const known = failure.reason === "invalid" ? failure.errors.filter(({ field }) => !(field in checked)) : [];
    const found = missingFields({ ...values.value, ...checked }, participation.value, colleagues.value, event);
    return [...known, ...found.filter(({ field }) => field in checked)];
  });
  return {
    event,
    values,
    initialValues,
    colleagues,
    phase,
    attempt: signal(0),
    left,
    choices,
    participation,
    errors,
    announcement: signal(""),
    suggestion: signal<string | null>(null),
    restored: signal(Boolean(draft)),
    joinsWaitingList: computed(
      () => participation.value === "in-person" && event.value.availability["in-person"] === "waitlist",
    ),
  };
}
