import { inLanguage } from "../language/language.ts";
import { translator } from "../language/translate.ts";
import type { EventDefinition, Partner } from "../registration/event.ts";
import { pageResponse } from "./page.tsx";

/** What a site editor pastes: a link, which still works where a CMS strips scripts, and the script that turns it into the form. */
export function snippet(publicUrl: string, event: string, slug: string, { language }: Partner): string {
  const label = translator(language)("form.heading");
  return `<a href="${publicUrl}/events/${event}?partner=${slug}">${label}</a>
<script async src="${publicUrl}/embed/${event}/${slug}.js"></script>`;
}

/** `GET /embed/{event}/{partner}.html`: the snippet, ready to copy, and what a strict site must allow. */
export function snippetPage(publicUrl: string, definition: EventDefinition, slug: string, partner: Partner) {
  const { language } = partner;
  const say = translator(language);
  const origin = new URL(publicUrl).origin;
  return pageResponse({
    language,
    title: say("snippet.title", { event: inLanguage(definition.title, language).text }),
    personal: false,
    children: (
      <article class="pamelding">
        <h1>{partner.name}</h1>
        <p class="paragraph">{say("snippet.paste")}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard (WCAG 2.1.1) */}
        <pre tabIndex={0}>
          <code>{snippet(publicUrl, definition.slug, slug, partner)}</code>
        </pre>
        <p class="paragraph">{say("snippet.csp")}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as above */}
        <pre tabIndex={0}>
          <code>{`script-src ${origin};\nconnect-src ${origin};`}</code>
        </pre>
        <p class="hint">{say("snippet.language", { language: say(`lang.${language}`) })}</p>
      </article>
    ),
  });
}
