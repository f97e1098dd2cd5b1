import { batchable } from "../registration/message.ts";
import { type Service, wakeBulk } from "../service.ts";
import { type DueBulk, dueBulk } from "../storage/due-messages.ts";
import { newId } from "../storage/ids.ts";
import { assignBatchKey, leaseMessages, releaseLease } from "../storage/outbox.ts";
import { reserveSlot } from "../storage/send-rate.ts";
import { LEASE } from "./outbox-consumer.ts";
import { BATCH_MAX, batchKey } from "./provider.ts";
import { attempt, type Delivery, prepare, retryAt, sendRateOf } from "./send.ts";

/**
 * Requests that one invocation sends. Each takes eleven database queries (those of a batch count one by one), and an
 * invocation may make 50 on Cloudflare's free plan.
 */
const REQUESTS = 4;

/** How long mail to many steps aside for mail to one, in seconds. */
const STEP_ASIDE = 2;

/** Nothing is due; or the next request is for later; or it is on its way. */
type Step =
  | { outcome: "nothing" }
  | { outcome: "later"; delaySeconds: number }
  | { outcome: "underway"; delivery: Promise<Delivery> };

/**
 * Sends mail to many, as long as no mail to one person waits and the provider would take it at once. Where more is due than
 * `requests` requests carry, it wakes another invocation. Several at a time do no harm: each leases what it sends.
 */
export async function sendBulk(service: Service, requests = REQUESTS): Promise<void> {
  const underway: Promise<Delivery>[] = [];
  let next: Step = { outcome: "later", delaySeconds: 0 };
  for (let request = 0; request < requests; request++) {
    const step = await nextRequest(service);
    if (step.outcome !== "underway") {
      next = step;
      break;
    }
    underway.push(step.delivery);
  }
  const again = (await Promise.all(underway)).flatMap((delivery) =>
    delivery.outcome === "later" ? [delivery.delaySeconds] : [],
  );
  if (next.outcome === "later") again.push(next.delaySeconds);
  if (again.length > 0) await wakeBulk(service, Math.min(...again));
}

async function nextRequest(service: Service): Promise<Step> {
  const { db, settings } = service;
  const { transactionalWaits, messages } = await dueBulk(db, Date.now(), BATCH_MAX);
  if (messages.length === 0) return { outcome: "nothing" };
  if (transactionalWaits) return { outcome: "later", delaySeconds: STEP_ASIDE };

  const ids = nextBatch(messages).map(({ id }) => id);
  const ready = await prepare(service, await leaseMessages(db, ids, Date.now(), Date.now() + LEASE));
  const [first] = ready;
  if (!first) return { outcome: "underway", delivery: Promise.resolve({ outcome: "settled" }) };
  // Only now, after what takes the processor's time: a Worker that is ended while it renders must be free to take fewer. Also
  // one that travels alone: should it be tried again, it must not join others under their key.
  if (!first.message.batch) {
    const batch = ready.length > 1 ? batchKey(newId(Date.now())) : first.message.id;
    await assignBatchKey(
      db,
      ready.map(({ message }) => message.id),
      batch,
    );
    for (const { message } of ready) message.batch = batch;
  }

  // Whoever would have to wait longer than that stands behind mail to one person.
  const rate = sendRateOf(settings.RESEND_RATE);
  const slot = await reserveSlot(db, rate, Date.now(), rate.window);
  if (slot.outcome === "held") {
    await releaseLease(
      db,
      ready.map(({ message }) => message.id),
      { leasedAt: first.message.leasedAt, dueAt: slot.until },
    );
    const delivery = retryAt(slot.until);
    return delivery.outcome === "later" ? delivery : { outcome: "nothing" };
  }
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, slot.at - Date.now())));
  return { outcome: "underway", delivery: attempt(service, ready) };
}

/**
 * Those of the due messages that one request carries: a batch that was tried before as it was, else as many as may go
 * together. Half as many after each time that they were taken and nothing came of it: the Worker may have been ended for
 * using too much processor time.
 */
export function nextBatch(due: readonly DueBulk[]): DueBulk[] {
  const [first] = due;
  if (!first || first.batch) return [...due];
  if (!batchable.includes(first.kind)) return [first];
  return due
    .filter(({ kind, batch }) => batch === null && batchable.includes(kind))
    .slice(0, Math.max(1, Math.floor(BATCH_MAX / 2 ** first.attempts)));
}
