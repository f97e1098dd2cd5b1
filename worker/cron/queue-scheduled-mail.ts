import { planSchedule, queueMail } from "../mail/scheduled-mail.ts";
import type { Service } from "../service.ts";
import { eventsWithoutSchedule, mailToQueue } from "../storage/scheduled-mail.ts";

/**
 * How many events are planned, and due e-mails queued, in one tick. An invocation may make 50 database queries on the free
 * plan (statements of a batch count singly), and the sweep of the outbox needs some of them.
 */
const PLANNED_PER_TICK = 1;
const QUEUED_PER_TICK = 2;

/**
 * Plans the scheduled e-mails of events with a changed definition, then queues due e-mails and the rest of announcements.
 */
export async function queueScheduledMail(service: Service): Promise<void> {
  const { db, now } = service;
  for (const slug of await eventsWithoutSchedule(db, PLANNED_PER_TICK)) await planSchedule(service, slug);
  for (const due of await mailToQueue(db, now, QUEUED_PER_TICK)) await queueMail(service, due);
}
