/** Listing all events, which only the admin may do, and deleting one, which its organisers may do on their pages, too. */
import * as z from "zod";
import { langParameter } from "../http/parameters.ts";
import { ProblemError } from "../http/problem.ts";
import { eventDefinition } from "../registration/event-definition.ts";
import { phaseOf } from "../registration/event-times.ts";
import { type Caller, callerName } from "../security/bearer.ts";
import { purgeEvent, type Service } from "../service.ts";
import { contentsOf, deleteEvent } from "../storage/event-deletion.ts";
import { type ListedEvent, listEvents } from "../storage/event-list.ts";

/** Events in one answer. */
const PAGE = 100;

export const eventsQuery = z.strictObject({
  after: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/, "the `next` of an earlier answer")
    .optional(),
  lang: langParameter,
});

export const eventsAnswer = z.strictObject({
  events: z.array(
    z.strictObject({
      slug: z.string(),
      title: eventDefinition.shape.title,
      starts: z.string().describe("By the clock of `timeZone`, as in the definition."),
      timeZone: z.string(),
      phase: z.enum(["cancelled", "past", "not-open", "closed", "open"]),
      counts: z.strictObject({
        inPerson: z.int(),
        digital: z.int().describe("Those who follow digitally while they wait for a seat included."),
        waitlisted: z.int(),
      }),
    }),
  ),
  /** The value for `?after=`; null at the end. */
  next: z.string().nullable(),
});

/** `GET /api/events`: all events, by slug. The counts are read from one row of each event, however many people it has. */
export async function eventsOf(
  { databases, now }: Service,
  { after = "" }: z.infer<typeof eventsQuery>,
): Promise<z.infer<typeof eventsAnswer>> {
  const pages = await Promise.all(databases.map(({ db }) => listEvents(db, after, PAGE)));
  const events = oneOfEach(pages.flat()).slice(0, PAGE);
  return {
    events: events.map(({ slug, outline, inPersonTaken, digitalTaken, waiting }) => ({
      slug,
      title: outline.title,
      starts: outline.starts,
      timeZone: outline.timeZone,
      phase: phaseOf(outline, now),
      counts: { inPerson: inPersonTaken, digital: digitalTaken, waitlisted: waiting },
    })),
    next: events.length === PAGE ? (events.at(-1)?.slug ?? null) : null,
  };
}

/** By slug, without duplicates: an event that is being moved is in two databases. */
function oneOfEach(events: readonly ListedEvent[]): ListedEvent[] {
  const bySlug = new Map(events.map((event) => [event.slug, event]));
  return [...bySlug.values()].sort((a, b) => (a.slug < b.slug ? -1 : 1));
}

export const deletionPreview = z.strictObject({
  dryRun: z.literal(true),
  people: z.int().describe("The number that must be confirmed."),
  rehearsals: z.int(),
  unsent: z.int().describe("E-mails that wait to be sent, and will not be."),
  tokens: z.int().describe("Organiser tokens that stop."),
  webhooks: z.int().describe("Addresses that are told nothing more."),
});

/** What would be deleted with the event. Changes nothing and names no people. */
export async function previewDeletion({ db }: Service, slug: string): Promise<z.infer<typeof deletionPreview>> {
  return { dryRun: true, ...(await contentsOf(db, slug)) };
}

export const deletionAnswer = z.strictObject({
  deleted: z.literal(true),
  people: z.int().describe("How many were erased."),
});

/**
 * Deletes an event with everything that belongs to it, if `confirmed` is the number of its people; null: no number was
 * given.
 * @throws ProblemError deletion-unconfirmed, with the number
 */
export async function eraseEvent(
  service: Service,
  slug: string,
  caller: Caller,
  confirmed: number | null,
): Promise<z.infer<typeof deletionAnswer>> {
  const { db, now } = service;
  const deletion =
    confirmed === null
      ? ({ outcome: "refused", people: (await contentsOf(db, slug)).people } as const)
      : await deleteEvent(db, slug, confirmed, { who: callerName(caller), now });
  if (deletion.outcome === "deleted") {
    purgeEvent(service, slug);
    return { deleted: true, people: confirmed ?? 0 };
  }
  const { people } = deletion;
  const what = [{ what: "registrations" as const, people, at: new Date(now).toISOString() }];
  throw new ProblemError("deletion-unconfirmed", { values: { people }, erases: { people, what } });
}
