/**
 * The form for sites that demand `integrity`: a script that never changes under its address. It contains the texts of one
 * language, and fetches the event, which may change.
 */
import { allTexts } from "../../widget/texts.ts";
import { ProblemError } from "../http/problem.ts";
import { type Language, languages } from "../i18n/language.ts";
import { sha256 } from "../security/crypto.ts";
import { firstDatabase, type Service } from "../service.ts";
import { findPinnedScript, type PinnedScript } from "../storage/pinned-scripts.ts";
import { pinnedFormScript, scriptHeaders, textsIn } from "./embed.ts";

/** The longest time that HTTP allows: a year (RFC 9111, RFC 8246). */
const FOR_EVER = "public, max-age=31536000, immutable";

/** Caches values, never promises of them: in the Workers runtime a promise of another request may never settle. */
const current = new Map<Language, PinnedScript>();

/** The script of this deployment in each language. */
export const pinnedScripts = (publicUrl: string): Promise<PinnedScript[]> =>
  Promise.all(languages.map((language) => pinnedScriptFor(language, publicUrl)));

export async function pinnedScriptFor(language: Language, publicUrl: string): Promise<PinnedScript> {
  const known = current.get(language);
  if (known) return known;
  const config = { service: new URL(publicUrl).origin, language, texts: textsIn(language, allTexts) };
  const script = pinnedFormScript(config);
  const made = { version: (await sha256(script)).slice(0, 16), script };
  current.set(language, made);
  return made;
}

/** The value of its `integrity` attribute (Subresource Integrity section 3.1). */
export async function integrityOf({ script }: PinnedScript): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-384", new TextEncoder().encode(script));
  return `sha384-${new Uint8Array(digest).toBase64()}`;
}

/** `GET /embed/{event}/{partner}/{version}.js`: the script of this deployment, or of an earlier one, unchanged. */
export async function pinnedScript(service: Service, version: string): Promise<Response> {
  const made = await pinnedScripts(service.settings.PUBLIC_URL);
  const script =
    made.find((it) => it.version === version)?.script ?? (await findPinnedScript(firstDatabase(service), version));
  if (!script) throw new ProblemError("not-found");
  return new Response(script, { headers: { ...scriptHeaders, "cache-control": FOR_EVER } });
}
