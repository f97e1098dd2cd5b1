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
  /** Whose page it is, at the top: the organiser's name. */
  brand?: string;
  /** The colour of the partner, `#0a5a43`. Default: the service's own. */
  accent?: string | undefined;
  /** The address of the page in another language, where it exists in all of them. */
  addressIn?: ((language: Language) => string) | undefined;
  /** How wide at most. Default: 44rem. */
  width?: "narrow" | "broad";
  /** How the parts of the page stand. Default: below each other. */
  layout?: "stack" | "event";
  /** Whom to ask, who pays, and the like: see `eventPage`. */
  footer?: ComponentChildren;
  /** What describes the page to programs, for its head; and its scripts, which `allows` must let run. */
  head?: ComponentChildren;
  /** What the page may load beside our styles, by directive of its Content-Security-Policy. Default: nothing. */
  allows?: Readonly<Partial<Record<"script-src" | "connect-src" | "frame-src" | "worker-src" | "img-src", string>>>;
  /** Where a press of the page's forms may lead on to, beside our own pages, as a source of form-action. Default: nowhere. */
  leadsOnTo?: "https:" | "http:" | undefined;
  /** Only the children, without header, footer and ground: the page stands in another page's frame. */
  bare?: boolean;
  /** Beside the page on a desk, below it on a phone: where else one can go. Then there is no header and no footer. */
  rail?: ComponentChildren;
}

/** A whole HTML page. It does what it is for without scripts. */
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
    // Browsers hold redirects after a form to it as well.
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

/** A problem as a page, in the words that programs get, and a way on. `retry`: what the reader may open instead, or again. */
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
