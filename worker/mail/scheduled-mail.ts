import { scheduledMailOf } from "../registration/scheduled-mail.ts";
import { type Service, wakeBulk } from "../service.ts";
import { continueAnnouncement } from "../storage/announcements.ts";
import { continueNotice } from "../storage/event-notices.ts";
import { findEvent } from "../storage/events.ts";
import { dueMailOf, type MailToQueue, queueDueMail, saveSchedule } from "../storage/scheduled-mail.ts";

/**
 * Plans one event's scheduled e-mails and queues those that are due at once, such as the link of a stream that begins within
 * a day. Returns the number of queued e-mails.
 */
export async function queueScheduledMailFor(service: Service, slug: string): Promise<number> {
  await planSchedule(service, slug);
  let queued = 0;
  for (const due of await dueMailOf(service.db, slug, service.now)) queued += await queueMail(service, due);
  return queued;
}

/** Queues the next step of e-mails to many and wakes the consumer. Returns how many it queued. */
export async function queueMail(service: Service, due: MailToQueue): Promise<number> {
  const queued = await queueStep(service, due);
  console.log(JSON.stringify({ log: "due", event: due.event, kind: due.kind, written: queued }));
  if (queued > 0) await wakeBulk(service);
  return queued;
}

async function queueStep({ db, now }: Service, due: MailToQueue): Promise<number> {
  switch (due.kind) {
    case "announcement":
      return continueAnnouncement(db, due, now);
    case "event-changed":
    case "event-cancelled":
      return continueNotice(db, due, now);
    default:
      return queueDueMail(db, due, now);
  }
}

/** Stores when each e-mail of an event falls due. */
export async function planSchedule({ db, now }: Service, slug: string): Promise<void> {
  const event = await findEvent(db, slug);
  if (event) await saveSchedule(db, slug, event.version, scheduledMailOf(event.definition), now);
}
