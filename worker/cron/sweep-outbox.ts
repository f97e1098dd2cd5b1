import { sendBulk } from "../mail/bulk-consumer.ts";
import { deliver } from "../mail/outbox-consumer.ts";
import { firstDatabase, type Service, wakeBulk, wakeOutbox } from "../service.ts";
import { dueTransactional } from "../storage/due-messages.ts";
import { mendDueTimes } from "../storage/due-times.ts";

/**
 * How many messages one tick queues: as many as the provider accepts in a minute, so that a backlog (after a used-up quota
 * or an outage) shrinks as fast as the provider allows; at most what the queue accepts in twenty requests.
 */
const SWEEP_MIN = 100;
const SWEEP_MAX = 2000;

/**
 * How many messages, and requests with mail to many, a tick sends itself, in case the queue does not work at all. Not more,
 * since an invocation may make 50 database queries on Cloudflare's free plan.
 */
const SENT_DIRECTLY = 3;
/** The same in a further database, which needs queries for a copy of the send rate. */
const SENT_DIRECTLY_ELSEWHERE = 2;
const BULK_REQUESTS = 1;

/** Queues messages that the queue has lost or that a dead consumer has left behind. */
export async function sweepOutbox(service: Service): Promise<void> {
  await mendDueTimes(service.db, Date.now());
  const perMinute = Math.ceil(service.settings.RESEND_RATE * 60);
  const due = await dueTransactional(service.db, Date.now(), Math.min(Math.max(SWEEP_MIN, perMinute), SWEEP_MAX));
  const directly = service.db === firstDatabase(service) ? SENT_DIRECTLY : SENT_DIRECTLY_ELSEWHERE;
  wakeOutbox(service, due.slice(directly));
  await deliver(service, due.slice(0, directly));
  // E-mails to one person go first.
  if (due.length > 0) await wakeBulk(service);
  else await sendBulk(service, BULK_REQUESTS);
}
