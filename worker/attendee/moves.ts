/** How attendees move between the room and the stream, on the manage page. */
import { onlyAsked } from "../registration/answers.ts";
import { offers, presentAvailability } from "../registration/capacity.ts";
import type { Service } from "../service.ts";
import type { Registration } from "../storage/registrations.ts";
import { type ChangeOutcome, changeAnswers, type ManageSession, refusalOf } from "./manage.ts";

/** `meanwhile`: follow digitally while waiting for a seat; `wait-only`: stop that. */
export const moves = ["digital", "in-person", "meanwhile", "wait-only"] as const;
export type Move = (typeof moves)[number];

/** The moves that the attendee can make now, the likely ones first. `now` in milliseconds since 1970. */
export function movesOf(session: ManageSession, now: number): Move[] {
  const { registration, event } = session;
  const { status, participation, digitalMeanwhile } = registration;
  const { digital, "in-person": inPerson = "full" } = presentAvailability(
    event.definition,
    event.capacity,
  ).availability;
  // An attendee who follows digitally meanwhile already has a digital place.
  const mayFollow = refusalOf("to-digital", session, now) === null && (digital === "open" || digitalMeanwhile);
  if (status === "waitlisted" && mayFollow) return [digitalMeanwhile ? "wait-only" : "meanwhile", "digital"];
  if (status === "confirmed" && participation === "in-person") return mayFollow ? ["digital"] : [];
  const mayComeIn = refusalOf("to-in-person", session, now) === null && inPerson !== "full";
  const asksForSeat = status === "confirmed" && offers(event.definition, "in-person") && mayComeIn;
  return asksForSeat ? ["in-person"] : [];
}

function changeOf(move: Move): Partial<Pick<Registration, "participation" | "digitalMeanwhile">> {
  switch (move) {
    case "digital":
    case "in-person":
      return { participation: move };
    case "meanwhile":
      return { digitalMeanwhile: true };
    case "wait-only":
      return { digitalMeanwhile: false };
  }
}

/** Moves the attendee by the rules of any change; the answers stay. A second press changes nothing. */
export async function move(service: Service, session: ManageSession, to: Move): Promise<ChangeOutcome> {
  const { registration } = session;
  const { name, organisation, role, question, participation, digitalMeanwhile } = registration;
  const present = { participation, digitalMeanwhile };
  const wished = { ...present, ...changeOf(to) };
  if (JSON.stringify(wished) === JSON.stringify(present)) return { outcome: "done" };
  // Only answers that apply to the new participation; the e-mail asks for missing ones.
  const answers = onlyAsked(session.event.definition.questions, registration.answers, wished);
  const body = { name, organisation, role, question, answers, ...wished };
  const request = { body, seen: registration.changedAt, excused: true };
  return changeAnswers(service, session, request, ({ needs: _, ...answers }) => answers);
}
