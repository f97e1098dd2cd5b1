import type { Context } from "hono";
import { isLanguage, type Language } from "../i18n/language.ts";

/** The language of problems where the body does not say better: `?lang=`, else Bokmål. */
export function languageOf(c: Context): Language {
  const wished = c.req.query("lang");
  return isLanguage(wished) ? wished : "nb";
}
