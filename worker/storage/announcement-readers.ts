/** Recipients of an announcement, one at a time, as the preview shows them. */
import type { ListFilter } from "../registration/list-filter.ts";
import { IN_AUDIENCE } from "./announcements.ts";
import { filterValues } from "./list-filter.ts";
import { answersIn, type Registration } from "./registrations.ts";

/** What the e-mail needs to know about its reader. */
export type Reader = Pick<
  Registration,
  "id" | "name" | "email" | "status" | "participation" | "digitalMeanwhile" | "partner" | "language" | "answers"
>;

interface Row extends Omit<Reader, "digitalMeanwhile" | "answers"> {
  digital_meanwhile: number;
  answers: string | null;
}

const COLUMNS = "id, name, email, status, participation, digital_meanwhile, partner, language, answers";

const readerOf = ({ digital_meanwhile, answers, ...row }: Row): Reader => ({
  ...row,
  digitalMeanwhile: digital_meanwhile === 1,
  answers: answersIn(answers),
});

/** A recipient with the ids of the previous and the next one, in the order of registering; null where there is none. */
export interface ReaderInLine {
  reader: Reader;
  previous: string | null;
  next: string | null;
}

/** The recipient with this id, or the next one after it; the first one for an empty id. Null if the audience is empty. */
export async function readerInLine(
  db: D1Database,
  slug: string,
  audience: ListFilter,
  id: string,
): Promise<ReaderInLine | null> {
  const values = JSON.stringify(filterValues(slug, audience));
  const [here, before] = await db.batch<Row>([
    db
      .prepare(`SELECT ${COLUMNS} FROM registration WHERE ${IN_AUDIENCE} AND id >= ?2 ORDER BY id LIMIT 2`)
      .bind(values, id),
    db
      .prepare(`SELECT id FROM registration WHERE ${IN_AUDIENCE} AND id < ?2 ORDER BY id DESC LIMIT 1`)
      .bind(values, id),
  ]);
  const [row, next] = here?.results ?? [];
  if (!row) return id === "" ? null : readerInLine(db, slug, audience, "");
  return { reader: readerOf(row), previous: before?.results[0]?.id ?? null, next: next?.id ?? null };
}

/** One attendee of the event, so that the preview keeps its reader while the organiser types. */
export async function findReader(db: D1Database, slug: string, id: string): Promise<Reader | null> {
  const row = await db
    .prepare(`SELECT ${COLUMNS} FROM registration WHERE event = ? AND id = ?`)
    .bind(slug, id)
    .first<Row>();
  return row && readerOf(row);
}
