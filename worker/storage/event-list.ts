import type { EventDefinition } from "../registration/event-definition.ts";
import type { EventSpan } from "../registration/event-times.ts";

/** What a list shows of an event. Only these parts are read, since a definition may be long. */
export interface EventOutline extends EventSpan, Pick<EventDefinition, "title"> {
  slug: string;
}

/** The column of an outline, and how it is read. */
export const OUTLINE = `json_object(
  'title', definition -> 'title', 'starts', definition -> 'starts', 'ends', definition -> 'ends',
  'timeZone', definition -> 'timeZone', 'registrationOpens', definition -> 'registrationOpens',
  'registrationCloses', definition -> 'registrationCloses', 'cancelled', definition -> 'cancelled')`;

// Stored only after the schema accepted it (organiser/definition.ts).
export const parseOutline = (json: string) => JSON.parse(json) as Omit<EventOutline, "slug">;

export interface ListedEvent {
  slug: string;
  outline: Omit<EventOutline, "slug">;
  inPersonTaken: number;
  digitalTaken: number;
  waiting: number;
}

/** Events by slug, after `after`; at most `limit`. */
export async function listEvents(db: D1Database, after: string, limit: number): Promise<ListedEvent[]> {
  const { results } = await db
    .prepare(
      `SELECT slug, in_person_taken, digital_taken, waiting, ${OUTLINE} AS outline
       FROM event JOIN capacity ON capacity.event = event.slug
       WHERE slug > ? ORDER BY slug LIMIT ?`,
    )
    .bind(after, limit)
    .all<{ slug: string; outline: string; in_person_taken: number; digital_taken: number; waiting: number }>();
  return results.map(({ slug, outline, in_person_taken, digital_taken, waiting }) => ({
    slug,
    outline: parseOutline(outline),
    inPersonTaken: in_person_taken,
    digitalTaken: digital_taken,
    waiting,
  }));
}
