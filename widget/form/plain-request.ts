/** The request of the form and its missing fields, without the organiser's own questions, which request-body.ts adds. */
import type { Participation } from "../../worker/registration/capacity.ts";
import type { FieldError, RegistrationBody } from "../../worker/registration/contract.ts";
import type { FormModel, Values } from "./form-model.ts";

/** Some old libraries give every array or object of the page a `toJSON`, which would rewrite the request: this one has none. */
export const asItIs = <T extends object>(value: T): T => Object.assign(value, { toJSON: undefined });

export const upTo = (count: number) => [...Array(count).keys()];

export function requestBody(model: FormModel): RegistrationBody {
  const { partner, language } = model.event.value;
  const typed = (name: string) => model.values.value[name] ?? "";
  return asItIs({
    partner,
    language,
    name: typed("name"),
    email: typed("email"),
    participation: model.participation.value,
    waitlist: model.joinsWaitingList.value,
    organisation: typed("organisation"),
    role: typed("role"),
    question: typed("question"),
    needs: asItIs({
      diet: typed("needs.diet"),
      access: typed("needs.access"),
      consent: typed("needs.consent") === "true",
    }),
    // Empty rows are sent too, so that the service's errors have the right row numbers. The service ignores them.
    colleagues: asItIs(
      upTo(model.colleagues.value).map((row) =>
        asItIs({ name: typed(`colleagues.${row}.name`), email: typed(`colleagues.${row}.email`) }),
      ),
    ),
  });
}

const isWritten = (values: Values, ...names: string[]) => names.some((name) => values[name]?.trim());

/** Whether the attendee has written needs, which require a consent of their own. */
export function hasNeeds(values: Values): boolean {
  return isWritten(values, "needs.diet", "needs.access");
}

/** Whether the row has a name or an address: empty rows are ignored. */
export function hasColleague(values: Values, row: number): boolean {
  return isWritten(values, `colleagues.${row}.name`, `colleagues.${row}.email`);
}

/**
 * The fields that are missing, which the browser can tell by itself. All other rules are the service's, so that they are the
 * same for everybody; the codes are the service's too, so that the texts are the same.
 */
export function missingFields(values: Values, participation: Participation | "", colleagues: number): FieldError[] {
  const errors: FieldError[] = [];
  const check = (field: string, code: string) => {
    if (!values[field]?.trim()) errors.push({ field, code });
  };
  check("name", "name.required");
  check("email", "email.required");
  if (!participation) errors.push({ field: "participation", code: "participation.required" });
  if (hasNeeds(values)) check("needs.consent", "needs.consentRequired");
  for (const row of upTo(colleagues).filter((row) => hasColleague(values, row))) {
    check(`colleagues.${row}.name`, "colleague.name");
    check(`colleagues.${row}.email`, "colleague.email");
  }
  return errors;
}

/** The values after one of `count` colleagues is removed: those after it move up. */
export function withoutColleague(values: Values, removed: number, count: number): Values {
  const moved: Record<string, string> = { ...values };
  for (let row = removed; row < count; row++)
    for (const part of ["name", "email"])
      moved[`colleagues.${row}.${part}`] = values[`colleagues.${row + 1}.${part}`] ?? "";
  return moved;
}
