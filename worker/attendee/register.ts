import { type RegistrationAttempt, registerPeople } from "../actions/register.ts";
import type { RegisterOutcome } from "../registration/registering.ts";
import type { Service } from "../service.ts";

export type { RegisterOutcome };

/** One submission of the form, by its script or by a browser without scripts. */
export interface FormAttempt extends Omit<RegistrationAttempt, "by"> {
  /** The origin of the page that sends the form; null where the browser says nothing. */
  origin: string | null;
}

/** Registers the attendee and colleagues, if registration is open and the event allows the page that sends the form. */
export function register(service: Service, { origin, ...attempt }: FormAttempt): Promise<RegisterOutcome> {
  return registerPeople(service, { ...attempt, by: { role: "attendee", origin } });
}
