/**
 * The request of the form and its missing fields, with the organiser's own questions. The script for events without such
 * questions has plain-request.ts instead (vite.config.ts).
 */
import type { Signal } from "@preact/signals";
import type { Participation } from "../../worker/registration/capacity.ts";
import type { FieldError, RegistrationBody } from "../../worker/registration/contract.ts";
import type { FormEvent } from "../embed-config.ts";
import type { FormModel, Values } from "./form-model.ts";
import { answersIn, hasSensitive, missingAnswers, type Within } from "./own-answers.ts";
import {
  asItIs,
  hasColleague,
  hasNeeds as hasPlainNeeds,
  missingFields as missingPlainFields,
  requestBody as plainBody,
  upTo,
} from "./plain-request.ts";

export { hasColleague, upTo };

export function requestBody(model: FormModel): RegistrationBody {
  const { colleagues = [], ...body } = plainBody(model);
  const answers = (within: Within) =>
    asItIs(answersIn(model.event.value, model.values.value, model.participation.value, within));
  return asItIs({
    ...body,
    answers: answers(""),
    colleagues: asItIs(colleagues.map((person, row) => asItIs({ ...person, answers: answers(`colleagues.${row}.`) }))),
  });
}

export function hasNeeds(values: Values, { event, participation }: FormModel): boolean {
  return hasPlainNeeds(values) || hasSensitive(event.value, values, participation.value);
}

export function missingFields(
  values: Values,
  participation: Participation | "",
  colleagues: number,
  { value: event }: Signal<FormEvent>,
): FieldError[] {
  const rows = upTo(colleagues).filter((row) => hasColleague(values, row));
  const missing = missingPlainFields(values, participation, colleagues);
  const own = (["", ...rows.map((row) => `colleagues.${row}.` as const)] as const).flatMap((within) =>
    missingAnswers(event, values, participation, within),
  );
  const lacksConsent = hasSensitive(event, values, participation) && values["needs.consent"] !== "true";
  const consent = lacksConsent && !missing.some(({ field }) => field === "needs.consent");
  return [...missing, ...own, ...(consent ? [{ field: "needs.consent", code: "needs.consentRequired" }] : [])];
}

/** The values after one of `count` colleagues is removed: those after it move up. */
export function withoutColleague(values: Values, removed: number, count: number): Values {
  const moved: Record<string, string> = { ...values };
  for (const name of Object.keys(values)) {
    const [part, row = "", ...field] = name.split(".");
    if (part !== "colleagues" || +row < removed) continue;
    moved[name] = (+row < count && values[["colleagues", +row + 1, ...field].join(".")]) || "";
  }
  return moved;
}
