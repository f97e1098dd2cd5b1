/** The status of an event in one sentence; each number links to the people that it counts. */
import type { ComponentChildren } from "preact";
import type { CountedKey, Translate } from "../../i18n/translate.ts";
import { put } from "../../pages/put.ts";
import { timesOf } from "../../registration/event-times.ts";
import type { ListFilter } from "../../registration/list-filter.ts";
import { dayAt } from "../../registration/local-time.ts";
import type { StoredEvent } from "../../storage/events.ts";
import type { Stats } from "../stats.ts";
import { filteredHref, listPath } from "./list/state.ts";

/** The address of the list with a filter. */
export const listOf = (slug: string, filter: ListFilter) => filteredHref(listPath(slug), filter);

/** People who take part or wait, without cancelled ones. */
export const active: ListFilter = { status: "cancelled", not: ["status"] };

/** Keeps the placeholder for `withNumber`. */
const kept = { count: "{count}" };

function withNumber(text: string, count: ComponentChildren, href?: string): ComponentChildren {
  return put(text, { count: href ? <a href={href}>{count}</a> : <b>{count}</b> });
}

/** "… er tatt, 61 følger digitalt, og 9 har meldt seg av." */
function listed(parts: readonly ComponentChildren[], t: Translate): ComponentChildren {
  return [
    parts.map((part, index) => [index === 0 ? "" : index === parts.length - 1 ? t("organiser.say.and") : ", ", part]),
    ".",
  ];
}

/** Collects the parts of a sentence. */
function speaker(slug: string, t: Translate) {
  const parts: ComponentChildren[] = [];
  const say = (key: CountedKey, count: number, filter: ListFilter) =>
    parts.push(withNumber(t.count(key, count, kept), t.number(count), listOf(slug, filter)));
  return { parts, say };
}

/**
 * `mayCome`: whether attendees can still register. "184 av 200 plasser i salen er tatt, 61 følger digitalt, 12 står på
 * venteliste, og 9 har meldt seg av."
 */
export function sentence(
  { definition, capacity }: StoredEvent,
  counted: Stats,
  mayCome: boolean,
  t: Translate,
): ComponentChildren {
  const { slug } = definition;
  const { inPerson, digital } = definition.participation;
  const { inPersonTaken, digitalTaken, waiting } = capacity;
  const registered = counted.status.confirmed + counted.status.waitlisted;
  const { cancelled } = counted.status;
  if (registered + cancelled === 0) return t(mayCome ? "organiser.say.nobody" : "organiser.say.nobodyCame");
  // Counts stay when people are erased.
  if (registered > 0 && inPersonTaken + digitalTaken + waiting === 0)
    return withNumber(t.count("organiser.say.erased", registered, kept), t.number(registered));
  const { parts, say } = speaker(slug, t);
  const seated: ListFilter = { status: "confirmed", participation: "in-person" };
  if (inPerson?.capacity != null) {
    const places = t("organiser.say.of", {
      taken: t.number(inPersonTaken),
      capacity: t.number(inPerson.capacity),
    });
    parts.push(withNumber(t("organiser.say.seats"), places, listOf(slug, seated)));
  } else if (inPerson || inPersonTaken > 0) say("organiser.say.inPerson", inPersonTaken, seated);
  // Includes people who follow while they wait.
  if (digital || digitalTaken > 0) say("organiser.say.digital", digitalTaken, { ...active, participation: "digital" });
  if (waiting > 0) say("organiser.say.waiting", waiting, { status: "waitlisted" });
  if (cancelled > 0) say("organiser.say.cancelled", cancelled, { status: "cancelled" });
  return listed(parts, t);
}

/** From the day of the event: "150 har møtt opp, og 48 har fulgt sendingen." Null before. */
export function presence({ definition }: StoredEvent, counted: Stats, now: number, t: Translate): ComponentChildren {
  const { slug, timeZone, participation } = definition;
  const { checkedIn, joined } = counted;
  const began = dayAt(now, timeZone) >= dayAt(timesOf(definition).starts, timeZone);
  const { parts, say } = speaker(slug, t);
  if (checkedIn > 0 || (began && participation.inPerson))
    say("organiser.say.checkedIn", checkedIn, { checkedIn: true });
  if (joined > 0 || (began && participation.digital)) say("organiser.say.joined", joined, { joined: true });
  return began && parts.length > 0 && !definition.cancelled ? listed(parts, t) : null;
}
