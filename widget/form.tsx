/**
 * The form, drawn from its state: in the browser after every change, on the server once for the hosted page. Nothing here
 * touches a document or a window.
 */
import { choices } from "./answers.ts";
import { EventFacts } from "./event-facts.tsx";
import { Colleagues } from "./fields/colleagues.tsx";
import { Needs } from "./fields/needs.tsx";
import { Participation, submitLabel } from "./fields/participation.tsx";
import { TextField } from "./fields/text-field.tsx";
import { Closed, Received } from "./screens.tsx";
import { ErrorSummary, FullNotice, Trouble } from "./trouble.tsx";
import type { View } from "./view.ts";

export function RegistrationForm(view: View) {
  const { event, answer, busy, status } = view.state;
  return (
    <div class="pamelding">
      {answer
        ? // The status region below stays the same one.
          [<Received view={view} />, null]
        : [
            <EventFacts view={view} />,
            event.phase === "open" && choices(event)[0] ? <Form view={view} /> : <Closed view={view} />,
          ]}
      <p role="status" class={busy ? "" : "hidden"}>
        {status}
      </p>
    </div>
  );
}

function Form({ view }: { view: View }) {
  const { say, state, controls, hosted } = view;
  const { event, busy, suggestion, restored } = state;
  return (
    <form
      method="post"
      action={hosted?.action}
      aria-labelledby="heading"
      noValidate
      onInput={controls?.typed}
      onChange={controls?.changed}
      onSubmit={controls?.submitted}
    >
      {hosted?.hidden}
      <ErrorSummary view={view} />
      <Trouble view={view} />
      {!state.notice && <FullNotice view={view} />}
      {restored && (
        <p class="box">
          {say("state.draftRestored")}{" "}
          <button type="button" class="quiet" onClick={controls?.startOver}>
            {say("button.clear")}
          </button>
        </p>
      )}
      <p class="hint">{say("form.requiredNote")}</p>
      <TextField view={view} kind="name" />
      <TextField view={view} kind="email">
        {suggestion && (
          <p>
            {say("error.email.didYouMean", { suggestion })}{" "}
            <button type="button" class="quiet" onClick={controls?.useSuggestion}>
              {say("button.useSuggestion", { suggestion })}
            </button>
          </p>
        )}
      </TextField>
      {event.questions.includes("organisation") && <TextField view={view} kind="organisation" />}
      {event.questions.includes("role") && <TextField view={view} kind="role" />}
      <Participation view={view} />
      {event.questions.includes("question") && <TextField view={view} kind="question" />}
      <Needs view={view} />
      <Colleagues view={view} />
      <p class="hint">
        {say("privacy.short", { retentionDays: event.retention.registrationsDays })}{" "}
        <a href={event.privacyUrl} target="_blank" rel="noopener">
          {say("privacy.link")} ({say("a11y.newTab")})
        </a>
      </p>
      <button type="submit" class="button" aria-disabled={busy || undefined}>
        {submitLabel(view)}
      </button>
    </form>
  );
}
