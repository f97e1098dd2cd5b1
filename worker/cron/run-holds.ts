import { type Service, wakeOutbox } from "../service.ts";
import { endHolds, holdsDue, remindOfHolds } from "../storage/holds.ts";

/**
 * Frees places if the address was not verified in time, and reminds attendees before that. Returns whether there was
 * anything to do.
 */
export async function runHolds(service: Service): Promise<boolean> {
  const { db, now } = service;
  const due = await holdsDue(db, now);
  if (due.ended) {
    const { ended, messages } = await endHolds(db, now);
    console.log(JSON.stringify({ log: "holds-ended", ended, promoted: messages.length }));
    wakeOutbox(service, messages);
  }
  if (due.reminders) wakeOutbox(service, await remindOfHolds(db, now));
  return due.ended || due.reminders;
}
