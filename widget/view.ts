import type { ComponentChildren } from "preact";
import type { FieldError, TextField } from "../worker/registration/contract.ts";
import type { Translate } from "./messages.ts";
import type { Controls, FormState } from "./state.ts";

/** What every part of the form is drawn from. */
export interface View {
  state: FormState;
  say: Translate;
  /** Missing where no script runs: then every field there may be is shown. */
  controls?: Controls | undefined;
  /** The page that is the event's own (hosted.tsx): where the form goes, and what goes along. */
  hosted?: { action: string; hidden: ComponentChildren } | undefined;
}

/** The words for an error, the same at the field and in the summary. */
export function errorText({ state, say }: View, { field, code }: FieldError): ComponentChildren {
  const path = field.split(".");
  return say.error(code, {
    max: state.event.limits[path.at(-1) as TextField],
    number: Number(path[1]) + 1,
  });
}

export function errorAt(view: View, field: string): ComponentChildren {
  const error = view.state.errors.find((candidate) => candidate.field === field);
  return error && errorText(view, error);
}
