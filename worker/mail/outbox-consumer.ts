import { firstDatabase, type Service } from "../service.ts";
import { leaseForSlot } from "../storage/leasing.ts";
import { releaseLease } from "../storage/outbox.ts";
import { mirrorSendRate, reserveSlot } from "../storage/send-rate.ts";
import { REQUEST_TIMEOUT_MS } from "./provider.ts";
import { attempt, type Delivery, prepare, type ReadyMessage, retryAt, sendRateOf, settled } from "./send.ts";

/** How long a consumer waits for its slot, in milliseconds: longer than a queue batch takes at two requests a second. */
const SLOT_WAIT_MAX_MS = 30_000;

/** How long a lease lasts, in milliseconds: longer than the slot and the provider's answer may take together. */
export const LEASE_MS = SLOT_WAIT_MAX_MS + REQUEST_TIMEOUT_MS + 20_000;

/**
 * Sends the messages that are due and not leased, each in its own request. Safe to call with any ids, any number of times.
 * Ids that are missing from the result failed on our side; retry them. An e-mail is rendered from the registration as it is
 * now, but dated when the message was queued, so that a second attempt has the same body as the first.
 */
export async function deliver(service: Service, ids: readonly string[]): Promise<Map<string, Delivery>> {
  if (ids.length === 0) return new Map();
  const now = Date.now();
  const slot = { rate: sendRateOf(service.settings.RESEND_RATE), maxWait: SLOT_WAIT_MAX_MS };
  await mirrorSendRate(firstDatabase(service), service.db);
  const lease = await leaseForSlot(service.db, ids, { now, until: now + LEASE_MS }, slot);
  const deliveries = new Map(ids.map((id): [string, Delivery] => [id, settled]));
  if (lease.outcome === "held") {
    for (const id of lease.ids) deliveries.set(id, retryAt(lease.until));
    return deliveries;
  }
  const ready = await prepare(service, lease.messages);
  await Promise.all(
    ready.map(async (one) => {
      const { id } = one.message;
      try {
        deliveries.set(id, await deliverOne(service, one));
      } catch (error) {
        console.error(JSON.stringify({ log: "delivery-failed", id, error: String(error) }));
        deliveries.delete(id);
      }
    }),
  );
  return deliveries;
}

async function deliverOne(service: Service, ready: ReadyMessage): Promise<Delivery> {
  const { db, settings } = service;
  const slot = await reserveSlot(
    firstDatabase(service),
    sendRateOf(settings.RESEND_RATE),
    Date.now(),
    SLOT_WAIT_MAX_MS,
  );
  if (slot.outcome === "held") {
    const { id, leasedAt } = ready.message;
    await releaseLease(db, [id], { leasedAt, dueAt: slot.until });
    return retryAt(slot.until);
  }
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, slot.at - Date.now())));
  return attempt(service, [ready]);
}
