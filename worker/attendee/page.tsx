import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";
import { css, pageCss } from "../../dist/form.js";
import { sha256 } from "../http/secrets.ts";
import type { Language, LocalText } from "../language/language.ts";

/** The styles of every page that the service renders itself: the form's own, and what a whole page needs beside them. */
export const styles = css + pageCss;

let stylesVersion: string | undefined;

/** The path of the styles, which changes with them: pages may keep it for ever. */
async function stylesPath(): Promise<string> {
  stylesVersion ??= (await sha256(styles)).slice(0, 16);
  return `/styles-${stylesVersion}.css`;
}

export interface Page {
  language: Language;
  title: string;
  children: ComponentChildren;
  status?: number;
  /** Personal pages are neither kept nor indexed nor framed, and no link tells where the reader came from. */
  personal: boolean;
}

/** A whole HTML page, without scripts. */
export async function pageResponse({ language, title, children, status = 200, personal }: Page): Promise<Response> {
  const html = renderToString(
    <html lang={language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {personal && <meta name="robots" content="noindex" />}
        <title>{title}</title>
        <link rel="stylesheet" href={await stylesPath()} />
      </head>
      <body>
        <main class="page">{children}</main>
      </body>
    </html>,
  );
  const response = new Response(`<!doctype html>${html}`, { status });
  for (const [name, value] of Object.entries({
    "content-type": "text/html; charset=utf-8",
    "content-language": language,
    "content-security-policy": policy(personal ? "'none'" : "*"),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": personal ? "private, no-store" : "public, max-age=15, stale-while-revalidate=60",
  }))
    response.headers.set(name, value);
  return response;
}

function policy(ancestors: string): string {
  return `default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ${ancestors}`;
}

/** A text that may be in another language than the page around it (WCAG 3.1.2). */
export function Local({ of: { text, lang } }: { of: LocalText }) {
  return lang ? <span lang={lang}>{text}</span> : text;
}

/** What has just been done, or could not be. Focused by `autofocus`, so that a screen reader begins there. */
export function Notice({ tone, children }: { tone: "info" | "warning" | "danger"; children: ComponentChildren }) {
  return (
    <div class={`box ${tone}`} role={tone === "info" ? "status" : "alert"}>
      {children}
    </div>
  );
}
