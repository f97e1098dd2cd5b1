import * as z from "zod";
import { serviceForNewEvent } from "../databases.ts";
import { fieldFaults } from "../http/field-errors.ts";
import { readerTag, versionTag } from "../http/preconditions.ts";
import { ProblemError } from "../http/problem.ts";
import { queueScheduledMailFor } from "../mail/scheduled-mail.ts";
import { overCapacity } from "../registration/capacity.ts";
import { erases } from "../registration/contract-schemas.ts";
import { type EventDefinition, eventDefinition } from "../registration/event-definition.ts";
import { replacedNotice } from "../registration/privacy-notice.ts";
import { scheduledMailKinds, scheduledMailOf } from "../registration/scheduled-mail.ts";
import { allows } from "../registration/scope.ts";
import { toldEvent } from "../registration/told-event.ts";
import type { Caller } from "../security/bearer.ts";
import { purgeEvent, type Service, wakeBulk, wakeOutbox } from "../service.ts";
import { previewTakenOut } from "../storage/definition-answers.ts";
import { previewErasures } from "../storage/definition-erasures.ts";
import { previewEvent } from "../storage/event-preview.ts";
import { type EventNotice, findEvent, type StoredEvent, saveEvent } from "../storage/events.ts";
import { previewScheduledMail } from "../storage/scheduled-mail.ts";
import { unreachable } from "../unreachable.ts";
import { webhookRefusal } from "../webhooks/allowed-address.ts";
import { audit } from "./audit-log.ts";
import { planAnswers, refuseRetyped, takesOut, takesOutOf } from "./definition-answers.ts";
import { erasesOf, planErasures, retentionOfPlan, retentionTimes } from "./definition-erasures.ts";

/** The result of a `PUT`. */
export const definitionSaved = z.strictObject({
  created: z.boolean(),
  version: z.int(),
  /** People who got a seat because capacity was raised. */
  promoted: z.int(),
  /** E-mails that were queued because of the change. */
  messages: z.int(),
  /**
   * How many more people have a place than the new definition offers, in the room and digitally together. They keep their
   * places, and nobody is promoted until places are free.
   */
  overCapacity: z.int(),
  /** What was confirmed to be erased, and when. A definition stored before that time may undo it. */
  erases,
  /** When needs and registrations are erased. */
  retention: retentionTimes,
  /** Answers to removed own questions and options, and what happened to them. */
  takesOut,
});
export type DefinitionSaved = z.infer<typeof definitionSaved>;

/** Fields that change without an e-mail: attendees find the new address behind the same link. */
const withoutMail = ["streamUrl", "recordingUrl"] as const;

const people = z.array(z.strictObject({ id: z.string(), name: z.string() }));

/** What a `PUT` would do. */
export const definitionPreview = z.strictObject({
  dryRun: z.literal(true),
  created: z.boolean(),
  promoted: z.int(),
  messages: z.int(),
  overCapacity: z.int(),
  /** `erases.people` is the number that must be confirmed. */
  erases,
  retention: retentionTimes,
  takesOut,
  /** The first hundred people who would get a seat. */
  promotes: people,
  /** The e-mail that attendees would get, and the first hundred of them. */
  notifies: z.strictObject({
    kind: z.enum(["event-changed", "event-cancelled"]).nullable(),
    recipients: z.int(),
    people,
    /** Scheduled e-mails that would fall due at once, such as the link of a stream that starts soon. */
    due: z.array(z.strictObject({ kind: z.enum(scheduledMailKinds), recipients: z.int() })),
  }),
  withoutMail: z
    .array(z.enum(withoutMail))
    .describe("What would change behind the links that attendees already have. No e-mail says so."),
});

/** Which fields change behind the attendees' own links to the stream. */
const behindLinks = (before: EventDefinition, after: EventDefinition) =>
  withoutMail.filter(
    (field) => (before.participation.digital?.[field] ?? null) !== (after.participation.digital?.[field] ?? null),
  );

/** Reads a definition. @throws ProblemError invalid, naming each field by its path and what was expected there */
export function parseDefinition(slug: string, body: unknown, publicUrl: string): EventDefinition {
  const parsed = eventDefinition.safeParse(body);
  if (!parsed.success) throw new ProblemError("invalid-definition", { expected: fieldFaults(parsed.error) });
  const errors = parsed.data.webhooks.flatMap(({ url }, index) => {
    const code = webhookRefusal(url, publicUrl);
    return code ? [{ field: `webhooks.${index}.url`, code }] : [];
  });
  if (parsed.data.slug !== slug) errors.push({ field: "slug", code: `"${slug}", as in the address` });
  if (errors.length > 0) throw new ProblemError("invalid-definition", { expected: errors });
  return parsed.data;
}

/**
 * The definition as the caller may read it, and its tag. Webhook URLs may contain secrets, and the addresses of organisers
 * who may sign in are personal: only the scope manage reads them.
 */
export function readableDefinition(
  { definition, version }: StoredEvent,
  caller: Caller,
): { readable: EventDefinition; tag: string } {
  const mayChange = caller.role === "admin" || allows(caller.scopes, ["manage"]);
  if (mayChange) return { readable: definition, tag: versionTag(version) };
  return { readable: { ...definition, webhooks: [], organisers: [] }, tag: readerTag(version) };
}

