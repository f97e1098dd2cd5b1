import type { Translate } from "../../i18n/translate.ts";
import type { Content } from "../content.ts";
import type { MailOccasion } from "../mail.ts";
import { cancelled } from "./cancelled.ts";
import { digital } from "./digital.ts";
import { inPerson } from "./in-person.ts";
import { waitlisted } from "./waitlisted.ts";

/**
 * Where the person stands at this moment, whatever the message was about when it was queued: between the two they may
 * have cancelled, come back or been given a place.
 */
export function standing(occasion: MailOccasion, say: Translate): Content {
  const { status, participation } = occasion.recipient;
  switch (status) {
    case "confirmed":
      return participation === "digital" ? digital(occasion, say) : inPerson(occasion, say);
    case "waitlisted":
      return waitlisted(occasion, say);
    case "cancelled":
      return cancelled(occasion, say);
  }
}
