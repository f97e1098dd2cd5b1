import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";
import { type Language, languages } from "../i18n/language.ts";
import { createTranslator, type TextKey } from "../i18n/translate.ts";
import type { Problem } from "../registration/contract.ts";
import { ButtonLink } from "./parts.tsx";
import { stylesPath } from "./stylesheet.ts";
import { Ticket } from "./ticket.tsx";

export interface Page {
  language: Language;
  title: string;
  children: ComponentChildren;
  status?: number;
  /** Personal pages are neither indexed nor cached. */
  personal: boolean;
  /** Whether caches may keep the page for a moment. Default: if it is not personal. */
  cacheable?: boolean;
  /** Origins that may show the page in a frame, beside our own. Default: none at all. */
  framedBy?: string[];
  /** The organiser's name, shown at the top. */
  brand?: string;
  /** The colour of the partner, `#0a5a43`. Default: the service's own. */
  accent?: string | undefined;
  /** The address of the page in another language, if it exists in all of them. */
  addressIn?: ((language: Language) => string) | undefined;
  /** The greatest width. Default: 44rem. */
  width?: "narrow" | "broad";
  /** The arrangement of the page's parts. Default: below each other. */
  layout?: "stack" | "event";
  /** The contacts, who pays, and so on: see `eventPage`. */
  footer?: ComponentChildren;
  /** Elements for the page's head: descriptions for programs, and scripts, which `allows` must permit. */
  head?: ComponentChildren;
  /** What the page may load besides our styles, by directive of its Content-Security-Policy. Default: nothing. */
  allows?: Readonly<Partial<Record<"script-src" | "connect-src" | "frame-src" | "worker-src" | "img-src", string>>>;
  /** Where the page's forms may redirect to besides our own pages, as a source of form-action. Default: nowhere. */
  leadsOnTo?: "https:" | "http:" | undefined;
  /** Only the children, without header, footer and background, for a page in another page's frame. */
  bare?: boolean;
  /** Navigation, beside the page on a desktop and below it on a phone. With it there is no header or footer. */
  rail?: ComponentChildren;
}

/** A whole HTML page. It works without scripts. */
export async function pageResponse(page: Page): Promise<Response> {
  const { language, title, status = 200, personal, cacheable = !personal, accent, head, bare } = page;
  const html = renderToString(
    <html lang={language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {personal && <meta name="robots" content="noindex" />}
        <title>{title}</title>
        <link rel="stylesheet" href={await stylesPath(accent)} />
        {head}
      </head>
      <body class={bare ? "pamelding bare" : "pamelding"}>
        <Frame {...page} />
      </body>
    </html>,
  );
  const response = new Response(`<!doctype html>${html}`, { status });
  for (const [name, value] of Object.entries({
    "content-type": "text/html; charset=utf-8",
    "content-language": language,
    "content-security-policy": policyOf(page),
    "cache-control": cacheable ? "public, max-age=5" : "private, no-store",
  }))
    response.headers.set(name, value);
  return response;
}

function policyOf({ framedBy, leadsOnTo, allows = {} }: Page): string {
  const directives = {
    "default-src": "'none'",
    ...allows,
    "style-src": "'self'",
    // Browsers also apply form-action to redirects after a form.
    "form-action": leadsOnTo ? `'self' ${leadsOnTo}` : "'self'",
    "base-uri": "'none'",
    "frame-ancestors": framedBy ? ["'self'", ...framedBy].join(" ") : "'none'",
  };
  return Object.entries(directives)
    .map((directive) => directive.join(" "))
    .join("; ");
}

function Frame(page: Page) {
  if (page.bare) return <main>{page.children}</main>;
  return page.rail ? <Desk {...page} /> : <Sheet {...page} />;
}

function Sheet({ language, brand, addressIn, width, layout = "stack", footer, children }: Page) {
  return (
    <div class={width ? `sheet ${width}` : "sheet"}>
      {(brand || addressIn) && (
        <header class="top">
          {brand && <span class="brand">{brand}</span>}
          {addressIn && <LanguageLinks language={language} addressIn={addressIn} />}
        </header>
      )}
      <main class={layout}>{children}</main>
      {footer && <footer class="foot stack">{footer}</footer>}
    </div>
  );
}

function Desk({ rail, children }: Page) {
  return (
    <div class="desk">
      <header class="rail">{rail}</header>
      <main class="main">{children}</main>
    </div>
  );
}

export function LanguageLinks({
  language,
  addressIn,
}: {
  language: Language;
  addressIn: (language: Language) => string;
}) {
  const t = createTranslator(language);
  return (
    <nav aria-label={t("lang.label")}>
      <ul class="langs">
        {languages.map((other) => (
          <li key={other}>
            <a href={addressIn(other)} lang={other} hreflang={other} aria-current={other === language || undefined}>
              {t(`lang.${other}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/**
 * A problem as a page, in the words that programs get, with a link to continue. `retry`: the page to open instead, or again.
 */
export function problemPage(
  { title, detail, status }: Problem,
  language: Language,
  retry: { href: string; label: TextKey } | null,
): Promise<Response> {
  const t = createTranslator(language);
  return pageResponse({
    language,
    title,
    status,
    personal: true,
    width: "narrow",
    children: (
      <Ticket id="problem" heading={title} lead={<p>{detail}</p>}>
        {retry ? <ButtonLink href={retry.href}>{t(retry.label)}</ButtonLink> : <p>{t("problem.wayOn")}</p>}
      </Ticket>
    ),
  });
}
