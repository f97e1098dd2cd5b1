import { deliver } from "../mail/consumer.ts";
import type { Service } from "../service.ts";
import { dueMessages } from "../storage/messages.ts";

/** Messages that are under way at once. */
const ABREAST = 10;

/** Until when one tick goes on, in milliseconds; the next comes after a minute. */
const TICK = 45_000;

/** Sends what no queue delivery took care of: lost by the queue, or left behind by a consumer that died. */
export async function sweepOutbox(service: Service): Promise<void> {
  const end = Date.now() + TICK;
  while (Date.now() < end) {
    const due = await dueMessages(service.db, Date.now(), ABREAST);
    if (due.length === 0) return;
    await Promise.all(due.map((id) => deliver(service, id)));
  }
}
