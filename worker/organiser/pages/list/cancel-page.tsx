/**
 * `/organiser/{event}/registrations/cancel`: cancels the people in the list, after saying how many they are and what
 * follows.
 */
import { createTranslator } from "../../../i18n/translate.ts";
import { ButtonLink, Notice } from "../../../pages/parts.tsx";
import { conditionsOf, isNegated, type ListFilter } from "../../../registration/list-filter.ts";
import { listFilterQuery } from "../../../registration/list-query.ts";
import { cancelMany, previewCancelMany } from "../../cancel-many.ts";
import { deskPage } from "../desk.tsx";
import type { ListReader } from "./list-page.tsx";
import { filteredHref, listPath } from "./state.ts";
import { conditionInWords } from "./words.ts";

export const cancelPath = (slug: string) => `${listPath(slug)}/cancel`;

/** The most names that the question shows. */
const SHOWN = 10;

/** Shows who would be cancelled. `changed`: the number has changed since it was shown. */
export async function askToCancelMany(reader: ListReader, filter: ListFilter, changed = false): Promise<Response> {
  const { service, event, session, caller } = reader;
  const { slug } = event.definition;
  const t = createTranslator(session.language);
  const preview = await previewCancelMany(service, slug, caller, filter);
  const back = filteredHref(listPath(slug), filter);
  const matching = preview.outcome === "done" ? preview.matching : null;
  return deskPage({
    event: event.definition,
    reader: session,
    place: "registrations",
    title: t("organiser.list.ask.title"),
    path: filteredHref(cancelPath(slug), filter),
    status: changed ? 409 : 200,
    children: (
      <div class="sect">
        {preview.outcome === "refused" ? (
          <>
            <h1>{t("organiser.list.ask.title")}</h1>
            <p>{t("organiser.list.ask.tooMany", { max: preview.reason === "too-many" ? preview.max : 0 })}</p>
          </>
        ) : (
          <h1>{t.count("organiser.list.ask.heading", preview.matching)}</h1>
        )}
        {changed && <Notice tone="warning">{t("organiser.list.ask.changed")}</Notice>}
        <ul class="chips" aria-label={t("organiser.list.chips")}>
          {conditionsOf(filter).map((name) => (
            <li key={name} class={isNegated(filter, name) ? "chip not" : "chip"}>
              <span>
                {isNegated(filter, name) && `${t("organiser.list.not")} `}
                {conditionInWords(event, filter, name, t)}
              </span>
            </li>
          ))}
        </ul>
        {preview.outcome === "done" && preview.matching > 0 && (
          <>
            <ul>
              {preview.registrations.slice(0, SHOWN).map(({ id, name, email }) => (
                <li key={id}>
                  {name}, {email}
                </li>
              ))}
              {preview.matching > SHOWN && <li>{t.count("organiser.list.ask.more", preview.matching - SHOWN)}</li>}
            </ul>
            <p>{t("organiser.list.ask.then")}</p>
            <form method="post" action={filteredHref(cancelPath(slug), filter)} class="stack">
              <input type="hidden" name="matching" value={matching ?? 0} />
              <label class="ticked">
                <input type="checkbox" name="notify" value="true" checked />
                {t("organiser.list.ask.notify")}
              </label>
              <div class="acts">
                <button type="submit" class="stop">
                  {t.count("organiser.list.ask.do", preview.matching)}
                </button>
                <ButtonLink href={back} look="second">
                  {t("organiser.list.ask.keep")}
                </ButtonLink>
              </div>
            </form>
          </>
        )}
        {matching === null || matching === 0 ? (
          <p>
            <ButtonLink href={back} look="second">
              {t("organiser.list.back")}
            </ButtonLink>
          </p>
        ) : null}
      </div>
    ),
  });
}

/** Cancels them, if their number is that on the page. Returns where to continue, or the page again. */
export async function doCancelMany(
  reader: ListReader,
  filter: ListFilter,
  form: URLSearchParams,
): Promise<{ outcome: "done"; location: string } | { outcome: "asked-again"; page: Promise<Response> }> {
  const { service, event, caller } = reader;
  const { slug } = event.definition;
  const matching = Number.parseInt(form.get("matching") ?? "", 10);
  const request = { where: filter, notify: form.get("notify") === "true", matching };
  const outcome = Number.isSafeInteger(matching) ? await cancelMany(service, slug, caller, request) : null;
  if (outcome?.outcome !== "done") return { outcome: "asked-again", page: askToCancelMany(reader, filter, true) };
  // The filter may match no cancelled person: continue to the whole tab, not to an empty list.
  const query = new URLSearchParams(listFilterQuery({ partner: filter.partner }));
  query.set("cancelled", String(outcome.cancelled));
  query.set("promoted", String(outcome.promoted));
  return { outcome: "done", location: `${listPath(slug)}?${query}` };
}
