import type { Participation } from "../worker/registration/capacity.ts";
import type { FieldError, RegistrationBody } from "../worker/registration/contract.ts";
import type { FormEvent } from "./config.ts";
import type { FormState, Values } from "./state.ts";

/** The ways of taking part that one can still choose, waiting list included. */
export function choices({ availability }: FormEvent): Participation[] {
  return (["in-person", "digital"] as const).filter((way) => (availability[way] ?? "full") !== "full");
}

/** What is chosen; where there is only one way, that. */
export function chosen(event: FormEvent, values: Values): Participation | "" {
  const [only, another] = choices(event);
  return only && !another ? only : ((values.participation ?? "") as Participation | "");
}

export function wantsToWait(event: FormEvent, values: Values): boolean {
  return chosen(event, values) === "in-person" && event.availability["in-person"] === "waitlist";
}

export const upTo = (count: number) => [...Array(count).keys()];

export function requestBody({ event, values, colleagues }: FormState): RegistrationBody {
  const typed = (name: string) => values[name] ?? "";
  return {
    partner: event.partner,
    language: event.language,
    name: typed("name"),
    email: typed("email"),
    participation: chosen(event, values),
    waitlist: wantsToWait(event, values),
    organisation: typed("organisation"),
    role: typed("role"),
    question: typed("question"),
    needs: {
      diet: typed("needs.diet"),
      access: typed("needs.access"),
      consent: typed("needs.consent") === "true",
    },
    colleagues: upTo(colleagues).map((index) => ({
      name: typed(`colleagues.${index}.name`),
      email: typed(`colleagues.${index}.email`),
    })),
  };
}

/** Whether something is written that needs a consent of its own. */
export function hasNeeds(values: Values): boolean {
  return Boolean(values["needs.diet"]?.trim() || values["needs.access"]?.trim());
}

/**
 * What the browser can tell without asking: something is missing. The rules themselves stay with the service, so that
 * they are the same for everyone; the codes are its codes, so the words are the same as well.
 */
export function missing({ event, values, colleagues }: FormState): FieldError[] {
  const errors: FieldError[] = [];
  const check = (field: string, whenEmpty: string, whenNoAt?: string) => {
    const value = values[field]?.trim();
    const code = value ? whenNoAt && !value.includes("@") && whenNoAt : whenEmpty;
    if (code) errors.push({ field, code });
  };
  check("name", "name.required");
  check("email", "email.required", "email.noAt");
  if (!chosen(event, values)) errors.push({ field: "participation", code: "participation.required" });
  if (hasNeeds(values)) check("needs.consent", "needs.consentRequired");
  for (const index of upTo(colleagues)) {
    check(`colleagues.${index}.name`, "colleague.name");
    check(`colleagues.${index}.email`, "colleague.email", "colleague.emailInvalid");
  }
  return errors;
}
