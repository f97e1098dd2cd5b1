/** The frame of every page about one event: the event, the navigation, and who is signed in. */
import type { ComponentChildren } from "preact";
import { inLanguage, type Language } from "../../i18n/language.ts";
import { createTranslator, type TextKey, type Translate } from "../../i18n/translate.ts";
import { LanguageLinks, type Page, pageResponse } from "../../pages/page.tsx";
import { Icon, type IconName, Local, PostButton } from "../../pages/parts.tsx";
import { DateTile } from "../../pages/ticket.tsx";
import type { EventDefinition } from "../../registration/event-definition.ts";
import type { OrganiserSession } from "../../storage/organiser-sessions.ts";

/** The pages of an event, in the order of the rail. `under`: the page is not in the rail, and belongs to one that is. */
const places = {
  overview: { text: "organiser.nav.overview", icon: "overview", path: "" },
  registrations: { text: "organiser.nav.registrations", icon: "people", path: "/registrations" },
  door: { text: "organiser.nav.door", icon: "door", path: "/door" },
  write: { text: "organiser.nav.write", icon: "mail", path: "/announcements" },
  undelivered: { text: "organiser.nav.undelivered", icon: "mail", path: "/undelivered", under: "registrations" },
  edit: { text: "organiser.nav.edit", icon: "edit", path: "/edit" },
  embed: { text: "organiser.nav.embed", icon: "code", path: "/embed" },
  access: { text: "organiser.access.heading", icon: "code", path: "/access", under: "embed" },
} as const satisfies Record<string, { text: TextKey; icon: IconName; path: string; under?: string }>;
export type Place = keyof typeof places;
const railed = (Object.keys(places) as Place[]).filter((place) => !("under" in places[place]));

export const eventPath = (slug: string, place: Place) => `/organiser/${slug}${places[place].path}`;

/** The same page in another language. */
const inOther = (path: string, language: Language) => `${path}${path.includes("?") ? "&" : "?"}lang=${language}`;

interface DeskPage extends Pick<Page, "head" | "allows"> {
  event: EventDefinition;
  reader: OrganiserSession;
  place: Place;
  /** The title, if the page is about a part of its place. */
  title?: string | undefined;
  /** The page's address. Default: that of its place. */
  path?: string;
  children: ComponentChildren;
  status?: number;
  /** The page shows errors in what was typed. */
  faulty?: boolean;
}

export function deskPage({ event, reader, place, status = 200, faulty = false, ...page }: DeskPage): Promise<Response> {
  const t = createTranslator(reader.language);
  const { title: about = t(places[place].text), path = eventPath(event.slug, place), ...rest } = page;
  const title = `${about}: ${inLanguage(event.title, reader.language).text}`;
  return pageResponse({
    ...rest,
    language: reader.language,
    title: faulty ? t("error.titlePrefix", { title }) : title,
    status,
    personal: true,
    rail: <Rail event={event} reader={reader} place={place} path={path} t={t} />,
  });
}

type RailProps = Pick<DeskPage, "event" | "reader" | "place"> & { path: string; t: Translate };

function Rail({ event, reader, place, path, t }: RailProps) {
  const of = places[place];
  const current = "under" in of ? of.under : place;
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
          {railed.map((each) => (
            <li key={each}>
              <a href={eventPath(event.slug, each)} aria-current={each === current ? "page" : undefined}>
                <Icon name={places[each].icon} />
                {t(places[each].text)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="foot">
        <p>{reader.email}</p>
        <p>
          <a href="/organiser">{t("organiser.events.all")}</a>
        </p>
        <LanguageLinks language={t.language} addressIn={(other) => inOther(path, other)} />
        <PostButton action={`/sign-out?lang=${t.language}`} look="quiet">
          {t("organiser.signOut")}
        </PostButton>
      </div>
    </>
  );
}
