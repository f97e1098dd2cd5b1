/** Links through a long list: pages, and letters if it is sorted by name. */
import type { Translate } from "../../../i18n/translate.ts";
import { nameKey } from "../../../registration/search-text.ts";
import type { ListedPerson, ListPage } from "../../../storage/list.ts";
import { type ListState, letters, listHref } from "./state.ts";

interface PagesProps {
  slug: string;
  state: ListState;
  page: ListPage;
  t: Translate;
}

export function Pages({ slug, state, page: { people, before, after }, t }: PagesProps) {
  const [first] = people;
  const last = people.at(-1);
  if (!first || !last || !(before || after)) return null;
  return (
    <nav class="pages" aria-label={t("organiser.list.pages")}>
      <ul>
        {before && (
          <>
            <li>
              <a href={listHref(slug, state, { position: { at: "start" } })}>{t("organiser.list.first")}</a>
            </li>
            <li>
              <a href={listHref(slug, state, { position: { at: "before", id: first.id } })} rel="prev">
                {t("organiser.list.previous")}
              </a>
            </li>
          </>
        )}
        {after && (
          <li>
            <a href={listHref(slug, state, { position: { at: "after", id: last.id } })} rel="next">
              {t("organiser.list.next")}
            </a>
          </li>
        )}
      </ul>
    </nav>
  );
}

/** Links to letters; that of the first shown name is the current one. */
export function Letters({ slug, state, people, t }: Omit<PagesProps, "page"> & { people: readonly ListedPerson[] }) {
  const initial = nameKey(people[0]?.name ?? "")[0];
  return (
    <nav class="pages" aria-label={t("organiser.list.letters")}>
      <ul>
        {letters.map((letter) => (
          <li key={letter}>
            <a
              href={listHref(slug, state, { position: { at: "letter", letter } })}
              aria-current={nameKey(letter) === initial || undefined}
            >
              {letter}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
