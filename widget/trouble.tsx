/** What stands above the form when something is in the way. */
import { choices } from "./answers.ts";
import { errorText, type View } from "./view.ts";

/** In person is full: said before anyone types. */
export function FullNotice({ view: { say, state } }: { view: View }) {
  const { "in-person": inPerson, digital } = state.event.availability;
  if (!inPerson || inPerson === "open") return null;
  return (
    <div class="box warning">
      <h3>{say("state.fullHeading")}</h3>
      <p>
        {inPerson === "waitlist" && say("state.fullWaitlist")} {digital === "open" && say("state.fullDigitalOpen")}
      </p>
    </div>
  );
}

/** What no field can mend: the service is busy, away, or the last place has just gone. */
export function Trouble({ view }: { view: View }) {
  const { say, state, controls } = view;
  const { notice, event } = state;
  if (!notice) return null;
  return (
    <div class="box warning" id="trouble" tabIndex={-1}>
      <p>{notice.text}</p>
      {notice.offers === "retry" && (
        <button type="submit" class="secondary">
          {say("button.retry")}
        </button>
      )}
      {notice.offers === "choice" &&
        controls &&
        choices(event).map((way) => (
          <button type="button" class="secondary" key={way} onClick={() => controls.choose(way)}>
            {say(way === "digital" ? "form.participation.digital" : "button.submitWaitlist")}
          </button>
        ))}
    </div>
  );
}

export function ErrorSummary({ view }: { view: View }) {
  const { say, state, controls } = view;
  const count = state.summary.length;
  if (!count) return null;
  return (
    <div class="box danger" id="trouble" tabIndex={-1}>
      <h3>{say(count === 1 ? "error.summaryHeading_one" : "error.summaryHeading_other", { count })}</h3>
      <ul>
        {state.summary.map((error) => (
          <li key={error.field}>
            <a href={`#${error.field}`} onClick={controls?.followed}>
              {errorText(view, error)}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
