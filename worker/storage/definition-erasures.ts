/** What a new definition erases, and when: part of the transaction that stores it (events.ts). */

import { type Erasable, type ErasureTimes, erasureTimes, type SoonerErasure } from "../registration/erasure-times.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { NEW_VERSION } from "./new-version.ts";

export interface PlannedErasures {
  times: ErasureTimes;
  /** What must be confirmed. */
  sooner: readonly SoonerErasure[];
  /** The number of people that the organiser has confirmed. */
  confirmed: number;
}

/**
 * How many people have each kind of data. `people`: how many lose something. `version`: that of the stored definition, 0 if
 * there is none.
 */
export interface ErasureCounts extends Record<Erasable, number> {
  people: number;
  version: number;
}

/** For a new event, which has nobody to erase. */
export function nothingErased(definition: EventDefinition, now: number): PlannedErasures {
  return { times: erasureTimes(definition, null, now), sooner: [], confirmed: 0 };
}

/** The fields of ?1 that the statements here read, beside `slug` and `version`. */
export function erasureValues({ times, sooner, confirmed }: PlannedErasures) {
  return {
    times,
    erases: Object.fromEntries(sooner.map(({ what }) => [what, true])),
    asks: sooner.length > 0,
    confirmed,
  };
}

/** Rehearsals do not count. */
const PEOPLE = `registration LEFT JOIN needs ON needs.registration = registration.id
  WHERE registration.event = ?1 ->> 'slug' AND NOT rehearsal AND ?1 ->> 'asks'`;

/** True for an attendee who loses data. */
const LOSES = `(?1 ->> '$.erases.registrations'
  OR (?1 ->> '$.erases.needs' AND needs.registration IS NOT NULL)
  OR (?1 ->> '$.erases.diet' AND diet IS NOT NULL)
  OR (?1 ->> '$.erases.access' AND access IS NOT NULL))`;

/** True if the organiser has confirmed the number of people who lose something at this moment, or if nobody does. */
export const ERASURES_CONFIRMED = `(NOT ?1 ->> 'asks'
  OR (SELECT count(*) FROM ${PEOPLE} AND ${LOSES}) IN (0, ?1 ->> 'confirmed'))`;

/** Always one row, even if nobody loses data. */
export function countErasures(db: D1Database, values: string): D1PreparedStatement {
  return db
    .prepare(
      `SELECT coalesce((SELECT version FROM event WHERE slug = ?1 ->> 'slug'), 0) AS version,
         count(*) AS registrations, count(needs.registration) AS needs, count(diet) AS diet, count(access) AS access,
         count(iif(${LOSES}, 1, NULL)) AS people
       FROM ${PEOPLE}`,
    )
    .bind(values);
}

/** What storing a definition would erase now. */
export async function previewErasures(db: D1Database, slug: string, planned: PlannedErasures): Promise<ErasureCounts> {
  const counts = await countErasures(db, JSON.stringify({ slug, ...erasureValues(planned) })).first<ErasureCounts>();
  if (!counts) throw new Error("A count without a row");
  return counts;
}

/** The times of the stored definition. They change only with its version. */
export async function currentErasureTimes(db: D1Database, slug: string): Promise<Partial<ErasureTimes>> {
  const { results } = await db
    .prepare("SELECT what, due_at FROM retention WHERE event = ?")
    .bind(slug)
    .all<{ what: Erasable; due_at: number }>();
  return Object.fromEntries(results.map(({ what, due_at }) => [what, due_at]));
}

/** Makes the cron follow the new times. An erasure whose time stays the same keeps its next turn. */
export function storeErasureTimes(db: D1Database, values: string): D1PreparedStatement[] {
  return [
    db
      .prepare(
        `DELETE FROM retention WHERE event = ?1 ->> 'slug'
           AND what NOT IN (SELECT key FROM json_each(?1, '$.times')) AND ${NEW_VERSION}`,
      )
      .bind(values),
    db
      .prepare(
        `INSERT INTO retention (event, what, due_at, at)
         SELECT ?1 ->> 'slug', key, value, value FROM json_each(?1, '$.times') WHERE ${NEW_VERSION}
         ON CONFLICT (event, what) DO UPDATE SET due_at = excluded.due_at, at = excluded.due_at
         WHERE due_at <> excluded.due_at`,
      )
      .bind(values),
  ];
}
