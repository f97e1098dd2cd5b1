/** The snippets that a site editor copies, as text. */
import type { Settings } from "../environment.ts";
import type { Language } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";

/** The data that all snippets of a page share. */
export interface SnippetPlace {
  publicUrl: string;
  event: string;
  partner: string;
  /** The language of the form. */
  language: Language;
  /** Whether that differs from the partner's language. */
  otherLanguage: boolean;
}

/** In pixels, for a frame without a script that adjusts its height. Most of the form fits in it, the rest scrolls. */
const FRAME_HEIGHT = 1400;

/**
 * What a site editor pastes: a link, which still works where a CMS strips scripts, and the script that puts the form in its
 * place. The script is neither async nor deferred: the browser shows what follows the tag after the form, so nothing moves,
 * and no space is reserved if the script does not run. `attributes`: those of the tag besides its address. `version`: for
 * the immutable script.
 */
export function scriptSnippet(place: SnippetPlace, attributes = "", version?: string): string {
  const { publicUrl, event, partner, language, otherLanguage } = place;
  const label = createTranslator(language)("form.heading");
  const script = `${publicUrl}/embed/${event}/${partner}${version ? `/${version}` : ""}.js${otherLanguage ? `?lang=${language}` : ""}`;
  return `<a href="${pageAddress(place)}">${label}</a>
<script src="${script}"${attributes}></script>`;
}

/** For systems that strip scripts. `title`: the name of the frame for screen readers. */
export function frameSnippet(place: SnippetPlace, title: string): string {
  const label = title.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<iframe src="${pageAddress(place, "/frame")}" title="${label}" width="100%" height="${FRAME_HEIGHT}"></iframe>`;
}

/** A script for host pages that makes each of our frames as high as its content. */
export const frameScript = (publicUrl: string): string => `<script>
addEventListener("message", ({ data, origin, source }) => {
  if (origin !== "${new URL(publicUrl).origin}" || data.type !== "pamelding:height") return;
  for (const frame of document.querySelectorAll("iframe")) if (frame.contentWindow === source) frame.height = data.height;
});
</script>`;

/** What the Content-Security-Policy of a site must allow for the script or the frame. */
export function policyLines(
  { PUBLIC_URL, TURNSTILE_SITE_KEY, TURNSTILE_SCRIPT_URL }: Settings,
  how: "script" | "frame",
): string {
  const { origin } = new URL(PUBLIC_URL);
  if (how === "frame") return `frame-src ${origin};`;
  const turnstile = TURNSTILE_SITE_KEY ? ` ${new URL(TURNSTILE_SCRIPT_URL).origin}` : "";
  const frames = turnstile && `\nframe-src${turnstile};`;
  return `script-src ${origin}${turnstile};\nconnect-src ${origin};${frames}`;
}

/** Styles that a site may set itself; all are optional. */
export const STYLE_SNIPPET = `pamelding-form {
  --pamelding-accent: #0b5d69;
  --pamelding-accent-contrast: #fff;
  --pamelding-radius: 8px;
  --pamelding-font: inherit;
}`;

function pageAddress({ publicUrl, event, partner, language, otherLanguage }: SnippetPlace, page = ""): string {
  return `${publicUrl}/events/${event}${page}?partner=${partner}${otherLanguage ? `&amp;lang=${language}` : ""}`;
}
