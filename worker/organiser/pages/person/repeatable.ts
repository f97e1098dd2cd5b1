import type { MessageKind } from "../../../registration/message.ts";
import type { SentMessage } from "../../../storage/attendee-mail.ts";

/** E-mails about the status of the registration: sent again, each gives the present status. */
const confirms: readonly MessageKind[] = ["confirmation", "colleague", "added", "promoted", "changed", "cancelled"];

/**
 * The latest e-mail that confirms something, if it can be sent again. Nothing is sent again to a reader who has complained.
 */
export function repeatable(messages: readonly SentMessage[]): SentMessage | null {
  const latest = messages.findLast(({ kind }) => confirms.includes(kind));
  const complained = messages.some(({ status }) => status === "complained");
  return latest && latest.status !== "queued" && !complained ? latest : null;
}
