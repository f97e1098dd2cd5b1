/** The conditions of the list as chips: each can be turned round and taken away. All are links, so the address is the state. */
import type { Translate } from "../../../i18n/translate.ts";
import { CopyStatus } from "../../../pages/code.tsx";
import { isNegated, type ListFilter, turnedRound, withoutCondition } from "../../../registration/list-filter.ts";
import type { StoredEvent } from "../../../storage/events.ts";
import { type ListState, listHref } from "./state.ts";
import { chipConditions, inTab, tabOf } from "./tabs.tsx";
import { conditionInWords } from "./words.ts";

interface ChipsProps {
  event: StoredEvent;
  state: ListState;
  /** The list's own address, to be copied. */
  address: string;
  t: Translate;
}

export function Chips({ event, state, address, t }: ChipsProps) {
  const { slug } = event.definition;
  const { filter } = state;
  const names = chipConditions(filter);
  const none: ListFilter = inTab({ search: filter.search }, tabOf(filter) ?? "all");
  return (
    <div class="chips">
      {names.length > 0 && (
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
      )}
      {names.length > 0 && (
        <a class="quiet button" href={listHref(slug, state, { filter: none })}>
          {t("organiser.list.removeAll")}
        </a>
      )}
      <code id="list-address" class="hidden" aria-hidden="true">
        {address}
      </code>
      <button
        type="button"
        class="quiet"
        data-copies="list-address"
        data-copied={t("copy.copied")}
        data-marked={t("copy.marked")}
        hidden
      >
        <span>{t("organiser.list.copy")}</span>
      </button>
      <CopyStatus />
    </div>
  );
}
