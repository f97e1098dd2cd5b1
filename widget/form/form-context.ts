import { type ComponentChildren, createContext } from "preact";
import { useContext } from "preact/hooks";
import type { FieldError } from "../../worker/registration/contract.ts";
import type { TextKey } from "../texts.ts";
import type { Translate } from "../translate.ts";
import type { FormActions } from "./form-actions.ts";
import type { FormModel } from "./form-model.ts";

/** What every part of the form reads. */
export interface FormContext {
  model: FormModel;
  t: Translate;
  /** Missing if no script runs: then the browser's own form is used, and every possible field is shown. */
  actions?: FormActions;
  /** On the event's own page: where the form is posted to, and its hidden fields. */
  hosted?: { action: string; hidden: ComponentChildren; lead?: ComponentChildren };
  /** The page around the form already says when, where and until when. */
  hidesFacts?: boolean;
  /** The event's hours on the attendee's own clock, if they differ. */
  localTime?: string | null;
}

export const FormContext = createContext<FormContext | null>(null);

/** Every root that we render provides it. */
export const useForm = () => useContext(FormContext) as FormContext;

/** The sentence for an error, the same at the field and in the summary: the service's, or our own for a missing value. */
export function errorText({ t }: FormContext, { field, code, detail, label }: FieldError): string {
  return detail ?? t(`error.${code}` as TextKey, { number: Number(field.split(".")[1]) + 1, label: label as string });
}

/** What is wrong with a field; "" if nothing is. */
export function errorAt(context: FormContext, field: string): string {
  const error = context.model.errors.value.find((candidate) => candidate.field === field);
  return error ? errorText(context, error) : "";
}
