/** The form at work: what typing, pressing and the service's answers do to its state. */
import type { ComponentChildren } from "preact";
import type { Participation } from "../worker/registration/capacity.ts";
import type { FieldError, RegistrationAnswer } from "../worker/registration/contract.ts";
import { choices, chosen, missing, requestBody } from "./answers.ts";
import type { FormEvent } from "./config.ts";
import { likelyAddress } from "./domain-typo.ts";
import { keepDraft, keptDraft } from "./draft.ts";
import { draw } from "./draw.ts";
import { Contact } from "./event-facts.tsx";
import { RegistrationForm } from "./form.tsx";
import { localTime } from "./local-time.ts";
import type { Translate } from "./messages.ts";
import { type Controls, type FormState, initialState, type Notice } from "./state.ts";
import { type Outcome, send } from "./submit.ts";

interface Surroundings {
  event: FormEvent;
  say: Translate;
  root: ShadowRoot;
  /** What the form is drawn into: the root itself, or a part of it. */
  room: Node;
  /** The service's. */
  origin: string;
  tell: (type: "submitted" | "error", detail: Record<string, string>) => void;
  keepsDraft: boolean;
}

/** Milliseconds. */
const SLOW = 5_000;
const PAUSE_IN_TYPING = 1_000;
/** What appears or goes when a field is left moves what is below it: not from under the press that left the field. */
const PRESS = 250;

