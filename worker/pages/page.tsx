import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";
import { css, pageCss } from "../../dist/form.js";
import type { Language, LocalText } from "../i18n/language.ts";
import type { Problem } from "../registration/contract.ts";
import { sha256 } from "../security/crypto.ts";

/** The styles of every page that the service renders: those of the form, and what a whole page needs beside them. */
export const styles = css + pageCss;

let stylesVersion: string | undefined;

/** The path of the styles. It changes with them, so that browsers may keep it for ever. */
async function stylesPath(): Promise<string> {
  stylesVersion ??= (await sha256(styles)).slice(0, 16);
  return `/styles-${stylesVersion}.css`;
}

export interface Page {
  language: Language;
  title: string;
  children: ComponentChildren;
  status?: number;
  /** Personal pages are neither indexed nor cached. */
  personal: boolean;
  /** Whether caches may keep the page for a moment. Default: if it is not personal. */
  cacheable?: boolean;
  /** Origins that may show the page in a frame. Default: none. */
  framedBy?: string[];
}

/** A whole HTML page, without scripts. */
export async function pageResponse({
  language,
  title,
  children,
  status = 200,
  personal,
  cacheable = !personal,
  framedBy = [],
}: Page): Promise<Response> {
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
    "content-security-policy": policy(framedBy),
    "cache-control": cacheable ? "public, max-age=15, stale-while-revalidate=60" : "private, no-store",
  }))
    response.headers.set(name, value);
  return response;
}

function policy(framedBy: string[]): string {
  const ancestors = framedBy.length > 0 ? ["'self'", ...framedBy].join(" ") : "'none'";
  return `default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ${ancestors}`;
}

/** A text that may be in another language than the page (WCAG 3.1.2). */
export function Local({ of: { text, lang } }: { of: LocalText }) {
  return lang ? <span lang={lang}>{text}</span> : text;
}

/** Says what was just done, or why it was not. */
export function Notice({ tone, children }: { tone: "info" | "warning" | "danger"; children: ComponentChildren }) {
  return (
    <div class={`box ${tone}`} role={tone === "info" ? "status" : "alert"}>
      {children}
    </div>
  );
}

/** A problem as a page, in the words that programs get. */
export function problemPage({ title, detail, status }: Problem, language: Language): Promise<Response> {
  return pageResponse({
    language,
    title,
    status,
    personal: true,
    children: (
      <section class="pamelding">
        <h1>{title}</h1>
        <p class="paragraph">{detail}</p>
      </section>
    ),
  });
}
