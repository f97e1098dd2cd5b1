import { inLanguage, isLanguage } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import { eventPage } from "../pages/event-page.tsx";
import { pageResponse } from "../pages/page.tsx";
import type { EventDefinition } from "../registration/event-definition.ts";
import { hostedUrl } from "../urls.ts";
import { partnerOf } from "./snippet-page.tsx";

/**
 * `GET /embed/{event}/{partner}/preview`: the working snippet below the partner's name, for the frame on the snippet page.
 * `inert` prevents editors from registering with it; for screen readers it is a picture.
 * @throws ProblemError not-found, if the event has no such partner
 */
export function previewPage(definition: EventDefinition, slug: string, wished: string | undefined): Promise<Response> {
  const partner = partnerOf(definition, slug);
  const language = isLanguage(wished) ? wished : partner.language;
  const t = createTranslator(language);
  return pageResponse({
    ...eventPage(definition, slug, language),
    title: t("snippet.title", { event: inLanguage(definition.title, language).text }),
    personal: false,
    bare: true,
    framedBy: [],
    allows: { "script-src": "'self'", "connect-src": "'self'" },
    children: (
      <div class="site">
        <h1 class="host-name">{partner.name}</h1>
        <div role="img" aria-label={t("snippet.previewTitle")}>
          <div inert>
            <a href={hostedUrl("", definition.slug, slug, language)}>{t("form.heading")}</a>
            <script src={`/embed/${definition.slug}/${slug}.js?lang=${language}`} data-draft="off" />
          </div>
        </div>
      </div>
    ),
  });
}
