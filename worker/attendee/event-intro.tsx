/** The part beside the form on the hosted page: what the event is, when, where, and what it offers. */
import type { ComponentChildren } from "preact";
import { inLanguage } from "../i18n/language.ts";
import type { Translate } from "../i18n/translate.ts";
import { Icon, type IconName, Local } from "../pages/parts.tsx";
import type { PublicEvent } from "../registration/contract.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { calendarFileUrl, mapUrl } from "../urls.ts";

interface Props {
  event: EventDefinition;
  shown: PublicEvent;
  t: Translate;
}

export function EventTitle({ shown: { title } }: Pick<Props, "shown">) {
  return (
    <h1>
      <Local of={title} />
    </h1>
  );
}

export function Summary({ shown: { summary } }: Pick<Props, "shown">) {
  return (
    summary && (
      <p>
        <Local of={summary} />
      </p>
    )
  );
}

/** When, where, the price and who arranges it. */
export function EventFacts({ event, shown, t }: Props) {
  const { when, where, venue, price, slug, partner, language } = shown;
  const participation = venue ? "in-person" : "digital";
  const calendarUrl = calendarFileUrl("", slug, { partner, language, participation });
  const over = shown.phase === "cancelled" || shown.phase === "past";
  const rows: [IconName, ComponentChildren, ComponentChildren][] = [
    ["calendar", when, !over && <a href={calendarUrl}>{t("calendar.heading")}</a>],
    ["place", where, venue && <a href={mapUrl(venue)}>{t("event.map")}</a>],
    [
      "people",
      price ? <Local of={price} /> : t("event.isFree"),
      t("event.organiser", { organiser: event.organiser.name }),
    ],
  ];
  return (
    <ul class="icons">
      {rows.map(([icon, fact, more]) => (
        <li key={icon}>
          <Icon name={icon} />
          <b>{fact}</b>
          {more && <small>{more}</small>}
        </li>
      ))}
    </ul>
  );
}

export function Programme({ event, t }: Pick<Props, "event" | "t">) {
  if (event.programme.length === 0) return null;
  return (
    <section class="near" aria-labelledby="programme">
      <h2 id="programme">{t("event.programme")}</h2>
      <ul class="programme">
        {event.programme.map((item) => {
          const text = inLanguage(item, t.language);
          return (
            <li key={text.text}>
              <Local of={text} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
