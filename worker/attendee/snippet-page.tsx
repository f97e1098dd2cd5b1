import type { ComponentChildren } from "preact";
import { ProblemError } from "../http/problem.ts";
import type { Language } from "../i18n/language.ts";
import { inLanguage } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import { pageResponse } from "../pages/page.tsx";
import type { EventDefinition } from "../registration/event-definition.ts";
import { integrityOf, pinnedScriptFor } from "./pinned-script.ts";
import { roomFor } from "./room.ts";

interface Snippet {
  publicUrl: string;
  event: string;
  partner: string;
  language: Language;
  /** Pixels to keep free until the script has run. */
  room: number;
  /** What the script tag says beside its address. */
  attributes?: string;
  /** The immutable script. */
  version?: string;
}

/** The height of a button, which needs no line of its own. */
const BUTTON = 48;

/**
 * What a site editor pastes: a link, which still works where a CMS strips scripts, a canvas that keeps the form's room
 * (widget/place.ts says why a canvas), and the script that turns them into the form.
 */
function snippet({ publicUrl, event, partner, language, room, attributes = "", version }: Snippet): string {
  const label = createTranslator(language)("form.heading");
  const script = `${publicUrl}/embed/${event}/${partner}${version ? `/${version}` : ""}.js`;
  return `<a href="${publicUrl}/events/${event}?partner=${partner}">${label}</a>${room > BUTTON ? "<br>" : ""}
<canvas width="1" height="${room}"></canvas>
<script async src="${script}"${attributes}></script>`;
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
  const pinned = await pinnedScriptFor(language);
  const common = { publicUrl, event: definition.slug, partner: slug, language };
  const inline = { ...common, room: roomFor(definition) };
  const integrity = ` integrity="${await integrityOf(pinned)}" crossorigin`;
  return pageResponse({
    language,
    title: t("snippet.title", { event: inLanguage(definition.title, language).text }),
    personal: false,
    children: (
      <article class="pamelding">
        <h1>{partner.name}</h1>
        <p class="paragraph">{t("snippet.paste")}</p>
        <Code>{snippet(inline)}</Code>
        <p class="hint">{t("snippet.room")}</p>
        <p class="paragraph">{t("snippet.button")}</p>
        <Code>{snippet({ ...common, room: BUTTON, attributes: ' data-mode="button"' })}</Code>
        <p class="paragraph">{t("snippet.csp")}</p>
        <Code>{`script-src ${origin};\nconnect-src ${origin};`}</Code>
        <p class="paragraph">{t("snippet.pinned")}</p>
        <Code>{snippet({ ...inline, attributes: integrity, version: pinned.version })}</Code>
        <p class="hint">{t("snippet.language", { language: t(`lang.${language}`) })}</p>
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
