/** How typing, pressing and the service's answers change the model. */
import { batch } from "@preact/signals";
import type { Participation } from "../../worker/registration/capacity.ts";
import type { AnswerWithReceipt } from "../../worker/registration/contract.ts";
import type { Translate } from "../translate.ts";
import { likelyAddress } from "./email-suggestion.ts";
import { counterText } from "./fields/counter.ts";
import type { Failure, FormModel } from "./form-model.ts";
import { missingFields, requestBody, withoutColleague } from "./request-body.ts";
import { type Outcome, send } from "./submit.ts";

/** The actions that the form's parts call. The server renders without them. */
export interface FormActions {
  typed(event: Event): void;
  /** A field was left, or filled in by the browser. */
  changed(event: Event): void;
  submit(press: Event): void;
  /** A link of the error summary: fragments do not reach into a shadow root. */
  followLink(press: Event): void;
  useSuggestion(press: Event): void;
  chooseParticipation(press: Event, participation: Participation): void;
  addColleague(press: Event): void;
  removeColleague(press: Event, row: number): void;
  startOver(press: Event): void;
}

/** Milliseconds. */
const SLOW = 5_000;
const PAUSE_IN_TYPING = 1_000;
/**
 * Milliseconds. Leaving a field may show or remove text, which moves the content below: wait, so that the button being
 * pressed does not move away.
 */
const PRESS = 250;

/** `service`: its origin. */
export function createFormActions(model: FormModel, t: Translate, service: string): FormActions {
  const { event, values, colleagues, phase, left, announcement, suggestion } = model;
  let key = "";
  let content = "";
  let pause: ReturnType<typeof setTimeout> | undefined;

  const write = (name: string, value: string) => {
    values.value = { ...values.value, [name]: value };
  };
  const leave = (name: string, value: string) => {
    left.value = { ...left.value, [name]: value };
  };

  const clear = () => {
    values.value = {};
    colleagues.value = 0;
    suggestion.value = null;
    model.restored.value = false;
  };

  const submit = async (press: Event) => {
    press.preventDefault();
    if (phase.value.state === "sending") return;
    clearTimeout(pause);
    const { email = "" } = values.value;
    const errors = missingFields(values.value, model.participation.value, colleagues.value, event);
    batch(() => {
      left.value = {};
      model.attempt.value++;
      phase.value = errors[0]
        ? { state: "failed", failure: { reason: "invalid", errors } }
        : { state: "sending", slow: false };
    });
    if (errors[0]) return;
    focusOn(press, "submit");
    const body = JSON.stringify(requestBody(model));
    // One key per content: the same content sent again is the same attempt to register. Not randomUUID, which pages without
    // TLS lack.
    if (body !== content) key = crypto.getRandomValues(new Uint32Array(4)).join("-");
    content = body;
    const slow = setTimeout(() => {
      phase.value = { state: "sending", slow: true };
    }, SLOW);
    const outcome = await send(service, event.value.slug, key, content);
    clearTimeout(slow);
    batch(() => {
      const { availability, fewLeft = false } = outcome.body ?? {};
      if (availability) event.value = { ...event.value, availability, fewLeft };
      if (outcome.status !== 201) {
        phase.value = { state: "failed", failure: failureOf(outcome) };
        return;
      }
      clear();
      phase.value = { state: "received", answer: outcome.body as AnswerWithReceipt, email };
    });
  };

  return {
    submit,
    typed({ target }) {
      const { name, value } = read(target);
      write(name, value);
      // Announced after a pause, so that the counter does not disturb typing.
      clearTimeout(pause);
      const count = counterText(model, t, name);
      if (count)
        pause = setTimeout(() => {
          announcement.value = count;
        }, PAUSE_IN_TYPING);
    },
    changed({ target }) {
      // Browsers also fire `change` while the field that was typed in is being removed.
      if (phase.value.state === "received") return;
      const { name, value } = read(target);
      write(name, value);
      const attempt = model.attempt.value;
      setTimeout(() => {
        // The press that left the field may have sent the form.
        if (attempt === model.attempt.value) leave(name, value);
        if (name !== "email") return;
        const meant = likelyAddress(value);
        suggestion.value = meant;
        // Announced as well as shown, since the focus has left the field.
        if (meant) announcement.value = t("error.email.didYouMean", { suggestion: meant });
      }, PRESS);
    },
    followLink(press) {
      press.preventDefault();
      focusOn(press, (press.currentTarget as HTMLAnchorElement).hash.slice(1));
    },
    useSuggestion(press) {
      const email = suggestion.value ?? "";
      write("email", email);
      leave("email", email);
      suggestion.value = null;
      focusOn(press, "email");
    },
    chooseParticipation(press, participation) {
      write("participation", participation);
      submit(press);
    },
    addColleague(press) {
      // Focus the first field: screen readers read the row's legend with it.
      focusOn(press, `colleagues.${colleagues.value++}.name`);
    },
    removeColleague(press, row) {
      batch(() => {
        values.value = withoutColleague(values.value, row, colleagues.value);
        colleagues.value--;
        // The errors of the last attempt no longer fit the rows.
        phase.value = { state: "editing" };
      });
      announcement.value = t("form.colleagues.removed", { number: row + 1 });
      focusOn(press, "colleagues");
    },
    startOver(press) {
      batch(() => {
        clear();
        phase.value = { state: "editing" };
      });
      focusOn(press, "name");
    },
  };
}

function read(target: EventTarget | null): { name: string; value: string } {
  const { name, value, type, checked } = target as HTMLInputElement;
  return { name, value: type === "checkbox" ? `${checked}` : value };
}

/** Moves the focus to an element of the form, after Preact has rendered what the press changed. */
function focusOn({ currentTarget }: Event, id: string): void {
  const root = (currentTarget as Element).getRootNode() as ShadowRoot;
  setTimeout(() => {
    const element = root.getElementById(id);
    // The attendee may have folded the part with it.
    const fold = element?.closest("details");
    if (fold) fold.open = true;
    // While sending, move the focus only if the pressed button was removed with its notice.
    if (id !== "submit" || !root.activeElement) element?.focus();
  });
}

function failureOf({ status, body, retryAfter, mayHaveArrived }: Outcome): Failure {
  const { type = "", detail, errors } = body ?? {};
  if (errors) return { reason: "invalid", errors };
  // The text has only a plural; a minute too many does no harm.
  if (status === 429) return { reason: "rate-limited", minutes: Math.max(2, Math.ceil(retryAfter / 60)) };
  // The service's sentence tells what is left, when registration opens, the contact, or that it is closed for a while.
  if (detail && status !== 500) return { reason: "refused", type: type.slice("/problems/".length), detail };
  if (status) return { reason: "server-error" };
  return { reason: mayHaveArrived ? "unknown-outcome" : "network" };
}
