/** The frame of every page about one event: which event it is, where else one can go, and who is signed in. */
import type { ComponentChildren } from "preact";
import { inLanguage } from "../../i18n/language.ts";
import { createTranslator, type TextKey, type Translate } from "../../i18n/translate.ts";
import { LanguageLinks, pageResponse } from "../../pages/page.tsx";
import { Icon, type IconName, Local, PostButton } from "../../pages/parts.tsx";
import { DateTile } from "../../pages/ticket.tsx";
import type { EventDefinition } from "../../registration/event-definition.ts";
import type { OrganiserSession } from "../../storage/organiser-sessions.ts";

/** The pages of an event, in the order of the rail. */
const places = {
  overview: { text: "organiser.nav.overview", icon: "overview", path: "" },
  undelivered: { text: "organiser.nav.undelivered", icon: "mail", path: "/undelivered" },
} as const satisfies Record<string, { text: TextKey; icon: IconName; path: string }>;
export type Place = keyof typeof places;

export const eventPath = (slug: string, place: Place) => `/organiser/${slug}${places[place].path}`;

interface DeskPage {
  event: EventDefinition;
  reader: OrganiserSession;
  place: Place;
  children: ComponentChildren;
  status?: number;
}

export function deskPage({ event, reader, place, children, status = 200 }: DeskPage): Promise<Response> {
  const t = createTranslator(reader.language);
  const title = inLanguage(event.title, reader.language).text;
  return pageResponse({
    language: reader.language,
    title: `${t(places[place].text)}: ${title}`,
    status,
    personal: true,
    rail: <Rail event={event} reader={reader} place={place} t={t} />,
    children,
  });
}

function Rail({ event, reader, place, t }: Pick<DeskPage, "event" | "reader" | "place"> & { t: Translate }) {
  const [partner = ""] = Object.keys(event.partners);
  return (
    <>
      <div class="which">
        <DateTile event={event} t={t} off={Boolean(event.cancelled)} />
        <span>
          <Local of={inLanguage(event.title, t.language)} />
        </span>
      </div>
      <nav aria-label={t("organiser.nav.label")}>
        <ul>
          {(Object.keys(places) as Place[]).map((each) => (
            <li key={each}>
              <a href={eventPath(event.slug, each)} aria-current={each === place ? "page" : undefined}>
                <Icon name={places[each].icon} />
                {t(places[each].text)}
              </a>
            </li>
          ))}
          <li>
            <a href={`/embed/${event.slug}/${partner}.html`}>
              <Icon name="code" />
              {t("organiser.nav.embed")}
            </a>
          </li>
        </ul>
      </nav>
      <div class="foot">
        <p>{reader.email}</p>
        <p>
          <a href="/organiser">{t("organiser.events.all")}</a>
        </p>
        <LanguageLinks language={t.language} addressIn={(other) => `${eventPath(event.slug, place)}?lang=${other}`} />
        <PostButton action={`/sign-out?lang=${t.language}`} look="quiet">
          {t("organiser.signOut")}
        </PostButton>
      </div>
    </>
  );
}
