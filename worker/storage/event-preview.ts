import { type Capacity, seatsForWaiting } from "../registration/capacity.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { timesOf } from "../registration/event-times.ts";
import { type CapacityRow, capacityOf, type EventNotice } from "./events.ts";

/** An attendee by name. */
export interface Named {
  id: string;
  name: string;
}

/** What storing a definition would do now: the first `limit` people concerned, and the number of them. */
export interface DefinitionPreview {
  promoted: { count: number; first: Named[] };
  notified: { count: number; first: Named[] };
  /** How full the event would be. */
  capacity: Capacity;
}

const EMPTY: Capacity = {
  inPersonCapacity: 0,
  digitalCapacity: 0,
  waitlist: false,
  inPersonTaken: 0,
  digitalTaken: 0,
  waiting: 0,
};

/** Predicts the effect of saveEvent() without writing. */
export async function previewEvent(
  db: D1Database,
  definition: EventDefinition,
  notice: EventNotice,
  now: number,
  limit: number,
): Promise<DefinitionPreview> {
  const { slug, participation, cancelled } = definition;
  const [stored, waiting, notified, notifiedInAll] = await db.batch([
    db.prepare("SELECT * FROM capacity WHERE event = ?").bind(slug),
    db
      .prepare(
        `SELECT id, name FROM registration WHERE event = ? AND status = 'waitlisted' AND NOT rehearsal
         ORDER BY waitlisted_at LIMIT ?`,
      )
      .bind(slug, limit),
    db
      .prepare(
        `SELECT id, name FROM registration
         WHERE event = ?1 AND status <> 'cancelled' AND NOT rehearsal AND ?2 IS NOT NULL ORDER BY id LIMIT ?3`,
      )
      .bind(slug, notice, limit),
    db
      .prepare(
        `SELECT count(*) AS count FROM registration
         WHERE event = ?1 AND status <> 'cancelled' AND NOT rehearsal AND ?2 IS NOT NULL`,
      )
      .bind(slug, notice),
  ]);
  const [row] = (stored?.results ?? []) as CapacityRow[];
  const present = row ? capacityOf(row) : EMPTY;
  const after = {
    ...present,
    inPersonCapacity: participation.inPerson ? participation.inPerson.capacity : 0,
    digitalCapacity: participation.digital ? participation.digital.capacity : 0,
  };
  const promotes = !cancelled && now < timesOf(definition).promotionEnds;
  const promotions = promotes ? Math.min(present.waiting, seatsForWaiting(after)) : 0;
  return {
    promoted: { count: promotions, first: ((waiting?.results ?? []) as Named[]).slice(0, promotions) },
    notified: {
      count: (notifiedInAll?.results[0] as { count: number } | undefined)?.count ?? 0,
      first: (notified?.results ?? []) as Named[],
    },
    capacity: {
      ...after,
      inPersonTaken: present.inPersonTaken + promotions,
      digitalTaken: present.digitalTaken - (await digitalAmongFirst(db, slug, promotions)),
    },
  };
}

/**
 * How many of the first people on the waiting list follow digitally meanwhile: a seat in the room frees their digital place.
 */
async function digitalAmongFirst(db: D1Database, slug: string, first: number): Promise<number> {
  if (first === 0) return 0;
  const row = await db
    .prepare(
      `SELECT sum(digital_meanwhile) AS digital FROM (
         SELECT digital_meanwhile FROM registration WHERE event = ? AND status = 'waitlisted' AND NOT rehearsal
         ORDER BY waitlisted_at LIMIT ?)`,
    )
    .bind(slug, first)
    .first<{ digital: number | null }>();
  return row?.digital ?? 0;
}
