import { type RegistrationAttempt, registerPeople } from "../actions/register.ts";
import type { RegisterOutcome } from "../registration/registering.ts";
import type { Service } from "../service.ts";

export type { RegisterOutcome };

/** A press of the form's button, from its script or from the page without one. */
export interface FormAttempt extends Omit<RegistrationAttempt, "by"> {
  /** The origin of the page that sends the form; null where the browser says nothing. */
  origin: string | null;
}

/** Registers with the form: while registration is open, from the pages that the event allows. */
export function register(service: Service, { origin, ...attempt }: FormAttempt): Promise<RegisterOutcome> {
  return registerPeople(service, { ...attempt, by: { role: "attendee", origin } });
}
