import { choices, chosen, wantsToWait } from "../answers.ts";
import type { View } from "../view.ts";
import { FieldError } from "./text-field.tsx";

/** In person or digital, as far as there is a choice. What is full can't be chosen; the notice above says why. */
export function Participation({ view }: { view: View }) {
  const { say, state } = view;
  const { event, values } = state;
  const { venue, availability, placesLeft } = event;
  const ways = choices(event);
  return (
    <fieldset class="field">
      <legend>{say("form.participation.legend")}</legend>
      <FieldError view={view} field="participation" />
      {ways.map((way, index) => (
        <label class="choice" key={way}>
          <input
            // Where there is one way only, nobody need press it.
            type={ways[1] ? "radio" : "hidden"}
            class="tick"
            name="participation"
            value={way}
            // The first one carries the field's name, so that the error summary leads to it.
            id={index ? way : "participation"}
            checked={chosen(event, values) === way}
            required
            aria-labelledby={`${way}-label`}
            aria-describedby={`${way}-hint participation-error`}
          />
          <span>
            <span id={`${way}-label`}>
              {say(way === "digital" ? "form.participation.digital" : "form.participation.inPerson")}
            </span>
            <span id={`${way}-hint`} class="hint">
              {way === "digital"
                ? say("form.participation.digitalHint")
                : [
                    `${venue.name}, ${venue.city}`,
                    availability[way] === "waitlist" && [<br />, say("form.participation.inPersonFull")],
                    placesLeft && [
                      <br />,
                      say(placesLeft === 1 ? "event.placesLeft_one" : "event.placesLeft_other", { count: placesLeft }),
                    ],
                  ]}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Says what the button will do. */
export function submitLabel({ say, state: { event, values, colleagues } }: View) {
  if (wantsToWait(event, values)) return say("button.submitWaitlist");
  return say(colleagues ? "button.submitGroup" : "button.submit");
}
