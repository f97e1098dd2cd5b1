import type { Capacity } from "../registration/capacity.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { timesOf } from "../registration/event-times.ts";
import { promoteNext } from "./waiting-list.ts";

/** An event as it is stored. `version` rises with every `PUT`, `calendarSequence` with those that calendars must know of. */
export interface StoredEvent {
  definition: EventDefinition;
  version: number;
  calendarSequence: number;
  places: Capacity;
}

/** The columns of `places` under the names that the rules use. */
export interface CapacityRow {
  event_version: number;
  in_person_capacity: number | null;
  digital_capacity: number | null;
  waitlist: number;
  in_person_taken: number;
  digital_taken: number;
  waiting: number;
}

export function capacityOf(row: CapacityRow): Capacity {
  return {
    inPersonCapacity: row.in_person_capacity,
    digitalCapacity: row.digital_capacity,
    waitlist: row.waitlist === 1,
    inPersonTaken: row.in_person_taken,
    digitalTaken: row.digital_taken,
    waiting: row.waiting,
  };
}

export async function findEvent(db: D1Database, slug: string): Promise<StoredEvent | null> {
  const row = await db
    .prepare(
      `SELECT event.definition, event.version, event.calendar_sequence, places.*
       FROM event JOIN places ON places.event = event.slug WHERE event.slug = ?`,
    )
    .bind(slug)
    .first<CapacityRow & { definition: string; version: number; calendar_sequence: number }>();
  if (!row) return null;
  return {
    // Stored only after the schema accepted it (organiser/definition.ts).
    definition: JSON.parse(row.definition) as EventDefinition,
    version: row.version,
    calendarSequence: row.calendar_sequence,
    places: capacityOf(row),
  };
}

/** A person by name. */
export interface Named {
  id: string;
  name: string;
}

/** What storing a definition would do now: the first `limit` of those whom it concerns, and how many they are. */
export interface DefinitionPreview {
  promoted: { count: number; first: Named[] };
  told: { count: number; first: Named[] };
  inPersonTaken: number;
}

/** As saveEvent() does it, without doing it. */
export async function previewEvent(
  db: D1Database,
  definition: EventDefinition,
  news: EventNotice,
  now: number,
  limit: number,
): Promise<DefinitionPreview> {
  const { slug, participation, cancelled } = definition;
  const capacity = participation.inPerson ? participation.inPerson.capacity : 0;
  const promotes = !cancelled && now < timesOf(definition).promotionEnds;
  const [places, waiting, told, toldInAll] = await db.batch([
    db.prepare("SELECT in_person_taken, waiting FROM places WHERE event = ?").bind(slug),
    db
      .prepare(
        `SELECT id, name FROM registration WHERE event = ? AND status = 'waitlisted' AND NOT test
         ORDER BY waitlisted_at LIMIT ?`,
      )
      .bind(slug, limit),
    db
      .prepare(
        `SELECT id, name FROM registration
         WHERE event = ?1 AND status <> 'cancelled' AND NOT test AND ?2 IS NOT NULL ORDER BY id LIMIT ?3`,
      )
      .bind(slug, news, limit),
    db
      .prepare(
        `SELECT count(*) AS count FROM registration
         WHERE event = ?1 AND status <> 'cancelled' AND NOT test AND ?2 IS NOT NULL`,
      )
      .bind(slug, news),
  ]);
  const { in_person_taken: inPersonTaken, waiting: line } = (places?.results[0] ?? {
    in_person_taken: 0,
    waiting: 0,
  }) as { in_person_taken: number; waiting: number };
  const seats = capacity === null ? line : Math.max(0, capacity - inPersonTaken);
  const promotions = promotes ? Math.min(line, seats) : 0;
  return {
    promoted: { count: promotions, first: ((waiting?.results ?? []) as unknown as Named[]).slice(0, promotions) },
    told: {
      count: (toldInAll?.results[0] as { count: number } | undefined)?.count ?? 0,
      first: (told?.results ?? []) as unknown as Named[],
    },
    inPersonTaken: inPersonTaken + promotions,
  };
}

/** Whom a changed definition tells: those who come, or everyone who has not cancelled. */
export type EventNotice = "event-changed" | "event-cancelled" | null;

/**
 * Stores a new definition if the stored one still has `version` (0: there is none yet); in the same transaction promotes
 * whom a raised capacity has room for, and writes everyone's e-mail where there is `news`. A cancelled event promotes
 * nobody. Answers the ids of the e-mails to those who were promoted and how many others are told, or null if somebody else was
 * quicker.
 */
