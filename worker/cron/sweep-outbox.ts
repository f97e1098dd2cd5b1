import { sendBulk } from "../mail/bulk-consumer.ts";
import { deliver } from "../mail/outbox-consumer.ts";
import { type Service, wakeBulk, wakeOutbox } from "../service.ts";
import { dueTransactional } from "../storage/due-messages.ts";

/**
 * Messages that one tick takes up: what the provider takes in the minute until the next, so that a backlog (a quota used up,
 * an outage) drains at its pace; no more than the queue takes in twenty requests.
 */
const SWEEP_MIN = 100;
const SWEEP_MAX = 2000;

/**
 * Those that a tick sends itself, should the queue be away altogether. No more, since an invocation may make 50 database
 * queries on Cloudflare's free plan. The same goes for requests with mail to many.
 */
const BY_HAND = 4;
const BULK_BY_HAND = 1;

/** Takes up what no queue delivery took care of: lost by the queue, or left behind by a consumer that died. */
export async function sweepOutbox(service: Service): Promise<void> {
  const perMinute = Math.ceil(service.settings.RESEND_RATE * 60);
  const due = await dueTransactional(service.db, Date.now(), Math.min(Math.max(SWEEP_MIN, perMinute), SWEEP_MAX));
  wakeOutbox(service, due.slice(BY_HAND));
  await deliver(service, due.slice(0, BY_HAND));
  // Mail to many steps aside as long as there is mail to one.
  if (due.length > 0) await wakeBulk(service);
  else await sendBulk(service, BULK_BY_HAND);
}
