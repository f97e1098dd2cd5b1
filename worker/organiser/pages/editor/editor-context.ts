import type { Language } from "../../../i18n/language.ts";
import type { Translate } from "../../../i18n/translate.ts";

/** What every control of the editor needs to know about its form. */
export interface EditorContext {
  t: Translate;
  /** Where the form is sent to. */
  action: string;
  /** The errors, by the id of the input. */
  errors: ReadonlyMap<string, string>;
  /** Short notes about the stored or previous value, by the path of the control. */
  notes: ReadonlyMap<string, string>;
  /** The languages that the partners' forms have: texts that are missing in one of them are marked. */
  needed: readonly Language[];
}
