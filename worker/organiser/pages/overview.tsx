/** The overview of an event: its status in one sentence, open tasks, and what comes next. */
import { tagsIn } from "../../http/etag.ts";
import { dateAndTime } from "../../i18n/dates.ts";
import { inLanguage } from "../../i18n/language.ts";
import { createTranslator, type Translate } from "../../i18n/translate.ts";
import { ButtonLink, Local } from "../../pages/parts.tsx";
import { put } from "../../pages/put.ts";
import { scriptPath } from "../../pages/scripts.ts";
import type { EventDefinition } from "../../registration/event-definition.ts";
import { phaseOf, timesOf } from "../../registration/event-times.ts";
import { dayAt } from "../../registration/local-time.ts";
import { type ScheduledMailKind, scheduledMailOf } from "../../registration/scheduled-mail.ts";
import { sha256 } from "../../security/crypto.ts";
import type { Service } from "../../service.ts";
import type { StoredEvent } from "../../storage/events.ts";
import type { OrganiserSession } from "../../storage/organiser-sessions.ts";
import { type OverviewState, overviewState, type PlannedAnnouncement } from "../../storage/overview.ts";
import { type Stats, stats } from "../stats.ts";
import { DaysChart } from "./days-chart.tsx";
import { deskPage, eventPath } from "./desk.tsx";
import { active, listOf, presence, sentence } from "./overview-sentence.tsx";
import { Tasks, tasksOf } from "./overview-tasks.tsx";

const DAY_MS = 86_400_000;

/**
 * The page, or 304 if nothing on it has changed since `known`, an `If-None-Match`. The page's script asks regularly, so an
 * unchanged page costs only a few rows, whatever the event's size.
 */
export async function overviewPage(
  service: Service,
  event: StoredEvent,
  reader: OrganiserSession,
  known: string | undefined,
): Promise<Response> {
  const { db, now } = service;
  const { definition } = event;
  const t = createTranslator(reader.language);
  const state = await overviewState(db, definition.slug);
  const tag = await tagOf(event, state, reader, now, t);
  const headers = { etag: tag };
  if (tagsIn(known).includes(tag)) return new Response(null, { status: 304, headers });
  const counted = await stats(service, definition);
  const mayCome = ["not-open", "open"].includes(phaseOf(definition, now));
  const { confirmed, waitlisted, cancelled } = counted.status;
  const nobody = mayCome && confirmed + waitlisted + cancelled === 0;
  const there = presence(event, counted, now, t);
  const page = await deskPage({
    event: definition,
    reader,
    place: "overview",
    head: <script src={await scriptPath("overview")} defer />,
    allows: { "script-src": "'self'", "connect-src": "'self'" },
    children: (
      <>
        <div class="sect" id="now" data-fresh={tag}>
          <div class="head">
            <h1 class="h3 soft">{t("organiser.nav.overview")}</h1>
            <span class="soft">{stateOf(definition, now, t)}</span>
          </div>
          <p class="say num">
            {sentence(event, counted, mayCome, t)}
            {there && [" ", there]}
          </p>
          {nobody && (
            <p>
              <ButtonLink href={eventPath(definition.slug, "embed")} look="second">
                {t("organiser.list.toSnippet")}
              </ButtonLink>
            </p>
          )}
          {counted.held > 0 && (
            <p>
              <a href={listOf(definition.slug, { held: true })}>{t.count("organiser.say.held", counted.held)}</a>
            </p>
          )}
          <div class="soft" data-stale={t("organiser.fresh.stale")} role="status" />
        </div>
        <Tasks tasks={tasksOf(definition, state, now, t)} t={t} />
        {!nobody && (
          <section class="sect" id="day-by-day" aria-labelledby="days">
            <h2 id="days">{t("organiser.days.heading")}</h2>
            <DaysChart
              days={{
                counts: Object.entries(counted.day),
                lastDay: dayAt(timesOf(definition).closes - 1, definition.timeZone),
              }}
              t={t}
            />
          </section>
        )}
        <div class="two" id="more">
          <Partners event={definition} counted={counted} t={t} />
          <NextMails event={event} counted={counted} planned={state.planned} now={now} t={t} />
        </div>
      </>
    ),
  });
  page.headers.set("etag", tag);
  return page;
}