export function startForm({ event, say, root, room, origin, tell, keepsDraft }: Surroundings) {
  let state = initialState(event, {
    localTime: localTime(event),
    ...(keepsDraft && keptDraft(event.slug, event.colleaguesMax)),
  });
  let key = "";
  let content = "";
  let pause: ReturnType<typeof setTimeout> | undefined;

  const show = (change: Partial<FormState>) => {
    state = { ...state, ...change };
    draw(<RegistrationForm state={state} say={say} controls={controls} />, room);
    if (keepsDraft) keepDraft(state);
  };
  const focus = (id: string) => {
    const element = root.getElementById(id);
    // The reader may have folded it away.
    const fold = element?.closest("details");
    if (fold) fold.open = true;
    element?.focus();
  };
  const type = (name: string, value: string) => show({ values: { ...state.values, [name]: value } });

  const settle = (kind: string, change: Partial<FormState>) => {
    show({ busy: false, status: "", ...change });
    focus("trouble");
    tell("error", { type: kind });
  };
  const fail = (kind: string, text: ComponentChildren, offers?: Notice["offers"]) =>
    settle(kind, { notice: { text, offers } });

  /** Somebody was faster. What is full now follows from what was asked for; a second answer mends a wrong guess. */
  const filledUp = (detail: ComponentChildren) => {
    const way = chosen(state.event, state.values) || "digital";
    const waits = way === "in-person" && state.event.availability[way] === "open";
    const availability = { ...state.event.availability, [way]: waits ? "waitlist" : "full" };
    show({ event: { ...state.event, availability, placesLeft: null } });
    const [left, another] = choices(state.event);
    // The service's own words offer both ways.
    const text = another ? detail : say(left === "digital" ? "state.fullDigitalOpen" : "state.fullWaitlist");
    fail("full", text, "choice");
  };

  const refused = ({ status, body, retryAfter, sent }: Outcome) => {
    const { type = "", detail, errors } = body ?? {};
    const kind = type.slice("/problems/".length);
    const { practical } = event.contacts;
    if (errors) settle("invalid", { errors, summary: errors });
    else if (kind === "full") filledUp(detail);
    // Closed, not open yet, cancelled: the service says when and whom to ask.
    else if (status === 409) fail(kind, detail);
    else if (!status) fail("network", say(sent ? "state.unknownOutcome" : "state.networkError"), "retry");
    // The text has the plural only; a minute too many does no harm.
    else if (status === 429)
      fail(kind, say("state.rateLimited", { minutes: Math.max(2, Math.ceil(retryAfter / 60)) }), "retry");
    else fail(kind, say("state.serverError", { practicalContact: <Contact of={practical} /> }), "retry");
  };

  const submit = async () => {
    if (state.busy) return;
    clearTimeout(pause);
    const errors = missing(state);
    show({ errors, summary: errors, notice: null });
    if (errors[0]) return settle("invalid", {});
    if (!navigator.onLine) return fail("offline", say("state.offline"), "retry");
    const { values } = state;
    const body = JSON.stringify(requestBody(state));
    // One key for each content: the same content sent again is the same attempt to register.
    // Not randomUUID, which pages without TLS lack.
    if (body !== content) key = crypto.getRandomValues(new Uint32Array(4)).join("-");
    content = body;
    show({ busy: true, status: say("busy.submitting") });
    // The press may have gone with its notice.
    if (!root.activeElement) root.querySelector<HTMLElement>(".button")?.focus();
    const slow = setTimeout(() => show({ status: say("busy.slow") }), SLOW);
    const outcome = await send(`${origin}/api/events/${event.slug}/registrations`, key, content);
    clearTimeout(slow);
    if (outcome.status !== 201) return refused(outcome);
    const answer = outcome.body as RegistrationAnswer;
    // One may have gone on typing: this is what was sent.
    show({ answer, values, busy: false, status: "" });
    focus("received");
    tell("submitted", { status: answer.status, participation: answer.participation });
  };

  const controls: Controls = {
    typed({ target }) {
      const { id, name, value, type: kind, checked } = target as HTMLInputElement;
      type(name, kind === "checkbox" ? `${checked}` : value);
      // Said after a pause, or the counter would talk over the typing.
      clearTimeout(pause);
      const counter = root.getElementById(`${id}-hint`)?.querySelector("b");
      if (counter) pause = setTimeout(() => show({ status: counter.textContent }), PAUSE_IN_TYPING);
    },
    changed({ target }) {
      const { name, value, type: kind, checked } = target as HTMLInputElement;
      // The browser tells of it, too, while what one typed in last is being taken away.
      if (state.answer) return;
      // What fills in fields may tell of the change alone.
      state = { ...state, values: { ...state.values, [name]: kind === "checkbox" ? `${checked}` : value } };
      setTimeout(() => {
        if (name === "email") {
          const suggestion = likelyAddress(value);
          // Said as well as shown: by now the keyboard has left the field.
          show({ suggestion, ...(suggestion && { status: say("error.email.didYouMean", { suggestion }) }) });
        }
        // After a first attempt, a field is checked when it is left.
        if (state.summary[0]) {
          const others = state.errors.filter(({ field }) => field !== name);
          show({ errors: [...others, ...missing(state).filter(({ field }) => field === name)] });
        }
      }, PRESS);
    },
    submitted(press) {
      press.preventDefault();
      submit();
    },
    followed(press) {
      press.preventDefault();
      focus((press.currentTarget as HTMLAnchorElement).hash.slice(1));
    },
    useSuggestion() {
      type("email", state.suggestion ?? "");
      show({ suggestion: null });
      focus("email");
    },
    choose(participation: Participation) {
      type("participation", participation);
      submit();
    },
    addColleague() {
      const number = state.colleagues + 1;
      show({ colleagues: number, status: say("form.colleagues.added", { number }) });
      focus(`colleagues.${number - 1}.name`);
    },
    removeColleague(index) {
      const values = { ...state.values };
      for (let row = index; row < state.colleagues; row++)
        for (const part of ["name", "email"])
          values[`colleagues.${row}.${part}`] = values[`colleagues.${row + 1}.${part}`] ?? "";
      // The numbers of the others no longer fit their errors.
      const stays = ({ field }: FieldError) => !/^c/.test(field);
      show({
        values,
        colleagues: state.colleagues - 1,
        errors: state.errors.filter(stays),
        summary: state.summary.filter(stays),
        status: say("form.colleagues.removed", { number: index + 1 }),
      });
      focus("colleagues");
    },
    startOver() {
      show(initialState(state.event, { localTime: state.localTime }));
      focus("name");
    },
  };
  show({});
}
