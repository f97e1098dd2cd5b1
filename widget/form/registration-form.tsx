/** The form. The browser renders it from the model's signals, the server once for the hosted page. */
import { changing } from "./changing.tsx";
import { Colleagues } from "./fields/colleagues.tsx";
import { Needs } from "./fields/needs.tsx";
import { useConsentToAll, useOwnQuestions } from "./fields/own-questions.tsx";
import { ParticipationField } from "./fields/participation.tsx";
import { TextField } from "./fields/text-field.tsx";
import { useForm } from "./form-context.ts";
import { FailureNotice, FullNotice, newTab } from "./notices.tsx";
import { Closed, Received } from "./status-screens.tsx";
import { local, Ticket } from "./ticket.tsx";

export function RegistrationForm() {
  const { model } = useForm();
  const phase = model.phase.value;
  const open = model.event.value.phase === "open" && model.choices.value[0];
  return (
    <div class="pamelding">
      {phase.state === "received" ? (
        <Received answer={phase.answer} email={phase.email} />
      ) : open ? (
        <Form />
      ) : (
        <Closed />
      )}
    </div>
  );
}

function Form() {
  const { model, t, actions, hosted } = useForm();
  const { title, questions, retention, privacyUrl } = model.event.value;
  const phase = model.phase.value;
  return (
    <Ticket heading={t("form.heading")} lead={hosted?.lead ?? local(title)}>
      <form
        method="post"
        action={hosted?.action}
        noValidate
        onInput={actions?.typed}
        onChange={actions?.changed}
        onSubmit={actions?.submit}
      >
        {hosted?.hidden}
        {phase.state === "failed" && <FailureNotice key={model.attempt.value} failure={phase.failure} />}
        <FullNotice />
        {model.restored.value && (
          <div class="note head">
            {t("state.draftRestored")}
            <button type="button" class="quiet" onClick={actions?.startOver}>
              {t("button.clear")}
            </button>
          </div>
        )}
        <div class="row">
          <TextField kind="name" />
          <TextField kind="email">
            <Suggestion />
          </TextField>
        </div>
        <div class="row">
          {questions.includes("organisation") && <TextField kind="organisation" />}
          {questions.includes("role") && <TextField kind="role" />}
        </div>
        <ParticipationField />
        {questions.includes("question") && <TextField kind="question" />}
        {useOwnQuestions("")}
        <div>
          <Needs />
          <Colleagues />
        </div>
        {useConsentToAll()}
        <div class="near">
          <SubmitButton />
          <Status />
          <p class="hint">
            {t("privacy.short", { retentionDays: retention.registrationsDays })}{" "}
            {newTab(t, privacyUrl, t("privacy.link"))}
          </p>
        </div>
      </form>
    </Ticket>
  );
}

function Suggestion() {
  const { model, t, actions } = useForm();
  const suggestion = model.suggestion.value;
  return suggestion ? (
    <p key={suggestion}>
      {t("error.email.didYouMean", { suggestion })}{" "}
      <button type="button" class="quiet" onClick={actions?.useSuggestion}>
        {t("button.useSuggestion", { suggestion })}
      </button>
    </p>
  ) : null;
}

/** Says what it will do, or, while sending, that it is sending. */
function SubmitButton() {
  const { model, t, actions } = useForm();
  const sending = model.phase.value.state === "sending";
  const label = model.joinsWaitingList.value
    ? "button.submitWaitlist"
    : model.colleagues.value
      ? "button.submitGroup"
      : "button.submit";
  return (
    // Handles clicks, not only submissions: a frame without `allow-forms` submits nothing.
    <button type="submit" class="button" id="submit" aria-disabled={sending || undefined} onClick={actions?.submit}>
      {changing(t(sending ? "button.sending" : label))}
    </button>
  );
}

/** The only live region; it is polite. */
function Status() {
  const { model, t } = useForm();
  const phase = model.phase.value;
  const sending = phase.state === "sending";
  return (
    // The button already shows that it is sending: only a long wait is shown here too.
    <p role="status" class={sending && phase.slow ? "hint" : "hidden"}>
      {changing(sending ? t(phase.slow ? "busy.slow" : "button.sending") : model.announcement.value)}
    </p>
  );
}
