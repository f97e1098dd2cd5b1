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
  /** Missing where no script runs: then the browser's own form does the work, and every field there may be is shown. */
  actions?: FormActions;
  /** On the event's own page: where the form goes, and what goes along. */
  hosted?: { action: string; hidden: ComponentChildren; lead?: ComponentChildren };
  /** The page around the form has said when, where and until when. */
  hidesFacts?: boolean;
  /** The attendee's clock shows these hours while the event lasts, where they differ from the event's. */
  localTime?: string | null;
}

export const FormContext = createContext<FormContext | null>(null);

/** Every root that we render provides it. */
export const useForm = () => useContext(FormContext) as FormContext;

/** The words for an error, the same at the field and in the summary: the service's own, or ours for what is missing. */
export function errorText({ t }: FormContext, { field, code, detail, label }: FieldError): string {
  return detail ?? t(`error.${code}` as TextKey, { number: Number(field.split(".")[1]) + 1, label: label as string });
}

/** What is wrong with a field; "" when nothing is. */
export function errorAt(context: FormContext, field: string): string {
  const error = context.model.errors.value.find((candidate) => candidate.field === field);
  return error ? errorText(context, error) : "";
}
