/**
 * What a new definition does to answers to questions that it removes: part of the transaction that stores it (events.ts).
 */
import type { OwnQuestion } from "../registration/own-questions.ts";
import type { TakenOut } from "../registration/past-questions.ts";
import { ANSWERS_LEFT, CHOOSES_PLACE, OPTION_OF_PLACE, QUESTION_OF_PLACE } from "./choice-places.ts";
import { NEW_VERSION } from "./new-version.ts";
import { CHANGED_AT } from "./update-columns.ts";

/** What to do with answers to removed questions and options. */
export interface PlannedAnswers {
  takenOut: readonly TakenOut[];
  /** Keys that had another type: refused if anybody has answered. */
  retyped: readonly TakenOut[];
  /** The number of people whose answers are erased, as the organiser has confirmed it; null: the answers are kept. */
  erase: number | null;
  /** The former questions to remember. */
  past: readonly OwnQuestion[];
}

export const noAnswers: PlannedAnswers = { takenOut: [], retyped: [], erase: null, past: [] };

/** How many people have each of the answers. */
export interface TakenOutCounts {
  /** People who have any of them. */
  people: number;
  /** By the key of the question or option. */
  byKey: Record<string, number>;
  /** Keys of retyped questions that attendees have answered. */
  retyped: string[];
}

/** The fields of ?1 that the statements here read, beside `slug`, `version` and `now`. */
export function answerValues({ takenOut, retyped, erase }: PlannedAnswers) {
  return { takenOut, gone: takenOut.map(({ key }) => key), retyped, eraseAnswers: erase };
}

/** What is removed, as rows: a place with a key, which may also be that of a question. */
const TAKEN_OUT = `(SELECT value ->> 'key' AS key, value ->> 'sensitive' AS sensitive FROM json_each(?1, '$.takenOut')) AS place`;
const RETYPED_KEYS = `(SELECT value ->> 'key' AS key, value ->> 'sensitive' AS sensitive FROM json_each(?1, '$.retyped')) AS place`;

/** True if `registration` or its `needs` has an answer to the question or option of `place`. */
const HAS = `coalesce(CASE
  WHEN instr(place.key, '.') AND place.sensitive THEN instr(needs.answers -> ${QUESTION_OF_PLACE}, ${OPTION_OF_PLACE}) > 0
  WHEN instr(place.key, '.') THEN ${CHOOSES_PLACE}
  ELSE iif(place.sensitive, needs.answers, registration.answers) -> place.key IS NOT NULL END, 0)`;

const OF_EVENT = `registration LEFT JOIN needs ON needs.registration = registration.id
  WHERE registration.event = ?1 ->> 'slug'`;

/** True if the registration has any of the removed answers. */
const HAS_ANY = `EXISTS (SELECT 1 FROM ${TAKEN_OUT} WHERE ${HAS})`;

/** Rehearsals do not count. */
const PEOPLE = `(SELECT count(*) FROM ${OF_EVENT} AND NOT rehearsal AND ${HAS_ANY})`;

const RETYPED = `SELECT key FROM ${RETYPED_KEYS} WHERE EXISTS (SELECT 1 FROM ${OF_EVENT} AND ${HAS})`;

/** True if no answered question gets another type, and the number of people whose answers are erased was confirmed. */
export const ANSWERS_CONFIRMED = `(NOT EXISTS (${RETYPED})
  AND (?1 ->> 'eraseAnswers' IS NULL OR ${PEOPLE} IN (0, ?1 ->> 'eraseAnswers')))`;

interface CountsRow {
  people: number;
  by_key: string;
  retyped: string;
}

/** Always one row. */
export function countTakenOut(db: D1Database, values: string): D1PreparedStatement {
  return db
    .prepare(
      `SELECT iif(json_array_length(?1, '$.takenOut') = 0, 0, ${PEOPLE}) AS people,
         (SELECT json_group_object(key, (SELECT count(*) FROM ${OF_EVENT} AND NOT rehearsal AND ${HAS}))
          FROM ${TAKEN_OUT}) AS by_key,
         (SELECT json_group_array(key) FROM (${RETYPED})) AS retyped`,
    )
    .bind(values);
}

export function takenOutCountsOf(row: unknown): TakenOutCounts {
  const { people, by_key, retyped } = row as CountsRow;
  return {
    people,
    byKey: JSON.parse(by_key) as Record<string, number>,
    retyped: JSON.parse(retyped) as string[],
  };
}

/** How many people have each of the answers now. */
export async function previewTakenOut(db: D1Database, slug: string, planned: PlannedAnswers): Promise<TakenOutCounts> {
  const row = await countTakenOut(db, JSON.stringify({ slug, ...answerValues(planned) })).first();
  if (!row) throw new Error("A count without a row");
  return takenOutCountsOf(row);
}

/** The registrations that lose an answer. */
const CONCERNED = `SELECT registration.id FROM ${OF_EVENT} AND ${HAS_ANY} AND ${NEW_VERSION}`;

/** The remaining answers of a row with `answers`. */
const LEFT = `iif(answers IS NULL, NULL, (
  SELECT ${ANSWERS_LEFT} FROM (SELECT answers, ?1 -> '$.gone' AS gone) AS given))`;

/** The remaining answers that were typed and not saved. */
const TYPED_LEFT = `json(coalesce((
  SELECT ${ANSWERS_LEFT} FROM (SELECT typed -> '$.answers' AS answers, ?1 -> '$.gone' AS gone) AS given), '{}'))`;
const TYPED_NEEDS_LEFT = `json(coalesce((
  SELECT ${ANSWERS_LEFT} FROM (SELECT typed -> '$.needs.answers' AS answers, ?1 -> '$.gone' AS gone) AS given), '{}'))`;

/** Erases the removed answers if the organiser wants that, including those that were typed again and not saved. */
export function eraseTakenOut(db: D1Database, planned: PlannedAnswers, values: string): D1PreparedStatement[] {
  if (planned.erase === null || planned.takenOut.length === 0) return [];
  return [
    db
      .prepare(
        `INSERT INTO change (event, type, registration, reason, at, rehearsal)
         SELECT event, 'registration.changed', id, 'answers', ?1 ->> 'now', rehearsal
         FROM registration WHERE id IN (${CONCERNED}) ORDER BY id`,
      )
      .bind(values),
    // Before the needs: CONCERNED looks at the ordinary answers and the needs together.
    db.prepare(`UPDATE registration SET ${CHANGED_AT}, answers = ${LEFT} WHERE id IN (${CONCERNED})`).bind(values),
    db
      .prepare(
        `UPDATE needs SET answers = ${LEFT}
         WHERE registration IN (SELECT id FROM registration WHERE event = ?1 ->> 'slug') AND answers IS NOT NULL
           AND ${NEW_VERSION}`,
      )
      .bind(values),
    db
      .prepare(
        `DELETE FROM needs WHERE diet IS NULL AND access IS NULL AND answers IS NULL
           AND registration IN (SELECT id FROM registration WHERE event = ?1 ->> 'slug') AND ${NEW_VERSION}`,
      )
      .bind(values),
    db
      .prepare(
        `UPDATE message SET typed = iif(json_type(typed, '$.needs') = 'object',
           json_set(typed, '$.answers', ${TYPED_LEFT}, '$.needs.answers', ${TYPED_NEEDS_LEFT}),
           json_set(typed, '$.answers', ${TYPED_LEFT}))
         WHERE typed IS NOT NULL AND event = ?1 ->> 'slug' AND ${NEW_VERSION}`,
      )
      .bind(values),
  ];
}
