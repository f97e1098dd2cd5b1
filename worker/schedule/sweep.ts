import { deliver } from "../mail/consumer.ts";
import type { Service } from "../service.ts";
import { dueMessages } from "../storage/messages.ts";

/** Messages that one tick sends by itself; the next tick comes within a minute. */
const SWEEP_MAX = 100;

/** Sends what no queue delivery took care of: lost by the queue, or left behind by a consumer that died. */
export async function sweepOutbox(service: Service): Promise<void> {
  for (const id of await dueMessages(service.db, service.now, SWEEP_MAX)) await deliver(service, id);
}
