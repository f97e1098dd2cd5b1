import { type RegistrationAttempt, registerPeople } from "../actions/register.ts";
import type { AnswerWithReceipt, RegistrationBody } from "../registration/contract.ts";
import type { ExpectedMail } from "../registration/expected-mail.ts";
import type { RegisterOutcome } from "../registration/registering.ts";
import type { Service } from "../service.ts";
import { expectedMailNow } from "./mail-wait.ts";
import { receiptOf } from "./receipt-words.ts";

/** One submission of the form, with or without its script. */
export interface FormAttempt extends Omit<RegistrationAttempt, "by"> {
  /** The origin of the page that sends the form; null if the browser does not tell it. */
  origin: string | null;
}

type NobodyRegistered = Exclude<RegisterOutcome, { outcome: "registered" }>;
/** `mail`: when the e-mail comes, if later than expected. */
export type FormOutcome =
  | { outcome: "registered"; answer: AnswerWithReceipt; mail: ExpectedMail | null }
  | NobodyRegistered;

/**
 * Registers the attendee and colleagues, if registration is open and the event allows the page that sends the form. The
 * answer includes the words of the receipt, so that the form need not contain those for every case.
 */
export async function register(service: Service, { origin, ...attempt }: FormAttempt): Promise<FormOutcome> {
  const [outcome, mail] = await Promise.all([
    registerPeople(service, { ...attempt, by: { role: "attendee", origin } }),
    expectedMailNow(service),
  ]);
  if (outcome.outcome !== "registered") return outcome;
  // The schema has accepted it.
  const { partner, language } = attempt.body as RegistrationBody;
  const receipt = receiptOf(outcome.event, outcome.answer, { partner, language }, { ...service, mail });
  return { outcome: "registered", answer: { ...outcome.answer, receipt }, mail };
}
