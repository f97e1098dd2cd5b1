/** The events of the signed-in organiser. */
import { fullDate } from "../../i18n/dates.ts";
import { inLanguage, type Language } from "../../i18n/language.ts";
import { createTranslator } from "../../i18n/translate.ts";
import { pageResponse } from "../../pages/page.tsx";
import { ButtonLink, Local, PostButton } from "../../pages/parts.tsx";
import { DateTile, Ticket } from "../../pages/ticket.tsx";
import { phaseOf, timesOf } from "../../registration/event-times.ts";
import { mayCreate } from "../../security/session.ts";
import type { Service } from "../../service.ts";
import type { EventOutline } from "../../storage/event-list.ts";
import { eventsOfOrganiser, type OrganiserSession } from "../../storage/organiser-sessions.ts";
import { eventPath } from "./desk.tsx";

/** Latest first, without duplicates: an event that is being moved is in two databases. */
function oneOfEach(events: readonly EventOutline[]): EventOutline[] {
  const bySlug = new Map(events.map((event) => [event.slug, event]));
  return [...bySlug.values()].sort((a, b) => b.starts.localeCompare(a.starts) || a.slug.localeCompare(b.slug));
}

/** The list; with a single event, that event's page. */
export async function eventsPage(
  service: Service,
  reader: OrganiserSession,
): Promise<{ outcome: "one"; location: string } | { outcome: "list"; page: Promise<Response> }> {
  const { databases, now } = service;
  const creates = mayCreate(service, reader);
  const pages = await Promise.all(databases.map(({ db }) => eventsOfOrganiser(db, reader.emailKey)));
  const events = oneOfEach(pages.flat());
  const [only] = events;
  if (only && events.length === 1 && !creates) return { outcome: "one", location: eventPath(only.slug, "overview") };
  const t = createTranslator(reader.language);
  const heading = t(only === undefined ? "organiser.events.none" : "organiser.events.heading");
  const page = pageResponse({
    language: reader.language,
    title: heading,
    personal: true,
    brand: "Påmelding",
    addressIn: (language) => `/organiser?lang=${language}`,
    children: (
      <Ticket id="events" heading={heading} lead={<p>{reader.email}</p>}>
        {only === undefined ? (
          <>
            <p>{t("organiser.events.noneLead")}</p>
            <p>{t("organiser.events.noneShared", { email: reader.email })}</p>
          </>
        ) : (
          <EventLines events={events} language={reader.language} now={now} />
        )}
        {creates && <ButtonLink href="/organiser/new">{t("organiser.edit.new.heading")}</ButtonLink>}
        <PostButton action={`/sign-out?lang=${reader.language}`} look="quiet">
          {t("organiser.signOut")}
        </PostButton>
      </Ticket>
    ),
  });
  return { outcome: "list", page };
}

function EventLines({ events, language, now }: { events: readonly EventOutline[]; language: Language; now: number }) {
  const t = createTranslator(language);
  return (
    <ul class="lines">
      {events.map((event) => (
        <li key={event.slug} class="dated">
          <DateTile event={event} t={t} off={Boolean(event.cancelled)} />
          <div>
            <a href={eventPath(event.slug, "overview")}>
              <Local of={inLanguage(event.title, language)} />
            </a>
            <small>
              {fullDate(t, timesOf(event).starts, event.timeZone)} ·{" "}
              {t(`organiser.phase.${phaseOf(event, now)}`).replaceAll(" ", "\u00a0")}
            </small>
          </div>
        </li>
      ))}
    </ul>
  );
}
