import { isTextKey, type Translate } from "../i18n/translate.ts";
import type { FieldError, TextField } from "../registration/contract.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { limits } from "../registration/request.ts";

/** The same errors, each with a sentence for the attendee where its code has one. */
export function describeErrors(errors: readonly FieldError[], t: Translate, event: EventDefinition): FieldError[] {
  return errors.map(({ field, code }) => {
    const key = `error.${code}`;
    if (!isTextKey(key)) return { field, code };
    const path = field.split(".");
    const max = limits[path.at(-1) as TextField] ?? event.colleaguesMax;
    return { field, code, detail: t(key, { max, number: Number(path[1]) + 1 }) };
  });
}
