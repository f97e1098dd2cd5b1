/** What stands in place of the form. */
import type { Phase } from "../worker/registration/event-times.ts";
import { Contact } from "./event-facts.tsx";
import type { FormMessage } from "./messages.ts";
import type { View } from "./view.ts";

/** Says a text that may name the contact, the deadline and the like. */
function told({ say, state: { event, values } }: View, text: FormMessage) {
  return say(text, {
    practicalContact: <Contact of={event.contacts.practical} />,
    deadline: event.deadline,
    opensAt: event.opens,
    date: event.when,
    email: <b>{values.email}</b>,
  });
}

/** For each phase, what is said and the heading above it. */
export const screens: Record<Phase, [text: FormMessage, heading?: FormMessage]> = {
  "not-open": ["state.opensAt"],
  closed: ["state.closed", "state.closedHeading"],
  past: ["state.past", "state.pastHeading"],
  cancelled: ["state.cancelled", "state.cancelledHeading"],
  // Open, and yet no way to take part is left.
  open: ["state.fullAll"],
};

/** Why one can't register. */
export function Closed({ view }: { view: View }) {
  const [text, heading] = screens[view.state.event.phase];
  return (
    <div class="box" id="trouble" tabIndex={-1}>
      {heading && <h3>{view.say(heading)}</h3>}
      <p>{told(view, text)}</p>
    </div>
  );
}

/** The same for a new registration and a repeated one: the e-mail tells the difference (promise 5). */
export function Received({ view }: { view: View }) {
  const { say, state, controls } = view;
  if (!state.answer) return null;
  const { confirmed, waitlisted } = state.answer.places;
  const people = confirmed + waitlisted;
  const others = people - 1;
  return (
    <section aria-labelledby="received">
      <h2 id="received" class="done" tabIndex={-1}>
        {say("success.receivedHeading")}
      </h2>
      <p>{told(view, "success.received")}</p>
      {others > 0 && <p>{say(others === 1 ? "success.group_one" : "success.group_other", { count: others })}</p>}
      {waitlisted > 0 && (
        <p class="box warning">
          {confirmed ? say("success.groupPlaces", { confirmed, people }) : say("success.waitlisted")}
        </p>
      )}
      <p class="hint">{told(view, "success.spamTip")}</p>
      {controls && (
        <button type="button" class="secondary" onClick={controls.startOver}>
          {say("button.registerAnother")}
        </button>
      )}
    </section>
  );
}
