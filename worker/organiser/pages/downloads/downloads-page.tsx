/** `GET /organiser/{event}/downloads`: the filtered list as files and on paper, each with the number of people. */
import type { ComponentChildren } from "preact";
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import { ButtonLink } from "../../../pages/parts.tsx";
import { conditionsOf, isNegated, type ListFilter } from "../../../registration/list-filter.ts";
import { asksSensitive } from "../../../registration/own-questions.ts";
import { countListed, listCounts } from "../../../storage/list.ts";
import { countNeeds } from "../../../storage/needs.ts";
import { deskPage } from "../desk.tsx";
import type { ListReader } from "../list/list-page.tsx";
import { filteredHref, listPath } from "../list/state.ts";
import { conditionInWords } from "../list/words.ts";
import { BADGES_A_SHEET, forPrinting } from "./printed.ts";

export const downloadsPath = (slug: string) => `/organiser/${slug}/downloads`;

/** The most rows to count; no event has more. */
const COUNTED_MAX = 1_000_000;

export async function downloadsPage(reader: ListReader, filter: ListFilter): Promise<Response> {
  const { service, event, session } = reader;
  const { db } = service;
  const { definition } = event;
  const { slug, questions } = definition;
  const t = createTranslator(session.language);
  const names = conditionsOf(filter);
  const asksNeeds = asksSensitive(questions);
  const [all, printed, needs] = await Promise.all([
    names.length === 0 ? listCounts(db, slug).then((counts) => counts.all) : countListed(db, slug, filter, COUNTED_MAX),
    countListed(db, slug, forPrinting(filter, definition), COUNTED_MAX),
    asksNeeds ? countNeeds(db, slug, { questions }) : [],
  ]);
  const wishes = needs.reduce((sum, { count }) => sum + count, 0);
  const to = (file: string) => filteredHref(`${downloadsPath(slug)}/${file}`, filter);
  return deskPage({
    event: definition,
    reader: session,
    place: "registrations",
    title: t("button.download"),
    path: filteredHref(downloadsPath(slug), filter),
    children: (
      <div class="sect">
        <h1>{t("button.download")}</h1>
        {names.length > 0 && (
          <ul class="chips" aria-label={t("organiser.list.chips")}>
            {names.map((name) => (
              <li key={name} class={isNegated(filter, name) ? "chip not" : "chip"}>
                <span>
                  {isNegated(filter, name) && `${t("organiser.list.not")} `}
                  {conditionInWords(event, filter, name, t)}
                </span>
              </li>
            ))}
          </ul>
        )}
        <p>
          <a href={filteredHref(listPath(slug), filter)}>{t("organiser.list.back")}</a>
        </p>
        <ul class="lines">
          <Download
            what={t(names.length > 0 ? "organiser.download.filtered" : "organiser.download.list")}
            about={t.count("organiser.download.rows", all)}
          >
            <FileLink href={to("list.xlsx")} format="Excel" of={t("organiser.nav.registrations")} />
            <FileLink href={to("list.csv")} format="CSV" of={t("organiser.nav.registrations")} />
            <FileLink href={to("list.json")} format="JSON" of={t("organiser.nav.registrations")} />
          </Download>
          {asksNeeds && (
            <Download
              what={t("organiser.download.needs")}
              about={`${t.count("organiser.download.wishes", wishes)} ${t("organiser.download.needsHint")}`}
            >
              <FileLink href={`${downloadsPath(slug)}/needs.xlsx`} format="Excel" of={t("organiser.download.needs")} />
              <FileLink href={`${downloadsPath(slug)}/needs.csv`} format="CSV" of={t("organiser.download.needs")} />
            </Download>
          )}
          <Download what={t("organiser.download.sheet")} about={forWhom(filter, printed, t)}>
            <PrintLink href={to("sheet")} of={t("organiser.download.sheet")} t={t} />
          </Download>
          <Download
            what={t("organiser.download.badges")}
            about={`${t.count("organiser.download.sheets", Math.ceil(printed / BADGES_A_SHEET))} ${forWhom(filter, printed, t)}`}
          >
            <PrintLink href={to("badges")} of={t("organiser.download.badges")} t={t} />
          </Download>
        </ul>
        <p class="soft">{t("organiser.download.logged")}</p>
      </div>
    ),
  });
}

/** Says so if not everybody in the list is printed. */
function forWhom(filter: ListFilter, printed: number, t: Translate): string {
  const all = filter.status !== undefined || filter.participation !== undefined;
  return t.count(all ? "organiser.download.names" : "organiser.download.seated", printed);
}

function Download({ what, about, children }: { what: string; about: string; children: ComponentChildren }) {
  return (
    <li>
      <div>
        <b>{what}</b>
        <small>{about}</small>
      </div>
      <span class="acts">{children}</span>
    </li>
  );
}

function FileLink({ href, format, of }: { href: string; format: string; of: string }) {
  return (
    <ButtonLink href={href} icon="download" look="second small">
      {format}
      <span class="hidden"> {of}</span>
    </ButtonLink>
  );
}

function PrintLink({ href, of, t }: { href: string; of: string; t: Translate }) {
  return (
    <ButtonLink href={href} icon="print" look="second small">
      {t("organiser.download.print")}
      <span class="hidden"> {of}</span>
    </ButtonLink>
  );
}
