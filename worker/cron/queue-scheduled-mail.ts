import { retentionOf } from "../registration/event-times.ts";
import { scheduledMailKinds, scheduledMailOf } from "../registration/scheduled-mail.ts";
import { type Service, wakeBulk } from "../service.ts";
import { findEvent } from "../storage/events.ts";
import { type DueMail, dueMail, eventsWithoutSchedule, queueDueMail, saveSchedule } from "../storage/scheduled-mail.ts";

/**
 * Events and e-mails that one tick takes up: the free plan has room for 50 database queries, those of a batch counted one by
 * one, and the sweep has its share.
 */
const PLANS = 1;
const DUES = 2;

/** Writes what falls due, and before that, when it does, for events that have changed. */
export async function queueScheduledMail(service: Service): Promise<void> {
  const { db, now } = service;
  for (const event of await eventsWithoutSchedule(db, PLANS)) await planSchedule(service, event);
  for (const due of await dueMail(db, now, DUES)) await write(service, due);
}

/** The same for one event, at once: the link of a stream that begins within a day. Answers how many e-mails that is. */
export async function queueScheduledMailFor(service: Service, event: string): Promise<number> {
  await planSchedule(service, event);
  let written = 0;
  for (const due of await dueMail(service.db, service.now, scheduledMailKinds.length, event))
    written += await write(service, due);
  return written;
}

async function write(service: Service, due: DueMail): Promise<number> {
  const written = await queueDueMail(service.db, due, service.now);
  console.log(JSON.stringify({ log: "due", ...due, written }));
  if (written > 0) await wakeBulk(service);
  return written;
}

async function planSchedule({ db, now }: Service, slug: string): Promise<void> {
  const event = await findEvent(db, slug);
  if (event)
    await saveSchedule(db, slug, event.version, scheduledMailOf(event.definition), retentionOf(event.definition), now);
}
