/** Giving a place at the door to an attendee who waits, follows the stream or has cancelled. */

import { presentAvailability } from "../registration/capacity.ts";
import { organiserRefusal, type Refused, type RefusedFull, type RefusedOver } from "../registration/updating.ts";
import type { Service } from "../service.ts";
import { admitRegistration } from "../storage/admitting.ts";
import { latestEvent } from "../storage/event-cache.ts";
import {
  audited,
  notFound,
  type RegistrationAction,
  type RegistrationUpdated,
  registrationOf,
  updated,
} from "./registration-action.ts";

/**
 * Passes over the waiting list, but never exceeds the capacity, and is refused after the event. There is no e-mail, since
 * the attendee is at the door.
 */
export async function admit(
  service: Service,
  action: RegistrationAction,
): Promise<RegistrationUpdated | Refused<"not-found" | "wrong-state"> | RefusedFull | RefusedOver> {
  const over = organiserRefusal("to-in-person", action.event.definition, service.now);
  if (over) return over;
  if (!(await registrationOf(service, action))) return notFound;
  const admitted = await admitRegistration(service.db, action.id, service.now);
  const outcome = await audited(service, action, "registration admitted", admitted);
  if (outcome.outcome === "done") return updated(service, action);
  if (outcome.reason !== "full") return { outcome: "refused", reason: outcome.reason };
  const event = (await latestEvent(service.db, action.event.definition.slug)) ?? action.event;
  return { outcome: "refused", reason: "full", present: presentAvailability(event.definition, event.capacity) };
}
