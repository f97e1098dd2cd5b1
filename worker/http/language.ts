import type { Context } from "hono";
import { isLanguage, type Language, preferredLanguage } from "../i18n/language.ts";

/** The language of problems, unless the body names one: `?lang=`, or else the session's, or else the browser's preference. */
export function languageOf(c: Context): Language {
  const wished = c.req.query("lang");
  if (isLanguage(wished)) return wished;
  const { reader } = c.var as { reader?: Language };
  return reader ?? preferredLanguage(c.req.header("accept-language"));
}

/** From here on, problems are in this language. */
export function readsIn(c: Context, language: Language): void {
  c.set("reader", language);
}
