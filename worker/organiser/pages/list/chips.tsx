/** The conditions of the list as chips: each can be negated or removed. All are links, so the address is the state. */
import type { Translate } from "../../../i18n/translate.ts";
import { isNegated, type ListFilter, turnedRound, withoutCondition } from "../../../registration/list-filter.ts";
import type { StoredEvent } from "../../../storage/events.ts";
import { type ListState, listHref } from "./state.ts";
import { chipConditions, inTab, tabOf } from "./tabs.tsx";
import { conditionInWords } from "./words.ts";

interface ChipsProps {
  event: StoredEvent;
  state: ListState;
  t: Translate;
}

export function Chips({ event, state, t }: ChipsProps) {
  const { slug } = event.definition;
  const { filter } = state;
  const names = chipConditions(filter);
  if (names.length === 0) return null;
  const none: ListFilter = inTab({ search: filter.search }, tabOf(filter) ?? "all");
  return (
    <div class="chips">
      <ul aria-label={t("organiser.list.chips")}>
        {names.map((name) => {
          const words = conditionInWords(event, filter, name, t);
          const negated = isNegated(filter, name);
          const turn = t(negated ? "organiser.list.turnBack" : "organiser.list.turn", { condition: words });
          return (
            <li key={name} class={negated ? "chip not" : "chip"}>
              <a href={listHref(slug, state, { filter: turnedRound(filter, name) })} class="turn" title={turn}>
                <span class={negated ? "on" : ""} aria-hidden="true">
                  {t("organiser.list.not")}
                </span>
                <span class="hidden">{turn}</span>
              </a>
              <span>
                {negated && <span class="hidden">{t("organiser.list.not")} </span>}
                {words}
              </span>
              <a
                href={listHref(slug, state, { filter: withoutCondition(filter, name) })}
                title={t("organiser.list.remove", { condition: words })}
              >
                <span aria-hidden="true">×</span>
                <span class="hidden">{t("organiser.list.remove", { condition: words })}</span>
              </a>
            </li>
          );
        })}
      </ul>
      <a class="quiet button" href={listHref(slug, state, { filter: none })}>
        {t("organiser.list.removeAll")}
      </a>
    </div>
  );
}
