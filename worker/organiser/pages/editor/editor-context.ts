import type { Language } from "../../../i18n/language.ts";
import type { Translate } from "../../../i18n/translate.ts";

/** What every control of the editor needs to know of its form. */
export interface EditorContext {
  t: Translate;
  /** Where the form is sent to. */
  action: string;
  /** What is wrong, by the id of the input. */
  errors: ReadonlyMap<string, string>;
  /** What has been stored meanwhile, or was before: a short note by the path of the control. */
  notes: ReadonlyMap<string, string>;
  /** The languages that the partners' forms have: a text that lacks one of them is marked. */
  needed: readonly Language[];
}
