import type { Context } from "hono";
import { isLanguage, type Language, preferredLanguage } from "../i18n/language.ts";

/** The language of problems where the body does not say better: `?lang=`, else what the browser prefers. */
export function languageOf(c: Context): Language {
  const wished = c.req.query("lang");
  return isLanguage(wished) ? wished : preferredLanguage(c.req.header("accept-language"));
}
