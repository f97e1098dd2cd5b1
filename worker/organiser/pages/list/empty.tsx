/** Lists with nobody in them: why, and the next step. */
import type { Translate } from "../../../i18n/translate.ts";
import { ButtonLink } from "../../../pages/parts.tsx";
import { conditionsOf } from "../../../registration/list-filter.ts";
import { otherSpelling } from "../../../registration/spelling.ts";
import type { Service } from "../../../service.ts";
import type { StoredEvent } from "../../../storage/events.ts";
import { countListed, type ListCounts, namesOf } from "../../../storage/list.ts";
import { findByCode } from "./code-search.ts";
import { type ListState, listHref } from "./state.ts";
import { inTab, tabOf } from "./tabs.tsx";

/** How many names are read to suggest another spelling. */
const NAMES_MAX = 20_000;

/** The count of hits in the whole list stops here. */
const HITS_MAX = 100;

/** Suggestions for a search that found nobody. */
export interface Suggestions {
  /** Another spelling that occurs in the list. */
  spelling: string | null;
  /** How many people the same search finds in the whole list. */
  elsewhere: number;
  /** The person with this code at the door. */
  byCode: { id: string; name: string } | null;
}

/** Reads the names of the event. Called only if nothing was found. */
export async function suggestionsFor(
  service: Service,
  slug: string,
  { filter }: ListState,
): Promise<Suggestions | null> {
  const { db } = service;
  const { search } = filter;
  if (search === undefined) return null;
  const narrowed = conditionsOf(filter).length > 1;
  const elsewhere = narrowed ? await countListed(db, slug, { search }, HITS_MAX) : 0;
  const byCode = elsewhere > 0 ? null : await findByCode(service, slug, search);
  const searched = elsewhere > 0 || byCode !== null;
  return { elsewhere, byCode, spelling: searched ? null : otherSpelling(search, await namesOf(db, slug, NAMES_MAX)) };
}

interface EmptyProps {
  event: StoredEvent;
  state: ListState;
  counts: ListCounts;
  suggestions: Suggestions | null;
  t: Translate;
}

export function EmptyList({ event, state, counts, suggestions, t }: EmptyProps) {
  const { slug, partners } = event.definition;
  if (counts.all === 0) {
    const [partner = ""] = Object.keys(partners);
    return (
      <div class="empty">
        <h2 class="h3">{t("organiser.list.nobody")}</h2>
        <p>{t("organiser.list.nobodyYet")}</p>
        <ButtonLink href={`/embed/${slug}/${partner}.html`} look="second">
          {t("organiser.list.toSnippet")}
        </ButtonLink>
      </div>
    );
  }
  const everybody = listHref(slug, state, { filter: {} });
  const { search } = state.filter;
  if (search === undefined || suggestions === null)
    return (
      <div class="empty">
        <h2 class="h3">{t("organiser.list.none")}</h2>
        <ButtonLink href={everybody} look="second">
          {t("organiser.list.showAll", { count: counts.all })}
        </ButtonLink>
      </div>
    );
  const { spelling, elsewhere, byCode } = suggestions;
  const tab = tabOf(state.filter);
  return (
    <div class="empty">
      <h2 class="h3">{t("organiser.list.noHits", { search })}</h2>
      {byCode && (
        <p>
          {t("organiser.list.code")}{" "}
          <a href={listHref(slug, { ...state, filter: {}, position: { at: "start" } }, { person: byCode.id })}>
            {byCode.name}
          </a>
          .
        </p>
      )}
      {spelling && (
        <p>
          {t("organiser.list.didYouMean")}{" "}
          <a href={listHref(slug, state, { filter: { ...state.filter, search: spelling } })}>{spelling}</a>?
        </p>
      )}
      {elsewhere > 0 && (
        <p>
          {tab === null || tab === "all"
            ? t("organiser.list.filteredOnly")
            : t("organiser.list.onlyIn", { tab: t(`organiser.list.tab.${tab}`) })}{" "}
          {elsewhere < HITS_MAX
            ? t.count("organiser.list.elsewhere", elsewhere)
            : t("organiser.list.elsewhereMany", { count: HITS_MAX })}
        </p>
      )}
      {elsewhere > 0 ? (
        <ButtonLink href={listHref(slug, state, { filter: inTab({ search }, "all") })} look="second">
          {t("organiser.list.searchAll", { count: counts.all })}
        </ButtonLink>
      ) : (
        <ButtonLink href={everybody} look="second">
          {t("organiser.list.showAll", { count: counts.all })}
        </ButtonLink>
      )}
    </div>
  );
}
