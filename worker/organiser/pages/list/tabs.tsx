/** The tabs of the list: each is a filter with a name, a shape and a count. */
import type { Translate } from "../../../i18n/translate.ts";
import { type Condition, conditionsOf, type ListFilter } from "../../../registration/list-filter.ts";
import type { ListCounts } from "../../../storage/list.ts";
import { type ListState, listHref } from "./state.ts";

export const listTabs = ["all", "inPerson", "digital", "waitlisted", "cancelled", "undelivered"] as const;
export type ListTab = (typeof listTabs)[number];

const filters: Record<ListTab, ListFilter> = {
  all: {},
  inPerson: { status: "confirmed", participation: "in-person" },
  digital: { status: "confirmed", participation: "digital" },
  waitlisted: { status: "waitlisted" },
  cancelled: { status: "cancelled" },
  undelivered: { mail: "undelivered" },
};

const looks: Record<ListTab, string | null> = {
  all: null,
  inPerson: "st",
  digital: "st dig",
  waitlisted: "st wait",
  cancelled: "st out",
  undelivered: "st fail",
};

/** The conditions that define tabs. */
const ofTabs: readonly Condition[] = ["status", "participation", "mail"];

const tabPart = (filter: ListFilter) =>
  JSON.stringify([
    filter.status,
    filter.participation,
    filter.mail,
    filter.not?.filter((name) => ofTabs.includes(name)),
  ]);

/** The tab of a filter; null if it belongs to no tab. */
export function tabOf(filter: ListFilter): ListTab | null {
  const { not } = filter;
  if (not?.some((name) => ofTabs.includes(name))) return null;
  return listTabs.find((tab) => tabPart({ ...filters[tab], not: [] }) === tabPart({ ...filter, not: [] })) ?? null;
}

/** The filter in another tab, otherwise unchanged. */
export function inTab(filter: ListFilter, tab: ListTab): ListFilter {
  const not = filter.not?.filter((name) => !ofTabs.includes(name));
  return {
    ...filter,
    status: undefined,
    participation: undefined,
    mail: undefined,
    ...filters[tab],
    not: not && not.length > 0 ? not : undefined,
  };
}

/** The conditions shown as chips: those that the tab does not already say. */
export function chipConditions(filter: ListFilter): Condition[] {
  const tab = tabOf(filter);
  const said = tab === null ? [] : conditionsOf(filters[tab]);
  return conditionsOf(filter).filter((name) => name !== "search" && !said.includes(name));
}

interface TabsProps {
  slug: string;
  state: ListState;
  counts: ListCounts;
  t: Translate;
}

export function ListTabs({ slug, state, counts, t }: TabsProps) {
  const current = tabOf(state.filter);
  return (
    <nav aria-label={t("organiser.list.tabs")}>
      <ul class="tabs num">
        {listTabs.map((tab) => (
          <li key={tab}>
            <a
              href={listHref(slug, state, { filter: inTab(state.filter, tab) })}
              aria-current={tab === current ? "page" : undefined}
            >
              {looks[tab] === null ? (
                t("organiser.list.tab.all")
              ) : (
                <span class={looks[tab] ?? ""}>{t(`organiser.list.tab.${tab}`)}</span>
              )}{" "}
              <span>{t.number(counts[tab])}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
