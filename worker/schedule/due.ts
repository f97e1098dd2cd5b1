import { duesOf } from "../registration/due.ts";
import { type Service, wakeBulk } from "../service.ts";
import { dueNow, planEvent, unplannedEvents, writeDue } from "../storage/due.ts";
import { findEvent } from "../storage/events.ts";

/** Events and e-mails that one tick takes up: as many as the free plan's 50 database queries have room for. */
const PLANS = 3;
const DUES = 3;

/** Writes what falls due, and before that, when it does, for events that have changed. */
export async function fallDue(service: Service): Promise<void> {
  const { db, now } = service;
  for (const event of await unplannedEvents(db, PLANS)) await plan(service, event);
  for (const due of await dueNow(db, now, DUES)) {
    const written = await writeDue(db, due, now);
    console.log(JSON.stringify({ log: "due", ...due, written }));
    if (written > 0) await wakeBulk(service);
  }
}

async function plan({ db, now }: Service, slug: string): Promise<void> {
  const event = await findEvent(db, slug);
  if (event) await planEvent(db, slug, event.version, duesOf(event.definition), now);
}
