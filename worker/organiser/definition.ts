import { ProblemError } from "../http/problem.ts";
import { fieldFaults } from "../http/validation.ts";
import { type EventDefinition, eventDefinition } from "../registration/event.ts";
import { fallDueFor } from "../schedule/due.ts";
import { type Service, wakeBulk, wakeConsumer } from "../service.ts";
import { type EventNews, findEvent, type StoredEvent, saveEvent } from "../storage/events.ts";

/** What a `PUT` did. */
export interface DefinitionSaved {
  created: boolean;
  version: number;
  /** People who got a place because capacity was raised. */
  promoted: number;
  /** E-mails that are on their way because of the change. */
  messages: number;
  /** People in person beyond the new capacity: nobody loses a place, and nobody is promoted until it fits again. */
  overCapacity: number;
}

/** Reads a definition. @throws ProblemError invalid, naming each field by its path and what was expected there */
export function parseDefinition(slug: string, body: unknown): EventDefinition {
  const parsed = eventDefinition.safeParse(body);
  if (!parsed.success) throw new ProblemError("invalid-definition", { errors: fieldFaults(parsed.error) });
  if (parsed.data.slug !== slug)
    throw new ProblemError("invalid-definition", { errors: [{ field: "slug", code: `"${slug}", as in the address` }] });
  return parsed.data;
}

/** What attendees must hear of: cancelled, or another time or place. */
export function newsOf(before: EventDefinition, after: EventDefinition): EventNews {
  if (after.cancelled) return before.cancelled ? null : "event-cancelled";
  const whenAndWhere = ({ starts, ends, timeZone, venue }: EventDefinition) =>
    JSON.stringify([starts, ends, timeZone, venue.name, venue.address ?? null, venue.city]);
  return before.cancelled || whenAndWhere(before) !== whenAndWhere(after) ? "event-changed" : null;
}

/** Stores a definition, promotes and tells whom it concerns. @throws ProblemError changed-meanwhile */
export async function putDefinition(
  service: Service,
  existing: StoredEvent | null,
  definition: EventDefinition,
): Promise<DefinitionSaved> {
  const { db, now } = service;
  const news = existing ? newsOf(existing.definition, definition) : null;
  const saved = await saveEvent(db, definition, existing?.version ?? 0, news, now);
  if (!saved) throw new ProblemError("changed-meanwhile");
  wakeConsumer(service, saved.promotions);
  // Not the time at which this began: who has registered since must be among those who are written to.
  await fallDueFor({ ...service, now: Date.now() }, definition.slug);
  if (saved.told > 0) await wakeBulk(service);
  const after = await findEvent(db, definition.slug);
  if (!after) throw new Error("An event that was just stored is gone");
  const { inPersonCapacity, inPersonTaken } = after.places;
  return {
    created: !existing,
    version: after.version,
    promoted: saved.promotions.length,
    messages: saved.promotions.length + saved.told,
    overCapacity: inPersonCapacity === null ? 0 : Math.max(0, inPersonTaken - inPersonCapacity),
  };
}
