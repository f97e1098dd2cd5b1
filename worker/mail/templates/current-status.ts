import type { Translate } from "../../i18n/translate.ts";
import type { Content } from "../content.ts";
import type { RenderInput } from "../render-input.ts";
import { cancelled } from "./cancelled.ts";
import { digital } from "./digital.ts";
import { inPerson } from "./in-person.ts";
import { unverified } from "./unverified.ts";
import { waitlisted } from "./waitlisted.ts";

/**
 * The person's present status, whatever the message was about when it was queued: since then the person may have cancelled,
 * come back or got a seat.
 */
export function currentStatus(input: RenderInput, t: Translate): Content {
  const { status, participation, heldUntil } = input.recipient;
  if (heldUntil !== null) return unverified(input, t);
  switch (status) {
    case "confirmed":
      return participation === "digital" ? digital(input, t) : inPerson(input, t);
    case "waitlisted":
      return waitlisted(input, t);
    case "cancelled":
      return cancelled(input, t);
  }
}
