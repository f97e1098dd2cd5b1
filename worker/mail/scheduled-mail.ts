import { scheduledMailKinds, scheduledMailOf } from "../registration/scheduled-mail.ts";
import { type Service, wakeBulk } from "../service.ts";
import { findEvent } from "../storage/events.ts";
import { type DueMail, dueMail, queueDueMail, saveSchedule } from "../storage/scheduled-mail.ts";

/**
 * Plans one event's scheduled mail and queues what is due of it at once, such as the link of a stream that begins within a
 * day. Returns the number of e-mails queued.
 */
export async function queueScheduledMailFor(service: Service, slug: string): Promise<number> {
  await planSchedule(service, slug);
  let queued = 0;
  for (const due of await dueMail(service.db, service.now, scheduledMailKinds.length, slug))
    queued += await queueMail(service, due);
  return queued;
}

/** Queues the e-mails of one due entry and wakes the consumer. Returns their number. */
export async function queueMail(service: Service, due: DueMail): Promise<number> {
  const queued = await queueDueMail(service.db, due, service.now);
  console.log(JSON.stringify({ log: "due", ...due, written: queued }));
  if (queued > 0) await wakeBulk(service);
  return queued;
}

/** Stores when each e-mail of an event falls due. */
export async function planSchedule({ db, now }: Service, slug: string): Promise<void> {
  const event = await findEvent(db, slug);
  if (event) await saveSchedule(db, slug, event.version, scheduledMailOf(event.definition), now);
}
