/** The list's pages. */
import { getCookie, setCookie } from "hono/cookie";
import { readForm } from "../../../http/body.ts";
import { get, post, type Route } from "../../../http/route.ts";
import { conditionsOf } from "../../../registration/list-filter.ts";
import { signedInAtEvent } from "../../../security/session.ts";
import { personBeside } from "../person/beside.tsx";
import { personRequest } from "../person/desk-request.ts";
import { askToCancelMany, cancelPath, doCancelMany } from "./cancel-page.tsx";
import { rememberedColumns } from "./columns.tsx";
import { type ListNotice, showList, type Ways } from "./list-page.tsx";
import { type AtEventContext, filterOf, readerOf, stateOf } from "./request.ts";
import { filteredHref, type ListState, listPath, readState, stateQuery } from "./state.ts";

/** The organiser's chosen columns: a preference without personal data. */
const COLUMNS_COOKIE = "list-columns";
const YEAR_S = 365 * 86_400;

/** Parameters of the state besides the filter. */
const ofState = ["sort", "after", "before", "letter", "person"];
/** Parameters from pages that led here. */
const passing = ["lang", "done", "cancelled", "promoted", "choose"];

export const listRoutes: readonly Route[] = [
  get("/organiser/:event/registrations", signedInAtEvent, async (c) => {
    const query = new URL(c.req.url).searchParams;
    const state = await stateOf(c, [...ofState, ...passing]);
    const canonical = canonicalQuery(query, state);
    if (canonical) return c.redirect(`${listPath(c.var.event.definition.slug)}${canonical}`, 303);
    return showList(readerOf(c), {
      state,
      notice: noticeIn(query),
      columns: getCookie(c, COLUMNS_COOKIE, "secure"),
      beside: besideOf(c, state, query.get("done")),
    });
  }),
  post("/organiser/:event/registrations", signedInAtEvent, async (c) => {
    const form = await readForm(c);
    setCookie(c, COLUMNS_COOKIE, rememberedColumns(form), {
      prefix: "secure",
      httpOnly: true,
      secure: true,
      sameSite: "Lax",
      path: "/organiser",
      maxAge: YEAR_S,
    });
    return c.redirect(await listAgain(c, form.get("query")), 303);
  }),
  get("/organiser/:event/registrations/selected", signedInAtEvent, async (c) => {
    const query = new URL(c.req.url).searchParams;
    const ids = query.getAll("ids");
    const { slug } = c.var.event.definition;
    if (ids.length === 0) return c.redirect(await listAgain(c, query.get("query"), "choose=1"), 303);
    const path = query.get("do") === "cancel" ? cancelPath(slug) : `/organiser/${slug}/announcements`;
    return c.redirect(filteredHref(path, { ids }), 303);
  }),
  get("/organiser/:event/registrations/cancel", signedInAtEvent, async (c) => {
    const filter = await filterOf(c);
    if (conditionsOf(filter).length === 0) return c.redirect(await listAgain(c, null, "choose=1"), 303);
    return askToCancelMany(readerOf(c), filter);
  }),
  post("/organiser/:event/registrations/cancel", signedInAtEvent, async (c) => {
    const filter = await filterOf(c);
    if (conditionsOf(filter).length === 0) return c.redirect(await listAgain(c, null, "choose=1"), 303);
    const outcome = await doCancelMany(readerOf(c), filter, await readForm(c));
    return outcome.outcome === "done" ? c.redirect(outcome.location, 303) : outcome.page;
  }),
];

/** The panel of the person in the address; undefined if there is none. */
function besideOf(c: AtEventContext, state: ListState, done: string | null) {
  if (!state.person) return undefined;
  const list = stateQuery({ ...state, person: null }).toString();
  const request = personRequest(c.var, state.person, list);
  return (ways: Ways) => personBeside(request, ways, done ?? undefined);
}

/** The canonical form of a query; null if it already has that form. A form sends empty fields, and days instead of times. */
function canonicalQuery(query: URLSearchParams, state: ListState): string | null {
  const wanted = stateQuery(state);
  const pairs = (list: URLSearchParams) =>
    [...list]
      .filter(([name]) => !passing.includes(name))
      .map((pair) => JSON.stringify(pair))
      .sort()
      .join();
  if (pairs(wanted) === pairs(query)) return null;
  for (const name of passing) for (const value of query.getAll(name)) wanted.append(name, value);
  return wanted.size > 0 ? `?${wanted}` : "";
}

function noticeIn(query: URLSearchParams): ListNotice {
  if (query.has("choose")) return { notice: "nobody-selected" };
  const [cancelled, promoted] = [query.get("cancelled"), query.get("promoted")];
  if (!cancelled || !/^\d{1,6}$/.test(cancelled)) return null;
  return {
    notice: "cancelled",
    cancelled: Number(cancelled),
    promoted: promoted && /^\d{1,6}$/.test(promoted) ? Number(promoted) : 0,
  };
}

/** The address of the list as it was, from the query in the form. Only its state is used. */
async function listAgain(c: AtEventContext, query: string | null, more = ""): Promise<string> {
  const { slug, timeZone } = c.var.event.definition;
  const read = readState(new URLSearchParams(query ?? ""), timeZone);
  const kept = [read.outcome === "read" ? stateQuery(read.state).toString() : "", more]
    .filter((part) => part !== "")
    .join("&");
  return listPath(slug) + (kept === "" ? "" : `?${kept}`);
}
