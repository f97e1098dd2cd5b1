import type { OwnField } from "../../../worker/registration/contract.ts";
import { errorAt, useForm } from "../form-context.ts";
import { askedFields, ownFields, type Within } from "../own-answers.ts";
import { hasNeeds } from "../request-body.ts";
import { local } from "../ticket.tsx";
import { Consent } from "./needs.tsx";
import { useOwnConsent } from "./own-consent.ts";
import { Note } from "./own-note.tsx";
import { fieldError } from "./text-field.tsx";

/**
 * The organiser's own questions, in their order. Without a script all are shown, with a note on those that are only for some
 * people. A hook, not a component, so that the script without own questions contains no trace of it.
 */
export function useOwnQuestions(within: Within) {
  const { model, actions } = useForm();
  const event = model.event.value;
  const shown = actions
    ? askedFields(event, model.values.value, model.participation.value, within)
    : ownFields(event).filter(({ perColleague }) => !within || perColleague);
  return shown.map((question) => (
    <OwnQuestion key={question.key} question={question} name={`${within}answers.${question.key}`} />
  ));
}

/** The consent to sensitive answers anywhere in the form: below all of them, and not folded. */
export function useConsentToAll() {
  const { model, actions } = useForm();
  return useOwnConsent() && (!actions || hasNeeds(model.values.value, model)) ? <Consent /> : null;
}

function OwnQuestion({ question, name }: { question: OwnField; name: string }) {
  const context = useForm();
  const { model, t } = context;
  const { type, label, hint, required, options, min, max } = question;
  const values = model.values.value;
  const value = values[name] ?? "";
  const about = {
    "aria-describedby": `${name}-hint ${name}-error`,
    "aria-invalid": errorAt(context, name) ? true : undefined,
  };
  const words = (
    <>
      {local(label)} {!required && <small>{t("form.optional")}</small>}
    </>
  );
  const below = (
    <>
      <p id={`${name}-hint`} class="hint">
        {hint && local(hint)}
        <Note question={question} />
        {required && options?.every(({ places }) => places === "full") && <> {t("form.option.allFull")}</>}
      </p>
      {fieldError(context, name)}
    </>
  );
  if (options)
    return (
      <fieldset {...about}>
        <legend>{words}</legend>
        {below}
        {options.map(({ key, label, places }, index) => {
          const box = `${name}.${key}`;
          const checked = type === "choice" ? value === key : values[box] === "true";
          return (
            <label class="tick" key={key}>
              <input
                type={type === "choice" ? "radio" : "checkbox"}
                name={type === "choice" ? name : box}
                value={type === "choice" ? key : "true"}
                // The id of the first one is the field's name, so that the error summary leads to it.
                id={index ? box : name}
                checked={checked}
                // An attendee who already has a place in it may keep it.
                disabled={places === "full" && !checked}
              />
              <span>
                {local(label)} {places && <small>{t(`form.option.${places}`)}</small>}
              </span>
            </label>
          );
        })}
      </fieldset>
    );
  if (type === "consent")
    return (
      <div class="field">
        {below}
        <label class="tick">
          <input
            type="checkbox"
            name={name}
            id={name}
            value="true"
            checked={value === "true"}
            required={required}
            {...about}
          />
          <span>{words}</span>
        </label>
      </div>
    );
  const input = { id: name, name, value, required, ...about };
  return (
    <div class="field">
      <label for={name}>{words}</label>
      {below}
      <div>
        {type === "long-text" ? (
          <textarea {...input} rows={3} />
        ) : (
          <input {...input} type={type as "text"} min={min} max={max} step={type === "number" ? "any" : undefined} />
        )}
      </div>
    </div>
  );
}
