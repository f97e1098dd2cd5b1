/** The e-mails that follow from a change or a person's own request. */
export const messageKinds = [
  /** A new registration: says confirmed, digital or waiting, whichever is true when it is sent. */
  "confirmation",
  /** As `confirmation`, to somebody whom another person registered. */
  "colleague",
  /** Somebody registered an address that already is: the present status and the link. */
  "already",
  "promoted",
  "changed",
  "cancelled",
  "lost-link",
  "event-changed",
  "event-cancelled",
  "erased",
  /** The day before. */
  "reminder",
  /** Where the stream is. */
  "stream",
  /** Afterwards. */
  "thanks",
  /** What the organiser writes. */
  "announcement",
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Sent to many at a time, and without a calendar file, so that the provider takes up to a hundred in one request. */
export const batchable: readonly MessageKind[] = ["reminder", "stream", "thanks", "announcement"];

/**
 * What may go to an address that has bounced or complained: the answer to a person who has just typed it, once more.
 */
export const sentToSuppressed: readonly MessageKind[] = ["confirmation", "already"];

/** Why an address gets nothing else. */
export type SuppressionReason = "bounced" | "complained";

export const messageStatuses = ["queued", "sent", "delivered", "bounced", "complained", "failed"] as const;
export type MessageStatus = (typeof messageStatuses)[number];

/** As organisers see it: `delayed` has been sent, and the provider is still trying to deliver it. */
export const displayStatuses = [...messageStatuses, "delayed"] as const;
export type DisplayStatus = (typeof displayStatuses)[number];

/** What the provider tells later, in any order and perhaps twice, and which statuses each overtakes: never backwards. */
export const supersedes = {
  sent: ["queued"],
  delivered: ["queued", "sent", "failed"],
  failed: ["queued", "sent"],
  bounced: ["queued", "sent", "failed", "delivered"],
  complained: ["queued", "sent", "failed", "delivered", "bounced"],
} as const satisfies { [status in MessageStatus]?: readonly MessageStatus[] };
export type DeliveryStatus = keyof typeof supersedes;
