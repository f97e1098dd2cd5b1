/** Notices above the fields. */
import type { ComponentChildren } from "preact";
import type { FieldError } from "../../worker/registration/contract.ts";
import type { Translate } from "../translate.ts";
import { participationLabel } from "./fields/participation.tsx";
import { errorText, useForm } from "./form-context.ts";
import type { Failure } from "./form-model.ts";
import { practicalContact, takeFocus } from "./ticket.tsx";

/** Says what has just happened, and takes the focus: what to do next is below it. */
function Notice({ tone = "warn", children }: { tone?: "warn" | "bad"; children: ComponentChildren }) {
  return (
    <div class={`note near ${tone}`} id="trouble" tabIndex={-1} ref={takeFocus}>
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
    <Notice tone="bad">
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

/** If the seats were taken while the attendee typed, asks what to do instead. */
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
            class="second"
            key={participation}
            onClick={(press) => actions.chooseParticipation(press, participation)}
          >
            {participation === "digital" ? participationLabel(t, participation) : t("button.submitWaitlist")}
          </button>
        ))}
    </Notice>
  );
}

/** Also offers the event's own page, since the host page may block every request. */
function TryAgain({ failure }: { failure: Exclude<Failure, { reason: "invalid" | "refused" }> }) {
  const { t, model, actions } = useForm();
  return (
    <Notice>
      <p>{t.rich(`state.${failure.reason}`, { ...failure, practicalContact: practicalContact(model) })}</p>
      <button type="submit" class="second" onClick={actions?.submit}>
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

/** Says that in person is full, before the attendee types, unless something is more urgent. */
export function FullNotice() {
  const { event, phase } = useForm().model;
  const { fullNotice } = event.value;
  return fullNotice && phase.value.state !== "failed" ? (
    <p class="note warn">
      <b>{fullNotice.heading}</b> {fullNotice.text}
    </p>
  ) : null;
}
