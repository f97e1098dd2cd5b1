/** How an event stands, in one sentence; what needs doing; and what comes next. */
import type { ComponentChildren } from "preact";
import { dateAndTime } from "../../i18n/dates.ts";
import { type CountedKey, createTranslator, type Translate } from "../../i18n/translate.ts";
import { put } from "../../pages/put.ts";
import type { EventDefinition } from "../../registration/event-definition.ts";
import { phaseOf, timesOf } from "../../registration/event-times.ts";
import { dayAt } from "../../registration/local-time.ts";
import { scheduledMailOf } from "../../registration/scheduled-mail.ts";
import type { Service } from "../../service.ts";
import type { StoredEvent } from "../../storage/events.ts";
import type { OrganiserSession } from "../../storage/organiser-sessions.ts";
import { stats } from "../stats.ts";
import { DaysChart } from "./days-chart.tsx";
import { deskPage, eventPath } from "./desk.tsx";

const DAY_MS = 86_400_000;

type Stats = Awaited<ReturnType<typeof stats>>;

export async function overviewPage(service: Service, event: StoredEvent, reader: OrganiserSession): Promise<Response> {
  const { definition } = event;
  const t = createTranslator(reader.language);
  const counted = await stats(service, definition);
  const mayCome = ["not-open", "open"].includes(phaseOf(definition, service.now));
  const undelivered = counted.messages.failed + counted.messages.bounced + counted.messages.complained;
  return deskPage({
    event: definition,
    reader,
    place: "overview",
    children: (
      <>
        <div class="sect">
          <div class="head">
            <h1 class="h3 soft">{t("organiser.nav.overview")}</h1>
            <span class="soft">{stateOf(definition, service.now, t)}</span>
          </div>
          <p class="say num">{sentence(event, counted, mayCome, t)}</p>
          {counted.held > 0 && <p>{t.count("organiser.say.held", counted.held)}</p>}
        </div>
        {undelivered > 0 && (
          <section class="sect" aria-labelledby="todo">
            <div class="card near">
              <h2 id="todo" class="st fail">
                {t.count("organiser.todo.undelivered", undelivered)}
              </h2>
              <p>
                <a href={eventPath(definition.slug, "undelivered")}>{t("organiser.todo.see")}</a>
              </p>
            </div>
          </section>
        )}
        <section class="sect" aria-labelledby="days">
          <h2 id="days">{t("organiser.days.heading")}</h2>
          <DaysChart
            days={{
              counts: Object.entries(counted.day),
              lastDay: dayAt(timesOf(definition).closes - 1, definition.timeZone),
            }}
            t={t}
          />
        </section>
        <div class="two">
          <Partners event={definition} counted={counted} t={t} />
          <NextMails event={definition} now={service.now} t={t} />
        </div>
      </>
    ),
  });
}

/** How long there is until the next turn of the event. */
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

/** `mayCome`: attendees may yet register. "184 av 200 plasser i salen er tatt, 61 følger digitalt, 12 står på venteliste, og 9 har meldt seg av." */
function sentence(
  { definition, capacity }: StoredEvent,
  counted: Stats,
  mayCome: boolean,
  t: Translate,
): ComponentChildren {
  const { inPerson, digital } = definition.participation;
  const { inPersonTaken, digitalTaken, waiting } = capacity;
  const registered = counted.status.confirmed + counted.status.waitlisted;
  const { cancelled } = counted.status;
  if (registered + cancelled === 0) return t(mayCome ? "organiser.say.nobody" : "organiser.say.nobodyCame");
  // Counts outlive the people.
  if (registered > 0 && inPersonTaken + digitalTaken + waiting === 0)
    return withNumber(t.count("organiser.say.erased", registered, kept), registered);
  const parts: ComponentChildren[] = [];
  const say = (key: CountedKey, count: number) => parts.push(withNumber(t.count(key, count, kept), count));
  if (inPerson?.capacity != null) {
    const places = t("organiser.say.of", { taken: inPersonTaken, capacity: inPerson.capacity });
    parts.push(withNumber(t("organiser.say.seats"), places));
  } else if (inPerson || inPersonTaken > 0) say("organiser.say.inPerson", inPersonTaken);
  if (digital || digitalTaken > 0) say("organiser.say.digital", digitalTaken);
  if (waiting > 0) say("organiser.say.waiting", waiting);
  if (cancelled > 0) say("organiser.say.cancelled", cancelled);
  return [
    parts.map((part, index) => [index === 0 ? "" : index === parts.length - 1 ? t("organiser.say.and") : ", ", part]),
    ".",
  ];
}

/** Leaves the placeholder, for `withNumber`. */
const kept = { count: "{count}" };

function withNumber(text: string, count: ComponentChildren): ComponentChildren {
  return put(text, { count: <b>{count}</b> });
}

function Partners({ event, counted, t }: { event: EventDefinition; counted: Stats; t: Translate }) {
  const rows = Object.entries(counted.partner).sort(([, a], [, b]) => b - a);
  const most = rows.reduce((sum, [, count]) => sum + count, 0);
  return (
    <section class="sect" aria-labelledby="partners">
      <h2 id="partners">{t("organiser.partners.heading")}</h2>
      <div class="bars num">
        {rows.map(([slug, count]) => [
          <span key={slug} id={`from-${slug}`}>
            {Object.hasOwn(event.partners, slug) ? event.partners[slug]?.name : slug}
          </span>,
          <meter key={`${slug} meter`} max={Math.max(most, 1)} value={count} aria-labelledby={`from-${slug}`} />,
          <span key={`${slug} count`}>{count}</span>,
        ])}
      </div>
    </section>
  );
}

/** What is sent by itself, and when. */
function NextMails({ event, now, t }: { event: EventDefinition; now: number; t: Translate }) {
  const coming = scheduledMailOf(event).filter(({ at }) => at > now);
  const digital = event.participation.digital;
  const { starts } = timesOf(event);
  return (
    <section class="sect" aria-labelledby="mails">
      <h2 id="mails">{t("organiser.mails.heading")}</h2>
      {coming.length === 0 && <p>{t("organiser.mails.none")}</p>}
      {coming.length > 0 && (
        <ol>
          {coming
            .sort((a, b) => a.at - b.at)
            .map(({ kind, at }) => (
              <li key={kind}>
                <b>{dateAndTime(t, at, event.timeZone)}</b> {t(`organiser.mails.${kind}`)}
              </li>
            ))}
        </ol>
      )}
      {digital && !digital.streamUrl && !event.cancelled && now < starts && <p>{t("organiser.mails.noStream")}</p>}
    </section>
  );
}
