import { code, ownCode, pinnedCode } from "../../dist/form.js";
import { code as proofCode } from "../../dist/proof.js";
import { type EmbedConfig, formEvent, type PinnedConfig } from "../../widget/embed-config.ts";
import { type TextKey, type Texts, textsFor } from "../../widget/texts.ts";
import { isLanguage, type Language } from "../i18n/language.ts";
import messages from "../i18n/texts.json";
import { presentAvailability } from "../registration/capacity.ts";
import { optionState } from "../registration/choice-places.ts";
import type { PublicEvent } from "../registration/contract.ts";
import { phaseOf } from "../registration/event-times.ts";
import type { Service } from "../service.ts";
import type { StoredEvent } from "../storage/events.ts";
import { keptScript, tagged } from "./kept-scripts.ts";
import { publicEvent } from "./public-event.ts";
import type { Reader } from "./reader.ts";

/**
 * How old a browser's copy of an event's state may be. Places are never decided from it, but by the transaction that
 * registers.
 */
export const eventCaching = "public, max-age=5";

/**
 * `GET /embed/{event}/{partner}.js`: form code, event and the texts of one language in one classic script. Unknown events
 * and partners also get a script, which says so: browsers do not run a script with status 404.
 */
export async function embedScript(
  { settings, now }: Service,
  event: StoredEvent | null,
  slug: string,
  partner: string,
  wished: string | undefined,
): Promise<Response> {
  const site = event && Object.hasOwn(event.definition.partners, partner) ? event.definition.partners[partner] : null;
  const language: Language = isLanguage(wished) ? wished : (site?.language ?? "nb");
  const make = (shown: PublicEvent | null) =>
    formScript({
      service: new URL(settings.PUBLIC_URL).origin,
      language,
      slug,
      partner,
      event: shown && formEvent(shown),
      texts: textsIn(language, textsFor(shown)),
    });
  // A script for an unknown partner is not kept: a stranger could fill the memory with invented names.
  const { octets, tag } =
    event && site
      ? await keptScript(keyOf(event, { partner, language, publicUrl: settings.PUBLIC_URL }, now), () =>
          make(publicEvent(event, partner, language, settings.PUBLIC_URL, now)),
        )
      : await tagged(make(null));
  return new Response(octets, { headers: { ...scriptHeaders, "cache-control": eventCaching, etag: tag } });
}

/** Everything that the script of a known partner depends on, which is what `publicEvent` reads. */
function keyOf({ definition, version, capacity, places }: StoredEvent, reader: ScriptReader, now: number): string {
  const present = presentAvailability(definition, capacity);
  const options = Object.keys(places.capacity).map((key) => optionState(places, key));
  return JSON.stringify([definition.slug, version, reader, phaseOf(definition, now), present, options]);
}

type ScriptReader = Reader & { publicUrl: string };

export const scriptHeaders = {
  "content-type": "text/javascript; charset=utf-8",
  // SRI and modules need it, and with it the page's error reports say more than "Script error".
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
};

/**
 * With this comment Chromium compiles all functions while the script downloads, outside the page's main thread, in a third
 * of the time that it takes to compile each at its first call: https://v8.dev/blog/explicit-compile-hints
 */
const COMPILE_HINT = "//# allFunctionsCalledOnLoad";

/** The form's code with its configuration, in a block, so that the page gets no global. */
const formScript = (config: EmbedConfig) => {
  // Most events have no questions of their own, and need no code for them.
  const formCode = config.event?.questions.some((question) => typeof question !== "string") ? ownCode : code;
  return `${COMPILE_HINT}\n{const __SCRIPT__=document.currentScript,__CONFIG__=${inScript(config)};${formCode}}`;
};

/** The same code as a function, and code that fetches the event and then calls it. */
export const pinnedFormScript = (config: PinnedConfig) =>
  `${COMPILE_HINT}\n{const __PINNED__=${inScript(config)},__FORM__=(__CONFIG__,__SCRIPT__)=>{${ownCode}};${pinnedCode}}`;

/** JSON in which no text of an organiser can end a script element, if a site puts it into its page. */
function inScript(config: object): string {
  return JSON.stringify(config).replaceAll("<", "\\u003c");
}

/** `GET /proof.js`: the module that the form loads when the service asks for work (widget/challenge/proof-of-work.ts). */
export function proofScript(): Response {
  return new Response(proofCode, { headers: { ...scriptHeaders, "cache-control": eventCaching } });
}

/** The texts with these keys in one language. */
export function textsIn(language: Language, keys: readonly TextKey[]): Texts {
  return Object.fromEntries(keys.map((key) => [key, messages[key][language]]));
}
