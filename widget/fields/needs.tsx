import { hasNeeds } from "../answers.ts";
import { errorAt, type View } from "../view.ts";
import { Folded } from "./folded.tsx";
import { FieldError, TextField } from "./text-field.tsx";

const CONSENT = "needs.consent";

/**
 * Diet and access are special-category data: folded away, never required, and with a consent of their own that is asked
 * for when there is something to consent to (where a script can tell).
 */
export function Needs({ view }: { view: View }) {
  const { say, state, controls } = view;
  const { values, event } = state;
  const asked = (["diet", "access"] as const).filter((need) => event.questions.includes(need));
  if (!asked[0]) return null;
  return (
    <Folded view={view} field="needs" heading="form.needs.legend" hint="form.needs.intro">
      {asked.map((need) => (
        <TextField key={need} view={view} kind={need} within="needs" />
      ))}
      {(!controls || hasNeeds(values)) && (
        <div class="field">
          <FieldError view={view} field={CONSENT} />
          <label class="choice">
            <input
              type="checkbox"
              class="tick"
              name={CONSENT}
              id={CONSENT}
              value="true"
              checked={values[CONSENT] === "true"}
              required={!!controls}
              aria-describedby={`${CONSENT}-hint ${CONSENT}-error`}
              aria-invalid={errorAt(view, CONSENT) ? true : undefined}
            />
            {say("form.needs.consent", { organiser: event.organiser.name })}
          </label>
          <p id={`${CONSENT}-hint`} class="hint">
            {say("form.needs.consentHint", { needsDays: event.retention.needsDays })}
          </p>
        </div>
      )}
    </Folded>
  );
}
