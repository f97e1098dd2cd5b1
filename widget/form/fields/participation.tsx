import type { Participation } from "../../../worker/registration/capacity.ts";
import type { Translate } from "../../translate.ts";
import { errorAt, useForm } from "../form-context.ts";
import { fieldError } from "./text-field.tsx";

/** In person or digital, if the event offers both. A full one can't be chosen; the notice above says why. */
export function ParticipationField() {
  const context = useForm();
  const { model, t } = context;
  const { venue, availability, fewLeft } = model.event.value;
  const ways = (["in-person", "digital"] as const).filter((way) => availability[way]);
  if (!ways[1]) return <input type="hidden" name="participation" value={ways[0]} />;
  return (
    <fieldset
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: ARIA in HTML allows it, and aria-required needs it
      role="radiogroup"
      aria-required="true"
      aria-invalid={errorAt(context, "participation") ? true : undefined}
      aria-describedby="participation-error"
    >
      <legend>{t("form.participation.legend")}</legend>
      {fieldError(context, "participation")}
      <div class="choices">
        {ways.map((way, index) => (
          <label class="choice" key={way}>
            <input
              type="radio"
              name="participation"
              value={way}
              // The id of the first one is the field's name, so that the error summary leads to it.
              id={index ? way : "participation"}
              checked={model.participation.value === way}
              disabled={availability[way] === "full"}
              aria-labelledby={`${way}-label`}
              aria-describedby={`${way}-hint`}
            />
            <span id={`${way}-label`}>{participationLabel(t, way)}</span>
            <span id={`${way}-hint`} class="hint">
              {index ? t("form.participation.digitalHint") : venue?.name}
              <br />
              {availability[way] === "full"
                ? t("form.participation.full")
                : index
                  ? null
                  : availability[way] === "waitlist"
                    ? t("form.participation.inPersonFull")
                    : fewLeft && <b>{t("event.fewLeft")}</b>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function participationLabel(t: Translate, participation: Participation): string {
  return t(`form.participation.${participation === "digital" ? participation : "inPerson"}`);
}
