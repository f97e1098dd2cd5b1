import { z } from "zod";
import { fieldFaults } from "../http/field-errors.ts";
import { ProblemError } from "../http/problem.ts";
import { queueScheduledMailFor } from "../mail/scheduled-mail.ts";
import { type EventDefinition, eventDefinition } from "../registration/event-definition.ts";
import { scheduledMailKinds, scheduledMailOf } from "../registration/scheduled-mail.ts";
import { allows } from "../registration/scope.ts";
import { type Caller, callerName } from "../security/bearer.ts";
import { type Service, wakeBulk, wakeOutbox } from "../service.ts";
import { recordAudit } from "../storage/audit-log.ts";
import { previewEvent } from "../storage/event-preview.ts";
import { type EventNotice, findEvent, type StoredEvent, saveEvent } from "../storage/events.ts";
import { previewScheduledMail } from "../storage/scheduled-mail.ts";
import { webhookRefusal } from "../webhooks/allowed-address.ts";

/** What a `PUT` did. */
export const definitionSaved = z.strictObject({
  created: z.boolean(),
  version: z.int(),
  /** People who got a place because capacity was raised. */
  promoted: z.int(),
  /** E-mails that are on their way because of the change. */
  messages: z.int(),
  /** People in person beyond the new capacity: nobody loses a place, and nobody is promoted until it fits again. */
  overCapacity: z.int(),
});
export type DefinitionSaved = z.infer<typeof definitionSaved>;

const people = z.array(z.strictObject({ id: z.string(), name: z.string() }));

/** What a `PUT` would do. */
export const definitionPreview = z.strictObject({
  dryRun: z.literal(true),
  created: z.boolean(),
  promoted: z.int(),
  messages: z.int(),
  overCapacity: z.int(),
  /** The first hundred of those who would get a place. */
  promotes: people,
  /** The e-mail that attendees would get, and the first hundred of them. */
  notifies: z.strictObject({
    kind: z.enum(["event-changed", "event-cancelled"]).nullable(),
    recipients: z.int(),
    people,
    /** What would fall due at once, such as the link of a stream whose hour has passed. */
    due: z.array(z.strictObject({ kind: z.enum(scheduledMailKinds), recipients: z.int() })),
  }),
});

/** Reads a definition. @throws ProblemError invalid, naming each field by its path and what was expected there */
export function parseDefinition(slug: string, body: unknown, publicUrl: string): EventDefinition {
  const parsed = eventDefinition.safeParse(body);
  if (!parsed.success) throw new ProblemError("invalid-definition", { errors: fieldFaults(parsed.error) });
  const errors = parsed.data.webhooks.flatMap(({ url }, index) => {
    const code = webhookRefusal(url, publicUrl);
    return code ? [{ field: `webhooks.${index}.url`, code }] : [];
  });
  if (parsed.data.slug !== slug) errors.push({ field: "slug", code: `"${slug}", as in the address` });
  if (errors.length > 0) throw new ProblemError("invalid-definition", { errors });
  return parsed.data;
}

/** The definition as the caller may read it. The URL of a webhook may hold a secret: only the scope manage reads it. */
export function readableDefinition({ definition }: StoredEvent, caller: Caller): EventDefinition {
  const mayChange = caller.role === "admin" || allows(caller.scopes, ["manage"]);
  return mayChange ? definition : { ...definition, webhooks: [] };
}

/** What attendees must hear of: cancelled, or another time or place. */
export function newsOf(before: EventDefinition, after: EventDefinition): EventNotice {
  if (after.cancelled) return before.cancelled ? null : "event-cancelled";
  const whenAndWhere = ({ starts, ends, timeZone, venue }: EventDefinition) =>
    JSON.stringify([starts, ends, timeZone, venue.name, venue.address ?? null, venue.city]);
  return before.cancelled || whenAndWhere(before) !== whenAndWhere(after) ? "event-changed" : null;
}

const overCapacity = (capacity: number | null, taken: number) =>
  capacity === null ? 0 : Math.max(0, taken - capacity);

/** How many people a dry run names. */
const NAMED = 100;

/** What storing a definition would do: whom it promotes and notifies. Changes nothing. */
export async function previewDefinition(
  { db, now }: Service,
  existing: StoredEvent | null,
  definition: EventDefinition,
): Promise<z.infer<typeof definitionPreview>> {
  const news = existing ? newsOf(existing.definition, definition) : null;
  const { promoted, notified, inPersonTaken } = await previewEvent(db, definition, news, now, NAMED);
  const { inPerson } = definition.participation;
  const dues = await Promise.all(
    scheduledMailOf(definition).map(async (due) => ({
      kind: due.kind,
      recipients: await previewScheduledMail(db, definition.slug, due, now),
    })),
  );
  const due = dues.filter(({ recipients }) => recipients > 0);
  return {
    dryRun: true,
    created: !existing,
    promoted: promoted.count,
    messages: promoted.count + notified.count + due.reduce((sum, { recipients }) => sum + recipients, 0),
    overCapacity: overCapacity(inPerson ? inPerson.capacity : 0, inPersonTaken),
    promotes: promoted.first,
    notifies: { kind: news, recipients: notified.count, people: notified.first, due },
  };
}

/** Stores a definition, promotes and tells whom it concerns. @throws ProblemError changed-meanwhile */
export async function putDefinition(
  service: Service,
  existing: StoredEvent | null,
  definition: EventDefinition,
  caller: Caller,
): Promise<DefinitionSaved> {
  const { db, now } = service;
  const { slug } = definition;
  const news = existing ? newsOf(existing.definition, definition) : null;
  const saved = await saveEvent(db, definition, existing?.version ?? 0, news, now);
  if (!saved) throw new ProblemError("changed-meanwhile");
  wakeOutbox(service, saved.promotions);
  // Not the time at which this began: who has registered since must be among those who are written to.
  const due = await queueScheduledMailFor({ ...service, now: Date.now() }, definition.slug);
  if (saved.notified > 0) await wakeBulk(service);
  const after = await findEvent(db, slug);
  if (!after) throw new Error("An event that was just stored is gone");
  const messages = saved.promotions.length + saved.notified + due;
  await recordAudit(db, { event: slug, who: callerName(caller), action: "definition", count: messages }, now);
  return {
    created: !existing,
    version: after.version,
    promoted: saved.promotions.length,
    messages,
    overCapacity: overCapacity(after.capacity.inPersonCapacity, after.capacity.inPersonTaken),
  };
}
