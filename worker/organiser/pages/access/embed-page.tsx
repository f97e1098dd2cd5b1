/** `/organiser/{event}/embed`: the snippet of every partner in every language. */
import { languages } from "../../../i18n/language.ts";
import { createTranslator } from "../../../i18n/translate.ts";
import { ButtonLink } from "../../../pages/parts.tsx";
import { hostedUrl, snippetPath } from "../../../urls.ts";
import { deskPage, eventPath } from "../desk.tsx";
import type { AccessReader } from "./access-page.tsx";

export function embedPage({ event: { definition }, session }: AccessReader): Promise<Response> {
  const t = createTranslator(session.language);
  const { slug } = definition;
  return deskPage({
    event: definition,
    reader: session,
    place: "embed",
    children: (
      <>
        <div class="near">
          <h1>{t("organiser.nav.embed")}</h1>
          <p>{t("organiser.access.embedLead")}</p>
        </div>
        <ul class="lines">
          {Object.entries(definition.partners).map(([key, partner]) => (
            <li key={key}>
              <div>
                <h2 class="h3" id={`partner-${key}`}>
                  {partner.name}
                </h2>
                <small>{partner.site}</small>
              </div>
              <ul class="langs" aria-labelledby={`partner-${key}`}>
                {[partner.language, ...languages.filter((language) => language !== partner.language)].map(
                  (language) => (
                    <li key={language}>
                      <a href={snippetPath(slug, key, language, "phone")} lang={language}>
                        {t(`lang.${language}`)}
                      </a>
                    </li>
                  ),
                )}
                <li>
                  <a href={hostedUrl("", slug, key, partner.language)}>{t("organiser.access.hosted")}</a>
                </li>
              </ul>
            </li>
          ))}
        </ul>
        <section class="sect" aria-labelledby="programs">
          <h2 id="programs">{t("organiser.access.heading")}</h2>
          <p>{t("organiser.access.lead")}</p>
          <p>
            <ButtonLink href={eventPath(slug, "access")} look="second">
              {t("organiser.edit.access")}
            </ButtonLink>
          </p>
        </section>
      </>
    ),
  });
}
