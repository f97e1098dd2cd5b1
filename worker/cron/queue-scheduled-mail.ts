import { retentionOf } from "../registration/event-definition.ts";
import { dueKinds, duesOf } from "../registration/scheduled-mail.ts";
import { type Service, wakeBulk } from "../service.ts";
import { findEvent } from "../storage/events.ts";
import { type DueNow, dueNow, planEvent, unplannedEvents, writeDue } from "../storage/scheduled-mail.ts";

/**
 * Events and e-mails that one tick takes up: the free plan has room for 50 database queries, those of a batch counted one by
 * one, and the sweep has its share.
 */
const PLANS = 1;
const DUES = 2;

/** Writes what falls due, and before that, when it does, for events that have changed. */
export async function fallDue(service: Service): Promise<void> {
  const { db, now } = service;
  for (const event of await unplannedEvents(db, PLANS)) await plan(service, event);
  for (const due of await dueNow(db, now, DUES)) await write(service, due);
}

/** The same for one event, at once: the link of a stream that begins within a day. Answers how many e-mails that is. */
export async function fallDueFor(service: Service, event: string): Promise<number> {
  await plan(service, event);
  let written = 0;
  for (const due of await dueNow(service.db, service.now, dueKinds.length, event)) written += await write(service, due);
  return written;
}

async function write(service: Service, due: DueNow): Promise<number> {
  const written = await writeDue(service.db, due, service.now);
  console.log(JSON.stringify({ log: "due", ...due, written }));
  if (written > 0) await wakeBulk(service);
  return written;
}

async function plan({ db, now }: Service, slug: string): Promise<void> {
  const event = await findEvent(db, slug);
  if (event) await planEvent(db, slug, event.version, duesOf(event.definition), retentionOf(event.definition), now);
}
