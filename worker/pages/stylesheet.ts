import { css, pageCss } from "../../dist/form.js";
import { accentOf } from "../registration/accent.ts";
import { sha256 } from "../security/crypto.ts";

/** Of every page that the service renders: the styles of the form, and what a whole page needs beside them. */
const styles = css + pageCss;

let stylesVersion: string | undefined;

/**
 * The path of the styles. It changes with them, so that browsers may keep it for ever. A partner's accent is part of it: an
 * inline style would need a hole in the Content-Security-Policy, and a second stylesheet another request before the page is
 * drawn. `accent`: `#0a5a43`, as in the definition.
 */
export async function stylesPath(accent?: string): Promise<string> {
  stylesVersion ??= (await sha256(styles)).slice(0, 16);
  return `/styles-${stylesVersion}${accent ? `-${accent.slice(1).toLowerCase()}` : ""}.css`;
}

/** What is served under such a path, by the accent in it: six hexadecimal digits. */
export function stylesWith(accent: string | undefined): string {
  if (!accent) return styles;
  const { light, dark } = accentOf(`#${accent}`);
  return `${styles}body.pamelding{--_own:light-dark(${light.accent},${dark.accent});--_own-on:light-dark(${light.on},${dark.on})}`;
}
