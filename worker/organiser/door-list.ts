/** The list that a door keeps on its device for the day. */
import * as z from "zod";
import { langParameter } from "../http/parameters.ts";
import type { Language } from "../i18n/language.ts";
import { doorDayEnds } from "../registration/door-day.ts";
import type { Caller } from "../security/bearer.ts";
import { codeHashes } from "../security/ticket.ts";
import type { Service } from "../service.ts";
import type { AtDoor } from "../storage/check-ins.ts";
import { doorChanges, doorPage, doorPosition } from "../storage/door-list.ts";
import type { StoredEvent } from "../storage/events.ts";
import { audit } from "./audit-log.ts";
import { type DoorPerson, doorPerson, doorPersonOf } from "./door-person.ts";

/** Rows in one answer: each costs an HMAC and a hash for each key, and CPU time is limited. */
const PAGE = 250;

export const doorListQuery = z.strictObject({
  after: z
    .string()
    .regex(/^[0-9a-f]{32}$/, "the `next` of an earlier answer")
    .optional(),
  since: z
    .string()
    .regex(/^\d{1,15}$/, "the `seq` of an earlier answer")
    .optional()
    .describe("Only who has changed since."),
  lang: langParameter,
});

export const doorListAnswer = z.strictObject({
  seq: z.int().describe("Goes into `?since=`. Of the first page: it stands for the whole list."),
  keepUntil: z.iso.datetime().describe("When the device deletes the list."),
  people: z.array(doorPerson),
  gone: z.array(z.string()).describe("Ids of those who are erased. Only in answers to `?since=`."),
  next: z.string().nullable().describe("Goes into `?after=`, or again into `?since=`; null at the end."),
});
export type DoorListAnswer = z.infer<typeof doorListAnswer>;

/** A page of the list, or the changes to it. Pages are written to the audit log; changes are not. */
export async function doorList(
  service: Service,
  { event, caller, language }: { event: StoredEvent; caller: Caller; language: Language },
  { after, since }: z.infer<typeof doorListQuery>,
): Promise<DoorListAnswer> {
  const { db, now } = service;
  const { slug, timeZone } = event.definition;
  const keepUntil = new Date(doorDayEnds(timeZone, now)).toISOString();
  const shown = (people: readonly AtDoor[]) =>
    Promise.all(people.map((one) => personOf(service, event, one, language)));
  if (since !== undefined) {
    const { seq, people, gone } = await doorChanges(db, slug, Number(since), PAGE);
    const next = people.length + gone.length > 0 ? String(seq) : null;
    return { seq, keepUntil, people: await shown(people), gone, next };
  }
  // Read before the rows: changes made meanwhile come again with `since`.
  const seq = await doorPosition(db, slug);
  const people = await doorPage(db, slug, after ?? "", PAGE);
  await audit(service, caller, { event: slug, action: "door list", count: people.length });
  const next = people.length === PAGE ? (people.at(-1)?.id ?? null) : null;
  return { seq, keepUntil, people: await shown(people), gone: [], next };
}

/** An attendee with the hashes of their codes. */
export async function personOf(
  { settings }: Service,
  event: StoredEvent,
  one: AtDoor,
  language: Language,
): Promise<DoorPerson> {
  const link = { registration: one.id, version: one.linkVersion };
  const codes = await codeHashes(event.definition.slug, link, settings.LINK_KEYS);
  return { ...doorPersonOf(one, event, language), codes };
}