/** A tag that changes with everything on the page: rows, counts, the definition, and what depends on the time. */
async function tagOf(
  { definition, version }: StoredEvent,
  state: OverviewState,
  { email, language }: OrganiserSession,
  now: number,
  t: Translate,
): Promise<string> {
  const byTime = [
    stateOf(definition, now, t),
    dayAt(now, definition.timeZone),
    comingMails(definition, now).map(({ kind }) => kind),
    tasksOf(definition, state, now, t).map(({ id }) => id),
  ];
  return `"${(await sha256(JSON.stringify([version, state, email, language, byTime]))).slice(0, 24)}"`;
}

/** The time until the event's next phase, in words. */
function stateOf(event: EventDefinition, now: number, t: Translate): string {
  const { opens, closes, starts } = timesOf(event);
  const days = (until: number) => Math.ceil((until - now) / DAY_MS);
  switch (phaseOf(event, now)) {
    case "cancelled":
      return t("state.cancelledHeading");
    case "past":
      return t("state.pastHeading");
    case "not-open":
      return t.count("organiser.state.opens", days(opens));
    case "open":
      return t.count("organiser.state.closes", days(closes));
    case "closed":
      return now < starts ? t.count("organiser.state.starts", days(starts)) : t("organiser.state.now");
  }
}

function Partners({ event, counted, t }: { event: EventDefinition; counted: Stats; t: Translate }) {
  const rows = Object.entries(counted.partner).sort(([, a], [, b]) => b - a);
  const most = rows.reduce((sum, [, count]) => sum + count, 0);
  return (
    <section class="sect" aria-labelledby="partners">
      <h2 id="partners">{t("organiser.partners.heading")}</h2>
      <div class="bars num">
        {rows.map(([slug, count]) => [
          <a key={slug} id={`from-${slug}`} href={listOf(event.slug, { ...active, partner: slug })}>
            {Object.hasOwn(event.partners, slug) ? event.partners[slug]?.name : slug}
          </a>,
          <meter key={`${slug} meter`} max={Math.max(most, 1)} value={count} aria-labelledby={`from-${slug}`} />,
          <span key={`${slug} count`}>{t.number(count)}</span>,
        ])}
      </div>
    </section>
  );
}

/** Scheduled e-mails, the next first. */
const comingMails = (event: EventDefinition, now: number) =>
  scheduledMailOf(event)
    .filter(({ at }) => at > now)
    .sort((a, b) => a.at - b.at);

/** The present number of recipients, and the filter that selects them (registration/audience.ts). */
function audienceOf(kind: ScheduledMailKind, { capacity }: StoredEvent, counted: Stats) {
  switch (kind) {
    case "reminder":
    case "thanks":
      return { count: capacity.inPersonTaken + capacity.digitalTaken, filter: { status: "confirmed" } } as const;
    case "stream":
      return {
        count: counted.participation.digital + counted.status.waitlisted,
        filter: { ...active, participation: "digital" },
      } as const;
  }
}

interface NextMailsProps {
  event: StoredEvent;
  counted: Stats;
  planned: readonly PlannedAnnouncement[];
  now: number;
  t: Translate;
}

/** Scheduled e-mails with their times and recipients, then planned announcements. */
function NextMails({ event, counted, planned, now, t }: NextMailsProps) {
  const { definition } = event;
  const { slug, participation, timeZone } = definition;
  const coming = comingMails(definition, now);
  return (
    <section class="sect" id="next" aria-labelledby="mails">
      <h2 id="mails">{t("organiser.mails.heading")}</h2>
      {coming.length + planned.length === 0 && <p>{t("organiser.mails.none")}</p>}
      {coming.length + planned.length > 0 && (
        <ol>
          {coming.map(({ kind, at }) => {
            const { count, filter } = audienceOf(kind, event, counted);
            return (
              <li key={kind} id={`mail-${kind}`}>
                <b>{dateAndTime(t, at, timeZone)}</b>{" "}
                {put(t(`organiser.mails.${kind}`), { count: <a href={listOf(slug, filter)}>{t.number(count)}</a> })}
                {kind === "stream" && !participation.digital?.streamUrl && (
                  <>
                    . <a href={eventPath(slug, "edit")}>{t("organiser.mails.noStream")}</a>
                  </>
                )}
              </li>
            );
          })}
          {planned.map(({ id, subject, audience, recipients, at }) => (
            <li key={id} id={`mail-${id}`}>
              <b>{dateAndTime(t, at, timeZone)}</b>{" "}
              {put(t("organiser.mails.announcement"), {
                subject: (
                  <a href={`${eventPath(slug, "write")}/${id}`}>
                    <Local of={inLanguage(subject, t.language)} />
                  </a>
                ),
                count: <a href={listOf(slug, audience)}>{t.number(recipients)}</a>,
              })}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
