import { type Service, wakeOutbox } from "../service.ts";
import { endHolds, remindOfHolds } from "../storage/holds.ts";

/** Gives up places whose address was not verified in time, and reminds attendees before that happens to theirs. */
export async function runHolds(service: Service): Promise<void> {
  const { ended, messages } = await endHolds(service.db, service.now);
  if (ended > 0) console.log(JSON.stringify({ log: "holds-ended", ended, promoted: messages.length }));
  wakeOutbox(service, [...messages, ...(await remindOfHolds(service.db, service.now))]);
}
