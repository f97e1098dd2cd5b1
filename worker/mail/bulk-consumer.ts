import { batchable } from "../registration/message.ts";
import { firstDatabase, type Service, wakeBulk } from "../service.ts";
import { assignBatchKey } from "../storage/batch-keys.ts";
import { type DueBulk, dueBulk } from "../storage/due-messages.ts";
import { newId } from "../storage/ids.ts";
import { leaseForSlot } from "../storage/leasing.ts";
import { releaseLease } from "../storage/outbox.ts";
import { mirrorSendRate, reserveSlot } from "../storage/send-rate.ts";
import { LEASE_MS } from "./outbox-consumer.ts";
import { BATCH_MAX, batchKey } from "./provider.ts";
import { attempt, type Delivery, prepare, retryAt, sendRateOf } from "./send.ts";

/**
 * Requests that one invocation sends. Each needs eleven database queries (statements of a batch count singly), and an
 * invocation may make 50 on Cloudflare's free plan. In a further database, which needs the paid plan, each needs two more.
 */
const REQUESTS_MAX = 4;

/** How long e-mails to many wait while e-mails to one person are due, in seconds. */
const YIELD_SECONDS = 2;

/** The outcome of the next request: nothing is due, it must wait, or it was started. */
type Step =
  | { outcome: "nothing" }
  | { outcome: "later"; delaySeconds: number }
  | { outcome: "underway"; delivery: Promise<Delivery> };

/**
 * Sends e-mails to many, while no e-mail to one person is due and the provider accepts them at once. Wakes another
 * invocation if more is due than `requests` requests can carry. Several may run at once: each leases what it sends.
 */
export async function sendBulk(service: Service, requests = REQUESTS_MAX): Promise<void> {
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
  if (transactionalWaits) return { outcome: "later", delaySeconds: YIELD_SECONDS };

  const ids = nextBatch(messages).map(({ id }) => id);
  const rate = sendRateOf(settings.RESEND_RATE);
  // Waiting longer than one window would delay e-mails to one person.
  const maxWait = rate.window;
  await mirrorSendRate(firstDatabase(service), db);
  const now = Date.now();
  const lease = await leaseForSlot(db, ids, { now, until: now + LEASE_MS }, { rate, maxWait });
  if (lease.outcome === "held") return stepAt(lease.until);
  const ready = await prepare(service, lease.messages);
  const [first] = ready;
  if (!first) return { outcome: "underway", delivery: Promise.resolve({ outcome: "settled" }) };
  // Assign the key after rendering, so that a Worker killed while rendering can take fewer next time. A single message gets
  // one too: a retry must not join others with their key.
  if (!first.message.batch) {
    const batch = ready.length > 1 ? batchKey(newId(Date.now())) : first.message.id;
    await assignBatchKey(
      db,
      ready.map(({ message }) => message.id),
      batch,
    );
    for (const { message } of ready) message.batch = batch;
  }

  // Reserve the slot only now: without a message that is ready, it would be lost.
  const slot = await reserveSlot(firstDatabase(service), rate, Date.now(), maxWait);
  if (slot.outcome === "held") {
    await releaseLease(
      db,
      ready.map(({ message }) => message.id),
      { leasedAt: first.message.leasedAt, dueAt: slot.until },
    );
    return stepAt(slot.until);
  }
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, slot.at - Date.now())));
  return { outcome: "underway", delivery: attempt(service, ready) };
}

/** The outcome of a request that may not be sent before an instant (milliseconds since 1970). */
function stepAt(until: number): Step {
  const delivery = retryAt(until);
  return delivery.outcome === "later" ? delivery : { outcome: "nothing" };
}

/**
 * The due messages for one request: a batch that was tried before, unchanged, or otherwise as many as may be sent together.
 * Half as many after each attempt without a result: the Worker may have been killed for using too much CPU time.
 */
export function nextBatch(due: readonly DueBulk[]): DueBulk[] {
  const [first] = due;
  if (!first || first.batch) return [...due];
  if (!batchable.includes(first.kind)) return [first];
  return due
    .filter(({ kind, batch }) => batch === null && batchable.includes(kind))
    .slice(0, Math.max(1, Math.floor(BATCH_MAX / 2 ** first.attempts)));
}
