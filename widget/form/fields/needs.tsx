import { errorAt, useForm } from "../form-context.ts";
import { hasNeeds } from "../request-body.ts";
import { Folded } from "./folded.tsx";
import { useOwnConsent } from "./own-consent.ts";
import { fieldError, TextField } from "./text-field.tsx";

/**
 * Diet and access are special-category data: folded, never required, and with a consent of their own. With a script, the
 * consent is asked for only if something is written.
 */
export function Needs() {
  const { model, t, actions } = useForm();
  const ownConsent = useOwnConsent();
  const { questions } = model.event.value;
  const asked = (["diet", "access"] as const).filter((need) => questions.includes(need));
  if (!asked[0]) return null;
  return (
    <Folded field="needs" hint={t("form.needs.intro")}>
      {asked.map((need) => (
        <TextField key={need} kind={need} within="needs" />
      ))}
      {!ownConsent && (!actions || hasNeeds(model.values.value, model)) && <Consent />}
    </Folded>
  );
}

const CONSENT = "needs.consent";

export function Consent() {
  const context = useForm();
  const { model, t, actions } = context;
  const { organiser, retention } = model.event.value;
  return (
    <div class="field">
      {fieldError(context, CONSENT)}
      <label class="tick">
        <input
          type="checkbox"
          name={CONSENT}
          id={CONSENT}
          value="true"
          checked={model.values.value[CONSENT] === "true"}
          required={!!actions}
          aria-describedby={`${CONSENT}-hint ${CONSENT}-error`}
          aria-invalid={errorAt(context, CONSENT) ? true : undefined}
        />
        <span>{useOwnConsent() ?? t("form.needs.consent", { organiser: organiser.name })}</span>
      </label>
      <p id={`${CONSENT}-hint`} class="hint">
        {t("form.needs.consentHint", { needsDays: retention.needsDays })}
      </p>
    </div>
  );
}
