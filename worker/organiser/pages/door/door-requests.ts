/** Requests of the door's page besides the list and check-ins: giving a place, and adding a person. */
import * as z from "zod";
import { parseWith } from "../../../http/field-errors.ts";
import { ProblemError } from "../../../http/problem.ts";
import type { AtDoor } from "../../../security/door-access.ts";
import type { Service } from "../../../service.ts";
import { findAtDoor } from "../../../storage/check-ins.ts";
import { addByHand } from "../../add-by-hand.ts";
import { admit } from "../../admitting.ts";
import { personOf } from "../../door-list.ts";
import type { DoorPerson } from "../../door-person.ts";

export const parseAdmit = parseWith(z.strictObject({ registration: z.string() }));
export const parseWalkIn = parseWith(z.strictObject({ name: z.string(), email: z.string(), key: z.uuid() }));

/** Why there is no place; the page has its own words for it. `over`: the event is cancelled or past. */
type NoPlace = "full" | "over" | "invalid" | "taken";
/** `person`: as they are now; null if nobody was stored. */
export type DoorAnswer = { outcome: "done"; person: DoorPerson } | { outcome: NoPlace; person: DoorPerson | null };

/** Gives a place to an attendee who stands at the door. @throws ProblemError not-found */
export async function admitAtDoor(service: Service, at: AtDoor, registration: string): Promise<DoorAnswer> {
  const outcome = await admit(service, { ...at, id: registration });
  const person = await personNow(service, at, registration);
  // `wrong-state`: another door was first.
  if (outcome.outcome === "done" || outcome.reason === "wrong-state") return { outcome: "done", person };
  if (outcome.reason === "not-found") throw new ProblemError("not-found");
  return { outcome: outcome.reason === "full" ? "full" : "over", person };
}

/**
 * Adds a person who is not registered. They get a place before people on the waiting list, but never over capacity: then
 * they wait too. The door asks only for name and address, so the event's own questions stay unanswered, even required ones.
 */
export async function addWalkIn(
  service: Service,
  at: AtDoor,
  { name, email, key }: { name: string; email: string; key: string },
): Promise<DoorAnswer> {
  const { definition } = at.event;
  const [partner = ""] = Object.keys(definition.partners);
  const json = { partner, language: at.language, name, email, participation: "in-person", waitlist: true };
  const added = await addByHand(service, at.event, at.caller, { key, text: JSON.stringify(json), json, excused: true });
  switch (added.outcome) {
    case "registered": {
      const [row] = added.answer.registrations;
      if (!row) throw new ProblemError("not-found");
      if (row.status === "waitlisted") return admitAtDoor(service, at, row.id);
      return { outcome: "done", person: await personNow(service, at, row.id) };
    }
    case "invalid":
      return { outcome: "invalid", person: null };
    default:
      return { outcome: refusalOf(added), person: null };
  }
}

function refusalOf(refused: { outcome: string; reason?: string }): NoPlace {
  if (refused.reason === "address-taken") return "taken";
  return refused.reason === "full" ? "full" : "over";
}

async function personNow(service: Service, { event, language }: AtDoor, id: string): Promise<DoorPerson> {
  const [found] = await findAtDoor(service.db, [id]);
  if (!found || found.event !== event.definition.slug) throw new ProblemError("not-found");
  return personOf(service, event, found, language);
}
