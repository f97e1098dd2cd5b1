import type { ComponentChildren } from "preact";
import { ProblemError } from "../http/problem.ts";
import { inLanguage, type Language, languages } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import { pageResponse } from "../pages/page.tsx";
import type { EventDefinition } from "../registration/event-definition.ts";
import { integrityOf, pinnedScriptFor } from "./pinned-script.ts";

interface Snippet {
  publicUrl: string;
  event: string;
  partner: string;
  language: Language;
  /** Where it is another than the partner's. */
  otherLanguage?: boolean;
  /** What the script tag says beside its address. */
  attributes?: string;
  /** The immutable script. */
  version?: string;
}

/**
 * What a site editor pastes: a link, which still works where a CMS strips scripts, and the script that puts the form in its
 * place. The script is neither async nor deferred: the browser shows what follows the tag once the form stands, so nothing
 * moves, and nothing has to be reserved where the script does not run.
 */
function snippet({ publicUrl, event, partner, language, otherLanguage, attributes = "", version }: Snippet): string {
  const label = createTranslator(language)("form.heading");
  const script = `${publicUrl}/embed/${event}/${partner}${version ? `/${version}` : ""}.js${otherLanguage ? `?lang=${language}` : ""}`;
  const page = `${publicUrl}/events/${event}?partner=${partner}${otherLanguage ? `&amp;lang=${language}` : ""}`;
  return `<a href="${page}">${label}</a>
<script src="${script}"${attributes}></script>`;
}

/**
 * `GET /embed/{event}/{partner}.html`: the snippet, ready to copy, its variants, and what a strict site must allow.
 * @throws ProblemError not-found, for a partner that the event does not have
 */
export async function snippetPage(publicUrl: string, definition: EventDefinition, slug: string) {
  const partner = Object.hasOwn(definition.partners, slug) ? definition.partners[slug] : undefined;
  if (!partner) throw new ProblemError("not-found");
  const { language } = partner;
  const t = createTranslator(language);
  const origin = new URL(publicUrl).origin;
  const pinned = await pinnedScriptFor(language, publicUrl);
  const common = { publicUrl, event: definition.slug, partner: slug, language };
  const integrity = ` integrity="${await integrityOf(pinned)}" crossorigin`;
  return pageResponse({
    language,
    title: t("snippet.title", { event: inLanguage(definition.title, language).text }),
    personal: false,
    children: (
      <article class="pamelding">
        <h1>{partner.name}</h1>
        <p class="paragraph">{t("snippet.paste")}</p>
        <Code>{snippet(common)}</Code>
        <p class="hint">{t("snippet.order")}</p>
        <p class="paragraph">{t("snippet.button")}</p>
        <Code>{snippet({ ...common, attributes: ' data-mode="button"' })}</Code>
        <p class="paragraph">{t("snippet.csp")}</p>
        <Code>{`script-src ${origin};\nconnect-src ${origin};`}</Code>
        <p class="paragraph">{t("snippet.pinned")}</p>
        <Code>{snippet({ ...common, attributes: integrity, version: pinned.version })}</Code>
        <p class="paragraph">{t("snippet.cookies", { name: `pamelding:${definition.slug}` })}</p>
        <p class="paragraph">{t("snippet.languages", { language: t(`lang.${language}`) })}</p>
        {languages
          .filter((other) => other !== language)
          .map((other) => (
            <Code key={other}>{snippet({ ...common, language: other, otherLanguage: true })}</Code>
          ))}
      </article>
    ),
  });
}

/** Something to copy. */
function Code({ children }: { children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard (WCAG 2.1.1)
    <pre tabIndex={0}>
      <code>{children}</code>
    </pre>
  );
}
