import type { Answers } from "../registration/answers.ts";
import type { Participation } from "../registration/capacity.ts";
import { ownQuestions, type Questions } from "../registration/own-questions.ts";
import { answersIn } from "./registrations.ts";
import { CHANGED_AT } from "./update-columns.ts";

/** Selects needs of people who have a place. Answers to a question that the event no longer asks are left out. */
export interface NeedsFilter {
  participation?: Participation | undefined;
  questions: Questions;
}

/** How many people have written the same. */
export interface NeedsCount {
  /** `answers.KEY`: a question of the organiser's own. */
  kind: "diet" | "access" | `answers.${string}`;
  /** The written text, or the key of an option. */
  text: string;
  participation: Participation;
  count: number;
}

/** How an attendee takes part, or follows while waiting for a seat. */
const PARTICIPATION = "iif(digital_meanwhile, 'digital', participation)";

/** The answers of people who have a place, with the participation of the filter. ?1 comes from valuesOf(). */
const ANSWERS = `
  SELECT registration.id, name, ${PARTICIPATION} AS way, consented_at,
    iif(?1 ->> 'asksDiet', diet, NULL) AS diet, iif(?1 ->> 'asksAccess', access, NULL) AS access, needs.answers
  FROM registration JOIN needs ON needs.registration = registration.id
  WHERE registration.event = ?1 ->> 'event' AND NOT rehearsal AND (status = 'confirmed' OR digital_meanwhile)
    AND (?1 ->> 'participation' IS NULL OR ${PARTICIPATION} = ?1 ->> 'participation')`;

function valuesOf(event: string, { participation, questions }: NeedsFilter): string {
  const [asksDiet, asksAccess] = [questions.includes("diet"), questions.includes("access")];
  const own = ownQuestions(questions).flatMap(({ key, sensitive }) => (sensitive ? key : []));
  return JSON.stringify({ event, participation, asksDiet, asksAccess, own });
}

/**
 * Needs without the people who have them: equal ones are counted together, in alphabetical order, so that nothing leads back
 * to a row of the list.
 */
export async function countNeeds(db: D1Database, slug: string, filter: NeedsFilter): Promise<NeedsCount[]> {
  const { results } = await db
    .prepare(
      `WITH answer AS (${ANSWERS})
       SELECT kind, text, way AS participation, count(*) AS count
       FROM (
         SELECT 'diet' AS kind, trim(diet) AS text, way FROM answer WHERE diet IS NOT NULL
         UNION ALL SELECT 'access', trim(access), way FROM answer WHERE access IS NOT NULL
         UNION ALL SELECT 'answers.' || own.value, trim(chosen.value), way
           FROM answer, json_each(?1, '$.own') AS own, json_each(answer.answers, '$."' || own.value || '"') AS chosen)
       GROUP BY kind, text, way
       ORDER BY kind DESC, text, way`,
    )
    .bind(valuesOf(slug, filter))
    .all<NeedsCount>();
  return ignoringCase(results);
}

/** Counts texts that differ only in case as one. SQLite's lower() cannot do this: it knows only ASCII letters. */
function ignoringCase(counts: readonly NeedsCount[]): NeedsCount[] {
  const groups = new Map<string, NeedsCount>();
  for (const each of counts) {
    const key = JSON.stringify([each.kind, each.text.toLowerCase(), each.participation]);
    const same = groups.get(key);
    if (same) same.count += each.count;
    else groups.set(key, { ...each });
  }
  const byKey = [...groups].map(([key, group]) => ({ group, words: group.text.toLowerCase(), key }));
  return byKey
    .sort(
      (a, b) =>
        b.group.kind.localeCompare(a.group.kind) || a.words.localeCompare(b.words, "nb") || (a.key < b.key ? -1 : 1),
    )
    .map(({ group }) => group);
}

/** One attendee's needs. */
export interface NeedsRow {
  id: string;
  name: string;
  participation: Participation;
  diet: string | null;
  access: string | null;
  /** Answers to the organiser's own sensitive questions. */
  answers: Answers;
  consentedAt: number;
}

/** Needs with names. */
export async function namedNeeds(db: D1Database, slug: string, filter: NeedsFilter): Promise<NeedsRow[]> {
  const { results } = await db
    .prepare(
      `WITH answer AS (${ANSWERS})
       SELECT id, name, way AS participation, diet, access, answers, consented_at AS consentedAt
       FROM answer WHERE diet IS NOT NULL OR access IS NOT NULL OR answers IS NOT NULL ORDER BY id`,
    )
    .bind(valuesOf(slug, filter))
    .all<Omit<NeedsRow, "answers"> & { answers: string | null }>();
  return results.map((row) => ({ ...row, answers: answersIn(row.answers) }));
}

/**
 * Deletes the answers about diet and access, including those that were typed again and not saved; false if there are none.
 * The registration counts as changed, so that a page opened before cannot bring them back.
 */
export async function withdrawNeeds(db: D1Database, registration: string, now: number): Promise<boolean> {
  const values = JSON.stringify({ registration, now });
  // changes() counts the rows written by the statement before.
  const [, , , recorded] = await db.batch([
    // Before the others, which count the rows written by the deletion.
    db
      .prepare(
        `UPDATE message SET typed = json_replace(typed, '$.needs', NULL)
         WHERE registration = ?1 ->> 'registration' AND typed IS NOT NULL`,
      )
      .bind(values),
    db.prepare("DELETE FROM needs WHERE registration = ?1 ->> 'registration'").bind(values),
    db
      .prepare(
        `UPDATE registration SET ${CHANGED_AT}
         WHERE id = ?1 ->> 'registration' AND changes() > 0`,
      )
      .bind(values),
    db
      .prepare(
        `INSERT INTO change (event, type, registration, reason, at, rehearsal)
         SELECT event, 'registration.changed', id, 'answers', ?1 ->> 'now', rehearsal
         FROM registration WHERE id = ?1 ->> 'registration' AND changes() > 0`,
      )
      .bind(values),
  ]);
  return recorded?.meta.changes === 1;
}
