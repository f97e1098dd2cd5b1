/** The rows of the list, with boxes to select them and actions for the selected people. */
import type { Translate } from "../../../i18n/translate.ts";
import type { DisplayStatus } from "../../../registration/message.ts";
import type { ListedPerson } from "../../../storage/list.ts";
import { type Column, Status } from "./columns.tsx";
import { type ListState, listHref, listPath, stateQuery } from "./state.ts";

interface TableProps {
  slug: string;
  state: ListState;
  people: readonly ListedPerson[];
  columns: readonly Column[];
  mails: ReadonlyMap<string, DisplayStatus>;
  t: Translate;
}

export function PeopleTable({ slug, state, people, columns, mails, t }: TableProps) {
  return (
    <form action={`${listPath(slug)}/selected`} class="near">
      <input type="hidden" name="query" value={stateQuery({ ...state, person: null }).toString()} />
      <table aria-label={t("organiser.nav.registrations")}>
        <thead>
          <tr>
            <td>
              <input type="checkbox" aria-label={t("organiser.list.selectAll")} data-selects-all hidden />
            </td>
            <Heading slug={slug} state={state} column={{ label: t("csv.name"), sort: "name" }} t={t} />
            {columns.map((column) => (
              <Heading key={column.key} slug={slug} state={state} column={column} wide t={t} />
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <Row
              key={person.id}
              person={person}
              mail={mails.get(person.id)}
              columns={columns}
              href={listHref(slug, state, { person: person.id })}
              here={person.id === state.person}
              t={t}
            />
          ))}
        </tbody>
      </table>
      <div class="bulk">
        <span class="num" role="status" data-selected={t("organiser.list.chosen")}>
          {t("organiser.list.withSelected")}
        </span>
        <button type="submit" class="second small" name="do" value="write">
          {t("organiser.list.write")}
        </button>
        <button type="submit" class="second small stop-text" name="do" value="cancel">
          {t("organiser.list.cancel")}
        </button>
      </div>
    </form>
  );
}

interface HeadingProps {
  slug: string;
  state: ListState;
  column: Pick<Column, "label" | "sort">;
  wide?: boolean;
  t: Translate;
}

/** Times are sorted newest first, words alphabetically; a second press reverses the order. */
function Heading({ slug, state, column: { label, sort }, wide = false, t }: HeadingProps) {
  const look = wide ? "wide" : undefined;
  if (!sort)
    return (
      <th scope="col" class={look}>
        {label}
      </th>
    );
  const { order } = state;
  const current = order.sort === sort;
  const descending = current ? !order.descending : sort === "time";
  const sorted = current ? (order.descending ? "descending" : "ascending") : undefined;
  return (
    <th scope="col" class={look} aria-sort={sorted}>
      <a href={listHref(slug, state, { order: { sort, descending } })}>
        <span class="hidden">{t("organiser.list.sortBy")} </span>
        {label}
      </a>
    </th>
  );
}

interface RowProps {
  person: ListedPerson;
  mail: DisplayStatus | undefined;
  columns: readonly Column[];
  href: string;
  here: boolean;
  t: Translate;
}

function Row({ person, mail, columns, href, here, t }: RowProps) {
  const { id, name, organisation, noted } = person;
  return (
    <tr class={here ? "here" : undefined}>
      <td>
        <input type="checkbox" name="ids" value={id} aria-label={t("organiser.list.select", { name })} />
      </td>
      <th scope="row">
        <a href={href} id={`person-${id}`} aria-current={here || undefined}>
          {name}
        </a>
        {organisation && <small>{organisation}</small>}
        {noted && <small>{t("organiser.list.noted")}</small>}
        {columns.some(({ key }) => key === "status") && (
          <small class="thin">
            <Status of={person} t={t} />
          </small>
        )}
      </th>
      {columns.map((column) => (
        <td key={column.key} class={column.figures ? "wide num" : "wide"}>
          {column.cell(person, mail)}
        </td>
      ))}
    </tr>
  );
}
