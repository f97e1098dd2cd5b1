/** What stands above the fields when something is in the way. */
import type { ComponentChildren } from "preact";
import type { FieldError } from "../../worker/registration/contract.ts";
import type { Translate } from "../translate.ts";
import { practicalContact } from "./event-facts.tsx";
import { participationLabel } from "./fields/participation.tsx";
import { errorText, useForm } from "./form-context.ts";
import type { Failure } from "./form-model.ts";

/** The `ref` of what takes the keyboard when it appears: it says what has just happened, and below it is the way on. */
export const takeFocus = (element: HTMLElement | null) => element?.focus();

function Notice({ tone = "warning", children }: { tone?: "warning" | "danger"; children: ComponentChildren }) {
  return (
    <div class={`box ${tone}`} id="trouble" tabIndex={-1} ref={takeFocus}>
      {children}
    </div>
  );
}

/** Why the last attempt failed, and what the attendee can do about it. */
export function FailureNotice({ failure }: { failure: Failure }) {
  switch (failure.reason) {
    case "invalid":
      return <ErrorSummary errors={failure.errors} />;
    case "refused":
      return <Refusal type={failure.type} detail={failure.detail} />;
    default:
      return <TryAgain failure={failure} />;
  }
}

function ErrorSummary({ errors }: { errors: readonly FieldError[] }) {
  const context = useForm();
  return (
    <Notice tone="danger">
      <h3 key={errors.length}>{context.t.count("error.summaryHeading", errors.length)}</h3>
      <ul>
        {errors.map((error) => (
          <li key={error.field}>
            <a href={`#${error.field}`} onClick={context.actions?.followLink}>
              {errorText(context, error)}
            </a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** Where the seats went while the attendee typed, asks what to do instead. */
function Refusal({ type, detail }: { type: string; detail: string }) {
  const { t, model, actions } = useForm();
  return (
    <Notice>
      <p>{detail}</p>
      {type === "full" &&
        actions &&
        model.choices.value.map((participation) => (
          <button
            type="button"
            class="secondary"
            key={participation}
            onClick={(press) => actions.chooseParticipation(press, participation)}
          >
            {participation === "digital" ? participationLabel(t, participation) : t("button.submitWaitlist")}
          </button>
        ))}
    </Notice>
  );
}

const sentences = {
  "rate-limited": "state.rateLimited",
  network: "state.networkError",
  "unknown-outcome": "state.unknownOutcome",
  "server-error": "state.serverError",
} as const;

/** Also offers the event's own page: the host page may block every request. */
function TryAgain({ failure }: { failure: Extract<Failure, { reason: keyof typeof sentences }> }) {
  const { t, model, actions } = useForm();
  return (
    <Notice>
      <p>{t.rich(sentences[failure.reason], { ...failure, practicalContact: practicalContact(model) })}</p>
      <button type="submit" class="secondary" onClick={actions?.submit}>
        {t("button.retry")}
      </button>
      <p>{newTab(t, model.event.value.hostedUrl, t("form.heading"))}</p>
    </Notice>
  );
}

export const newTab = (t: Translate, href: string, words: string) => (
  <a href={href} target="_blank" rel="noopener">
    {words} ({t("a11y.newTab")})
  </a>
);

/** In person is full: said before the attendee types. */
export function FullNotice() {
  const { model, t } = useForm();
  const { "in-person": inPerson, digital } = model.event.value.availability;
  const phase = model.phase.value;
  // What the service answered says it already.
  const told = phase.state === "failed" && phase.failure.reason === "refused";
  if (told || !inPerson || inPerson === "open") return null;
  return (
    <div class="box warning">
      <h3>{t("state.fullHeading")}</h3>
      <p>
        {inPerson === "waitlist" && t("state.fullWaitlist")} {digital === "open" && t("state.fullDigitalOpen")}
      </p>
    </div>
  );
}
