import type { Context } from "hono";
import { isLanguage, type Language, preferredLanguage } from "../i18n/language.ts";

/** The language of problems, unless the body names one: `?lang=`, or else the browser's preference. */
export function languageOf(c: Context): Language {
  const wished = c.req.query("lang");
  return isLanguage(wished) ? wished : preferredLanguage(c.req.header("accept-language"));
}
