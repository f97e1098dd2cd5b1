/** `GET /organiser/{event}/registrations`: the list of an event, a page at a time. */
import type { ComponentChildren } from "preact";
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import { CopyStatus, copying } from "../../../pages/code.tsx";
import type { Page } from "../../../pages/page.tsx";
import { ButtonLink, Notice } from "../../../pages/parts.tsx";
import { scriptPath } from "../../../pages/scripts.ts";
import { conditionsOf } from "../../../registration/list-filter.ts";
import { nameKey } from "../../../registration/search-text.ts";
import type { Caller } from "../../../security/bearer.ts";
import type { Service } from "../../../service.ts";
import type { StoredEvent } from "../../../storage/events.ts";
import {
  findListed,
  type ListPage,
  type ListRequest,
  latestMailTo,
  listCounts,
  listKeyOf,
  listPage,
} from "../../../storage/list.ts";
import type { OrganiserSession } from "../../../storage/organiser-sessions.ts";
import { audit } from "../../audit-log.ts";
import { deskPage } from "../desk.tsx";
import { Chips } from "./chips.tsx";
import { ColumnChooser, chosenColumns, possibleColumns } from "./columns.tsx";
import { EmptyList, suggestionsFor } from "./empty.tsx";
import { Letters, Pages } from "./pages.tsx";
import { SearchForm } from "./search-form.tsx";
import { filteredHref, type ListState, listHref, listPath, stateQuery } from "./state.ts";
import { PeopleTable } from "./table.tsx";
import { ListTabs } from "./tabs.tsx";

/** The number of rows on a page. */
export const PAGE = 50;

export interface ListReader {
  service: Service;
  event: StoredEvent;
  session: OrganiserSession;
  caller: Caller;
}

/** What was just done, from the address. */
export type ListNotice =
  | { notice: "cancelled"; cancelled: number; promoted: number }
  | { notice: "nobody-selected" }
  | null;

/** A person beside the list, and the page's title and notice for that. */
export interface Beside {
  aside?: ComponentChildren;
  head?: ComponentChildren;
  allows?: Page["allows"];
}
/** The links that close the panel, and lead to the previous and next person on the page of the list. */
export interface Ways {
  close: string;
  previous: string | null;
  next: string | null;
}

interface Shown {
  state: ListState;
  notice: ListNotice;
  /** The organiser's remembered columns. */
  columns: string | undefined;
  /** Renders the open person; absent if none is open. */
  beside?: ((ways: Ways) => Promise<Beside>) | undefined;
}

export async function showList(
  { service, event, session, caller }: ListReader,
  { state, notice, columns: remembered, beside: openBeside }: Shown,
): Promise<Response> {
  const { db } = service;
  const { slug } = event.definition;
  const t = createTranslator(session.language);
  const [counts, page] = await Promise.all([listCounts(db, slug), pageOf(db, slug, state)]);
  const { people } = page;
  await audit(service, caller, { event: slug, action: "list", count: people.length });
  const possible = possibleColumns(event, t);
  const columns = chosenColumns(possible, remembered);
  const ids = people.map(({ id }) => id);
  const mails = columns.some(({ key }) => key === "mail") ? await latestMailTo(db, ids) : new Map();
  const suggestions = people.length === 0 ? await suggestionsFor(service, slug, state) : null;
  const beside = await openBeside?.(waysFrom(slug, state, ids));
  const copy = await copying();
  const address = `${service.settings.PUBLIC_URL}${listHref(slug, { ...state, position: { at: "start" }, person: null }, {})}`;
  return deskPage({
    event: event.definition,
    reader: session,
    place: "registrations",
    path: listHref(slug, state, {}),
    head: (
      <>
        {copy.head}
        <script src={await scriptPath("list")} defer />
        {beside?.head}
      </>
    ),
    allows: { ...copy.allows, ...beside?.allows },
    children: (
      <>
        <div class="head">
          <h1>{t("organiser.nav.registrations")}</h1>
          <div class="acts">
            <ButtonLink href={`${listPath(slug)}/add`} icon="hand-over" look="second small">
              {t("organiser.list.add")}
            </ButtonLink>
            <ButtonLink
              href={filteredHref(`/organiser/${slug}/downloads`, state.filter)}
              icon="download"
              look="second small"
            >
              {t("button.download")}
            </ButtonLink>
          </div>
        </div>
        <div class="sect">
          <Done notice={notice} t={t} />
          <ListTabs slug={slug} state={state} counts={counts} t={t} />
          {counts.all > 0 && (
            <>
              <SearchForm event={event} state={state} t={t} />
              <Chips event={event} state={state} t={t} />
            </>
          )}
          {state.filter.mail === "undelivered" && counts.undelivered > 0 && (
            <p>
              <a href={`/organiser/${slug}/undelivered`}>{t("organiser.list.undeliveredActions")}</a>
            </p>
          )}
          {people.length > 0 ? (
            <People slug={slug} state={state} page={page} columns={columns} mails={mails} address={address} t={t} />
          ) : (
            <EmptyList event={event} state={state} counts={counts} suggestions={suggestions} t={t} />
          )}
          {counts.all > 0 && (
            <ColumnChooser
              slug={slug}
              possible={possible}
              chosen={columns}
              query={stateQuery(state).toString()}
              t={t}
            />
          )}
        </div>
        {beside?.aside}
      </>
    ),
  });
}