export async function saveEvent(
  db: D1Database,
  definition: EventDefinition,
  version: number,
  news: EventNotice,
  now: number,
): Promise<{ promotions: string[]; told: number } | null> {
  const { slug, participation, cancelled } = definition;
  // From the clock, so that no number comes twice, even after a restored backup: isolates keep definitions by it.
  const next = Math.max(version + 1, now);
  const saved =
    version === 0
      ? db
          .prepare(
            `INSERT INTO event (slug, version, definition, calendar_sequence, changed_at)
             VALUES (?, ?, ?, 0, ?) ON CONFLICT DO NOTHING RETURNING version`,
          )
          .bind(slug, next, JSON.stringify(definition), now)
      : db
          .prepare(
            `UPDATE event SET version = ?, definition = ?, calendar_sequence = calendar_sequence + ?, changed_at = ?,
               planned = 0
             WHERE slug = ? AND version = ? RETURNING version`,
          )
          .bind(next, JSON.stringify(definition), news ? 1 : 0, now, slug, version);
  // What follows happens only in the transaction that made this version: until then `places` lags behind it.
  // News that has not gone out would say the same as this one: it is told once, as things stand then.
  const outdated = db
    .prepare(
      `DELETE FROM message WHERE event = ?1 AND (kind = 'event-changed' OR kind = 'event-cancelled')
         AND status = 'queued' AND doubt_since IS NULL AND ?3 IS NOT NULL AND EXISTS (
           SELECT 1 FROM event JOIN places ON places.event = slug
           WHERE slug = ?1 AND version = ?2 AND event_version < version)`,
    )
    .bind(slug, next, news);
  const told = db
    .prepare(
      `INSERT INTO message (id, event, registration, kind, bulk, created_at, changed_at, due_at)
       SELECT printf('%012x', ?1) || lower(hex(randomblob(10))), registration.event, id, ?2, 1, ?1, ?1, ?1
       FROM event JOIN places ON places.event = slug JOIN registration ON registration.event = slug
       WHERE slug = ?3 AND version = ?4 AND event_version < version AND status <> 'cancelled' AND NOT test
         AND ?2 IS NOT NULL`,
    )
    .bind(now, news, slug, next);
  const noted = db
    .prepare(
      `UPDATE registration SET changed_because = 'message',
         latest_message = (SELECT max(message.id) FROM message WHERE message.registration = registration.id)
       FROM event JOIN places ON places.event = slug
       WHERE registration.event = slug AND slug = ?2 AND version = ?3 AND event_version < version
         AND (status <> 'cancelled' AND NOT test
           OR latest_message IS NOT NULL AND NOT EXISTS (SELECT 1 FROM message WHERE message.id = latest_message))
         AND ?1 IS NOT NULL`,
    )
    .bind(news, slug, next);
  const fresh = `EXISTS (
    SELECT 1 FROM event LEFT JOIN places ON places.event = slug
    WHERE slug = ?1 AND version = ?2 AND coalesce(event_version, 0) < version)`;
  // In the feed as well: what a full export says beside its rows follows from the definition.
  const entered = db
    .prepare(`INSERT INTO change (event, type, registration, at) SELECT ?1, 'event.changed', '', ?3 WHERE ${fresh}`)
    .bind(slug, next, now);
  const endpoints = JSON.stringify(definition.webhooks.map(({ url }) => url));
  const forgotten = db
    .prepare(`DELETE FROM endpoint WHERE event = ?1 AND url NOT IN (SELECT value FROM json_each(?3)) AND ${fresh}`)
    .bind(slug, next, endpoints);
  // Told of what happens from now on.
  const added = db
    .prepare(
      `INSERT INTO endpoint (id, event, url, position, due_at, created_at)
       SELECT printf('%012x', ?4) || lower(hex(randomblob(10))), ?1, value,
         (SELECT max(seq) FROM change WHERE event = ?1), ?4, ?4
       FROM json_each(?3) WHERE ${fresh}
       ON CONFLICT (event, url) DO NOTHING`,
    )
    .bind(slug, next, endpoints, now);
  const counted = db
    .prepare(
      `INSERT INTO places (event, event_version, in_person_capacity, digital_capacity, waitlist, promotion_ends)
       SELECT slug, version, ?3, ?4, ?5, ?6 FROM event WHERE slug = ?1 AND version = ?2
       ON CONFLICT (event) DO UPDATE SET
         event_version = excluded.event_version,
         in_person_capacity = excluded.in_person_capacity,
         digital_capacity = excluded.digital_capacity,
         waitlist = excluded.waitlist,
         promotion_ends = excluded.promotion_ends
       WHERE event_version < excluded.event_version`,
    )
    .bind(
      slug,
      next,
      participation.inPerson ? participation.inPerson.capacity : 0,
      participation.digital ? participation.digital.capacity : 0,
      participation.inPerson?.waitlist ? 1 : 0,
      cancelled ? 0 : timesOf(definition).promotionEnds,
    );
  const [savedRow, toldRows, promotedRows] = await db
    .batch<{ id: string }>([
      saved,
      outdated,
      told,
      noted,
      entered,
      forgotten,
      added,
      counted,
      ...promoteNext(db, slug, "capacity-raised", now),
    ])
    .then((results) => [results[0], results[2], results.at(-2)]);
  if (savedRow?.results.length !== 1) return null;
  return { promotions: (promotedRows?.results ?? []).map(({ id }) => id), told: toldRows?.meta.changes ?? 0 };
}
