/**
 * What happened to a registration or to the definition of the event: a row of the append-only change feed. It carries no
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
 * The types of changes that a webhook endpoint can choose. `registration.mail` reports on an e-mail, for instance that it
 * was delivered; in the feed that is a `registration.changed` with the reason `message`.
 */
export const webhookTypes = [...changeTypes, "registration.mail"] as const;
export type WebhookType = (typeof webhookTypes)[number];

/**
 * The types for an endpoint that chooses none. `registration.mail` is not among them: each announcement causes three per
 * attendee.
 */
export const usualWebhookTypes: readonly WebhookType[] = changeTypes;

export function webhookTypeOf({ type, reason }: { type: ChangeType; reason: ChangeReason | null }): WebhookType {
  return reason === "message" ? "registration.mail" : type;
}

/** Why it happened, if the type alone does not say. */
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
  /** An attendee has handed the place on. Both registrations get this reason: the attendee's and the colleague's. */
  | "handed-over"
  /** The attendee has verified the address. */
  | "verified"
  /** The address was not verified in time. */
  | "hold-ended"
  /** Cancelled: no e-mail has ever reached the address, and the last one bounced for good. */
  | "bounced"
  /**
   * Erased because its retention time was over. An erasure without this reason was wanted by the attendee or an organiser.
   */
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
