/** What the form knows, as signals: everything on the screen follows from these. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Participation } from "../../worker/registration/capacity.ts";
import type { AnswerWithReceipt, FieldError } from "../../worker/registration/contract.ts";
import type { FormEvent } from "../embed-config.ts";
import { hasColleague, missingFields, upTo } from "./request-body.ts";

/** What is typed, by the name of the input, which is also the path of the field in the request: `colleagues.0.email`. */
export type Values = Readonly<Record<string, string>>;

/** Why a registration was not accepted. */
export type Failure =
  | { reason: "invalid"; errors: readonly FieldError[] }
  /** Full, closed, cancelled and the like, in the service's own words. What is left when it is full stands in the event. */
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
  /** As the service last described it: a refusal brings the present availability. */
  event: Signal<FormEvent>;
  values: Signal<Values>;
  /** What was filled in when the form came: from a draft, or posted by a browser without scripts. */
  initialValues: Values;
  /** How many colleagues there are fields for. */
  colleagues: Signal<number>;
  phase: Signal<FormPhase>;
  /** Counts the attempts to send: what is said of one is drawn anew for the next. */
  attempt: Signal<number>;
  /** What the fields held that the attendee left since the last attempt: these are checked anew. */
  left: Signal<Values>;
  /** What was last said to screen readers. */
  announcement: Signal<string>;
  /** The address that was probably meant. */
  suggestion: Signal<string | null>;
  /** Whether what is typed comes from a draft. */
  restored: Signal<boolean>;
  /** The participations that can still be chosen, waiting list included. */
  choices: ReadonlySignal<Participation[]>;
  /** The chosen one; where there is only one, that. */
  participation: ReadonlySignal<Participation | "">;
  /** Whether the attendee asks for a place on the waiting list. */
  joinsWaitingList: ReadonlySignal<boolean>;
  /** What to mend: the errors of the last attempt, but for the fields that were left since, which are checked anew. */
  errors: ReadonlySignal<readonly FieldError[]>;
}

interface Initial {
  /** What was posted by a browser without scripts, or stands on the manage page. */
  values?: Values;
  phase?: FormPhase;
  /** What was typed before a reload. */
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