/** The e-mail that attendees get about a new definition: cancelled, or another time or place; null if neither. */
export function noticeOf(before: EventDefinition, after: EventDefinition): EventNotice {
  if (after.cancelled) return before.cancelled ? null : "event-cancelled";
  // If nobody comes in person, a changed venue is not news.
  const somewhere = before.participation.inPerson ?? after.participation.inPerson;
  const whenAndWhere = ({ starts, ends, timeZone, venue }: EventDefinition) =>
    JSON.stringify([starts, ends, timeZone, somewhere && venue && [venue.name, venue.address ?? null, venue.city]]);
  return before.cancelled || whenAndWhere(before) !== whenAndWhere(after) ? "event-changed" : null;
}

/** How many people a preview names. */
const NAMED_MAX = 100;

/**
 * What storing a definition would do: promotions, notifications and erasures. Changes nothing; if it names people, it is
 * logged.
 */
export async function previewDefinition(
  service: Service,
  existing: StoredEvent | null,
  definition: EventDefinition,
  { caller, erase }: { caller: Caller; erase: number | null },
): Promise<z.infer<typeof definitionPreview>> {
  const { db, now } = service;
  const notice = existing ? noticeOf(existing.definition, definition) : null;
  const planned = await planErasures(service, existing, definition, 0);
  const answers = await planAnswers(service, existing, definition, erase);
  const { promoted, notified, capacity } = await previewEvent(db, definition, notice, now, NAMED_MAX);
  const dues = await Promise.all(
    scheduledMailOf(definition).map(async (due) => ({
      kind: due.kind,
      recipients: await previewScheduledMail(db, definition.slug, due, now),
    })),
  );
  const due = dues.filter(({ recipients }) => recipients > 0);
  const named = new Set([...promoted.first, ...notified.first].map(({ id }) => id)).size;
  if (named > 0) await audit(service, caller, { event: definition.slug, action: "definition previewed", count: named });
  return {
    dryRun: true,
    created: !existing,
    promoted: promoted.count,
    messages: promoted.count + notified.count + due.reduce((sum, { recipients }) => sum + recipients, 0),
    overCapacity: overCapacity(capacity),
    erases: erasesOf(planned, await previewErasures(db, definition.slug, planned)),
    retention: retentionOfPlan(planned),
    takesOut: takesOutOf(answers, await previewTakenOut(db, definition.slug, answers), planned),
    promotes: promoted.first,
    notifies: { kind: notice, recipients: notified.count, people: notified.first, due },
    withoutMail: existing ? behindLinks(existing.definition, definition) : [],
  };
}

/**
 * Stores a definition, promotes people where capacity was raised, and notifies attendees. `confirmed`: the number of people
 * who lose data, as confirmed. `erase`: the number of people whose answers to removed questions are erased at once; null:
 * they are kept.
 * @throws ProblemError changed-meanwhile, erasures-unconfirmed, answers-unconfirmed, invalid-definition
 */
export async function putDefinition(
  given: Service,
  existing: StoredEvent | null,
  definition: EventDefinition,
  { caller, confirmed, erase }: { caller: Caller; confirmed: number; erase: number | null },
): Promise<DefinitionSaved> {
  const { slug } = definition;
  const service = existing ? given : await serviceForNewEvent(given, slug);
  const { db, now } = service;
  const notice = existing ? noticeOf(existing.definition, definition) : null;
  const erasures = await planErasures(service, existing, definition, confirmed);
  const answers = await planAnswers(service, existing, definition, erase);
  const told = existing && toldEvent(existing.definition);
  const saved = await saveEvent(db, definition, existing?.version ?? 0, notice, now, {
    ...(told ? { told } : {}),
    erasures,
    answers,
    replacedNotice: existing && replacedNotice(existing.definition, definition),
  });
  if (saved.outcome === "refused") {
    switch (saved.reason) {
      case "changed-meanwhile":
        throw new ProblemError("changed-meanwhile");
      case "retyped":
        refuseRetyped(definition.questions, saved.takenOut);
        throw new Error("A question was retyped that the definition does not have");
      case "answers-unconfirmed":
        throw new ProblemError("answers-unconfirmed", { values: { people: saved.takenOut.people } });
      case "unconfirmed":
        throw new ProblemError("erasures-unconfirmed", { event: definition, erases: erasesOf(erasures, saved.counts) });
      default:
        return unreachable(saved);
    }
  }
  purgeEvent(service, slug);
  wakeOutbox(service, saved.promotions);
  // A new time: scheduled e-mails must also go to people who have registered since this request began.
  const due = await queueScheduledMailFor({ ...service, now: Date.now() }, definition.slug);
  if (saved.notified > 0) await wakeBulk(service);
  const after = await findEvent(db, slug);
  if (!after) throw new Error("An event that was just stored is gone");
  const messages = saved.promotions.length + saved.notified + due;
  const erased = erasesOf(erasures, saved.counts);
  await audit(service, caller, { event: slug, action: "definition", count: messages });
  if (erased.people > 0)
    await audit(service, caller, { event: slug, action: "erasures confirmed", count: erased.people });
  const out = takesOutOf(answers, saved.takenOut, erasures);
  if (out.answers === "erased" && out.people > 0)
    await audit(service, caller, { event: slug, action: "answers erased", count: out.people });
  return {
    created: !existing,
    version: after.version,
    promoted: saved.promotions.length,
    messages,
    overCapacity: overCapacity(after.capacity),
    erases: erased,
    retention: retentionOfPlan(erasures),
    takesOut: out,
  };
}
