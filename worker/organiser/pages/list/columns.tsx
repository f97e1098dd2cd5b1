/** The columns of the list: the possible and the chosen ones, and their content. */
import type { ComponentChildren } from "preact";
import { dateAndTime, dateTile } from "../../../i18n/dates.ts";
import { inLanguage } from "../../../i18n/language.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { answerInWords } from "../../../registration/answer-words.ts";
import type { DisplayStatus } from "../../../registration/message.ts";
import type { StoredEvent } from "../../../storage/events.ts";
import type { ListedPerson, ListSort } from "../../../storage/list.ts";
import { listPath } from "./state.ts";
import { listedQuestions, partnerName } from "./words.ts";

export interface Column {
  key: string;
  label: string;
  sort?: ListSort;
  /** Numbers and times, which do not wrap. */
  figures?: boolean;
  cell(person: ListedPerson, mail: DisplayStatus | undefined): ComponentChildren;
}

/** The columns if the organiser has chosen none. */
const usual: readonly string[] = ["status", "partner", "registeredAt"];

/** More columns do not fit on any screen. */
const COLUMNS_MAX = 12;

/** The columns besides the name, in their order. */
export function possibleColumns(event: StoredEvent, t: Translate): Column[] {
  const { timeZone } = event.definition;
  const moment = (at: number | null) =>
    at === null ? "" : <time dateTime={new Date(at).toISOString()}>{dateAndTime(t, at, timeZone)}</time>;
  return [
    { key: "status", label: t("csv.status"), sort: "status", cell: (person) => <Status of={person} t={t} /> },
    {
      key: "partner",
      label: t("organiser.list.from"),
      sort: "partner",
      cell: ({ partner }) => partnerName(event, partner),
    },
    {
      key: "registeredAt",
      label: t("csv.registeredAt"),
      sort: "time",
      figures: true,
      cell: ({ registeredAt }) => <ShortDay at={registeredAt} timeZone={timeZone} t={t} />,
    },
    { key: "email", label: t("csv.email"), cell: ({ email }) => email },
    { key: "role", label: t("csv.role"), cell: ({ role }) => role },
    { key: "language", label: t("csv.language"), cell: ({ language }) => t(`lang.${language}`) },
    { key: "question", label: t("csv.question"), cell: ({ question }) => question },
    { key: "mail", label: t("organiser.list.mail"), cell: (_, mail) => mail && t(`csv.value.mail.status.${mail}`) },
    {
      key: "checkedInAt",
      label: t("csv.checkedInAt"),
      figures: true,
      cell: ({ checkedInAt }) => moment(checkedInAt),
    },
    { key: "joinedAt", label: t("organiser.list.joined"), figures: true, cell: ({ joinedAt }) => moment(joinedAt) },
    { key: "heldUntil", label: t("csv.heldUntil"), figures: true, cell: ({ heldUntil }) => moment(heldUntil) },
    ...listedQuestions(event).map((question) => ({
      key: `answers.${question.key}`,
      label: inLanguage(question.label, t.language).text,
      cell: ({ answers }: ListedPerson) => {
        const answer = answers[question.key];
        return answer === undefined ? "" : answerInWords(question, answer, t);
      },
    })),
  ];
}

/** The remembered choice. It does not depend on the event: own questions that an event lacks are left out there. */
export function rememberedColumns(form: URLSearchParams): string {
  return form
    .getAll("column")
    .filter((key) => /^[\w.-]{1,60}$/.test(key))
    .slice(0, COLUMNS_MAX)
    .join("~");
}

/** The chosen columns; `remembered` comes from a cookie, so it may be anything. */
export function chosenColumns(possible: readonly Column[], remembered: string | undefined): Column[] {
  const keys = remembered === undefined ? usual : remembered.split("~").slice(0, COLUMNS_MAX);
  return possible.filter(({ key }) => keys.includes(key));
}

/** A shape and a word, never a colour alone. */
export function Status({ of, t }: { of: Pick<ListedPerson, "status" | "participation">; t: Translate }) {
  switch (of.status) {
    case "cancelled":
      return <span class="st out">{t("organiser.list.tab.cancelled")}</span>;
    case "waitlisted":
      return <span class="st wait">{t("organiser.list.tab.waitlisted")}</span>;
    case "confirmed":
      return of.participation === "digital" ? (
        <span class="st dig">{t("organiser.list.tab.digital")}</span>
      ) : (
        <span class="st">{t("organiser.list.tab.inPerson")}</span>
      );
  }
}

function ShortDay({ at, timeZone, t }: { at: number; timeZone: string; t: Translate }) {
  const { day, month } = dateTile(t, at, timeZone);
  return (
    <time dateTime={new Date(at).toISOString()} title={dateAndTime(t, at, timeZone)}>
      {t("organiser.list.day", { day, month })}
    </time>
  );
}

interface ChooserProps {
  slug: string;
  possible: readonly Column[];
  chosen: readonly Column[];
  /** The query of the list, to come back to. */
  query: string;
  t: Translate;
}

export function ColumnChooser({ slug, possible, chosen, query, t }: ChooserProps) {
  return (
    <details class="plain">
      <summary>{t("organiser.list.columns")}</summary>
      <form method="post" action={listPath(slug)} class="near">
        <input type="hidden" name="query" value={query} />
        <ul class="column-choice">
          {possible.map((column) => (
            <li key={column.key}>
              <label class="ticked">
                <input type="checkbox" name="column" value={column.key} checked={chosen.includes(column)} />
                {column.label}
              </label>
            </li>
          ))}
        </ul>
        <p>
          <button type="submit" class="second small">
            {t("organiser.list.columnsSave")}
          </button>
        </p>
      </form>
    </details>
  );
}
