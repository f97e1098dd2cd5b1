/** What the hosted page adds to the form, so that a browser without scripts can send it. No part of the embed script. */
import type { PublicEvent } from "../worker/registration/contract.ts";
import type { View } from "./view.ts";

export function hostedForm(
  event: PublicEvent,
  action: string,
  given: Record<string, string>,
  trap: { name: string; label: string },
): NonNullable<View["hosted"]> {
  const hidden: Record<string, string> = { partner: event.partner, language: event.language, ...given };
  // The page has said that the room is full, so whoever chooses it accepts to wait.
  if (event.availability["in-person"] === "waitlist") hidden.waitlist = "true";
  return {
    action,
    hidden: (
      <>
        {Object.entries(hidden).map(([name, value]) => (
          <input type="hidden" key={name} name={name} value={value} />
        ))}
        <label class="trap" aria-hidden="true">
          {trap.label} <input name={trap.name} tabIndex={-1} autocomplete="off" />
        </label>
      </>
    ),
  };
}
