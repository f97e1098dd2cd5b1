import { css, pageCss } from "../../dist/form.js";
import { accentOf } from "../registration/accent.ts";
import { sha256 } from "../security/crypto.ts";

/** The styles of every page that the service renders: those of the form, and those of whole pages. */
const styles = css + pageCss;

let stylesVersion: string | undefined;

/**
 * The path of the styles. It changes with them, so that browsers may keep it for ever. A partner's accent is part of it: an
 * inline style would need an exception in the Content-Security-Policy, and a second stylesheet another request before the
 * page is shown. `accent`: `#0a5a43`, as in the definition.
 */
export async function stylesPath(accent?: string): Promise<string> {
  stylesVersion ??= (await sha256(styles)).slice(0, 16);
  return `/styles-${stylesVersion}${accent ? `-${accent.slice(1).toLowerCase()}` : ""}.css`;
}

/** The styles served under such a path. `accent`: six hexadecimal digits from the path. */
export function stylesWith(accent: string | undefined): string {
  if (!accent) return styles;
  const { light, dark } = accentOf(`#${accent}`);
  return `${styles}body.pamelding{--_own:light-dark(${light.accent},${dark.accent});--_own-on:light-dark(${light.on},${dark.on})}`;
}
