import type { Participation } from "../../../worker/registration/capacity.ts";
import type { Translate } from "../../translate.ts";
import { useForm } from "../form-context.ts";
import { fieldError } from "./text-field.tsx";

/** In person or digital, as far as there is a choice. What is full can't be chosen; the notice above says why. */
export function ParticipationField() {
  const context = useForm();
  const { model, t } = context;
  const { venue, availability, fewLeft } = model.event.value;
  const choices = model.choices.value;
  const inPersonHints = () => [
    venue && `${venue.name}, ${venue.city}`,
    availability["in-person"] === "waitlist" && t("form.participation.inPersonFull"),
    fewLeft && t("event.fewLeft"),
  ];
  return (
    <fieldset class="field">
      <legend>{t("form.participation.legend")}</legend>
      {fieldError(context, "participation")}
      {choices.map((participation, index) => (
        <label class="choice" key={participation}>
          <input
            // Where there is one only, nobody need press it.
            type={choices[1] ? "radio" : "hidden"}
            class="tick"
            name="participation"
            value={participation}
            // The first one carries the field's name, so that the error summary leads to it.
            id={index ? participation : "participation"}
            checked={model.participation.value === participation}
            required
            aria-labelledby={`${participation}-label`}
            aria-describedby={`${participation}-hint participation-error`}
          />
          <span>
            <span id={`${participation}-label`}>{participationLabel(t, participation)}</span>
            <span id={`${participation}-hint`} class="hint">
              {(participation === "digital" ? [t("form.participation.digitalHint")] : inPersonHints()).map(
                (hint) => hint && <span key={hint}>{hint}</span>,
              )}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function participationLabel(t: Translate, participation: Participation): string {
  return t(`form.participation.${participation === "digital" ? participation : "inPerson"}`);
}
