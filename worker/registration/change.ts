/**
 * What happened to a registration, or to the definition of the event. A row of the append-only change feed; it carries no
 * personal data.
 */
export const changeTypes = [
  "registration.confirmed",
  "registration.waitlisted",
  "registration.promoted",
  "registration.changed",
  "registration.cancelled",
  "registration.erased",
  "event.changed",
] as const;
export type ChangeType = (typeof changeTypes)[number];

/**
 * The types of changes that a webhook endpoint can choose. `registration.mail`: news of an e-mail, such as that it was
 * delivered, which in the feed is a `registration.changed` with the reason `message`.
 */
export const webhookTypes = [...changeTypes, "registration.mail"] as const;
export type WebhookType = (typeof webhookTypes)[number];

/** The types for an endpoint that chooses none. Without `registration.mail`: each announcement has three for every attendee. */
export const usualWebhookTypes: readonly WebhookType[] = changeTypes;

export function webhookTypeOf({ type, reason }: { type: ChangeType; reason: ChangeReason | null }): WebhookType {
  return reason === "message" ? "registration.mail" : type;
}

/** Why it happened, where the type alone does not say. */
export type ChangeReason =
  | "place-freed"
  | "capacity-raised"
  | "message"
  | "colleague"
  | "by-hand"
  | "back"
  | "participation"
  | "answers"
  | "address"
  /** An attendee has handed the place on: the change of the one who had it, and of the one who took it. */
  | "handed-over"
  /** The attendee has verified the address. */
  | "verified"
  /** The address was not verified in time. */
  | "hold-ended"
  /** Cancelled: no e-mail has ever reached the address, and the last one bounced for good. */
  | "bounced"
  /** Erased because its time was over; without this reason, because the attendee or an organiser wanted it. */
  | "retention"
  /** Cancelled by an organiser, with others that a filter matched. */
  | "filter"
  /** The attendee has gone to the stream for the first time. */
  | "joined"
  /** Let in at the door, or the check-in was taken back. */
  | "checked-in"
  | "check-in-undone"
  /** Given a place at the door, without regard to the waiting list. */
  | "at-the-door";