type PeopleProps = Pick<Parameters<typeof PeopleTable>[0], "slug" | "state" | "columns" | "mails" | "t"> & {
  page: ListPage;
  /** The list's own address, to be copied. */
  address: string;
};

function People({ page, address, ...props }: PeopleProps) {
  const { slug, state, t } = props;
  return (
    <>
      {state.order.sort === "name" && <Letters slug={slug} state={state} people={page.people} t={t} />}
      <PeopleTable people={page.people} {...props} />
      <Pages slug={slug} state={state} page={page} t={t} />
      <div class="acts">
        <a class="quiet button" href={filteredHref(`/organiser/${slug}/announcements`, state.filter)}>
          {t("organiser.list.writeAll")}
        </a>
        {conditionsOf(state.filter).length > 0 && state.filter.status !== "cancelled" && (
          <a class="quiet button" href={filteredHref(`${listPath(slug)}/cancel`, state.filter)}>
            {t("organiser.list.cancelAll")}
          </a>
        )}
        <CopyAddress address={address} t={t} />
      </div>
    </>
  );
}

function CopyAddress({ address, t }: { address: string; t: Translate }) {
  return (
    <>
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
    </>
  );
}

function Done({ notice, t }: { notice: ListNotice; t: Translate }) {
  if (notice === null) return null;
  switch (notice.notice) {
    case "nobody-selected":
      return <Notice tone="warning">{t("organiser.list.nobodySelected")}</Notice>;
    case "cancelled":
      return (
        <Notice tone="info">
          {t.count("organiser.list.cancelled", notice.cancelled)}{" "}
          {notice.promoted > 0 && t.count("organiser.list.promoted", notice.promoted)}
        </Notice>
      );
  }
}

/** The page for a state. If its position is a person who was erased meanwhile, the first page. */
async function pageOf(db: D1Database, slug: string, { filter, order, position }: ListState): Promise<ListPage> {
  const from = await startOf(db, slug, order, position);
  return listPage(db, slug, { filter, order, from, limit: PAGE });
}

async function startOf(
  db: D1Database,
  slug: string,
  order: ListState["order"],
  position: ListState["position"],
): Promise<ListRequest["from"]> {
  switch (position.at) {
    case "start":
      return null;
    case "letter": {
      const key = nameKey(position.letter);
      return { key: order.descending ? `${key}\u{10ffff}` : key, id: "", backwards: false };
    }
    case "after":
    case "before": {
      const person = await findListed(db, slug, position.id);
      return person && { ...listKeyOf(order, person), backwards: position.at === "before" };
    }
  }
}

function waysFrom(slug: string, state: ListState, ids: readonly string[]): Ways {
  const index = ids.indexOf(state.person ?? "");
  const to = (id: string | undefined) => (id === undefined ? null : listHref(slug, state, { person: id }));
  return {
    close: listHref(slug, state, { person: null }),
    previous: index > 0 ? to(ids[index - 1]) : null,
    next: index >= 0 ? to(ids[index + 1]) : null,
  };
}
