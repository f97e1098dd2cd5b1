/** E-mails to one person: what follows from a change, a due time, or the person's own request. */
export const messageKinds = [
  /** A new registration: confirmed in the room, confirmed digitally or waiting, whichever is true when it is sent. */
  "confirmation",
  /** A `confirmation` to a colleague that another person registered. */
  "colleague",
  /** A `confirmation` to an attendee whom an organiser registered by hand. */
  "added",
  /** The address was registered again: the present status and the manage link. */
  "already",
  /** The place is held only for a while yet: the address is not verified. */
  "hold-reminder",
  "promoted",
  "changed",
  "cancelled",
  "lost-link",
  /** To a colleague whom an attendee offers the place. */
  "invitation",
  /** To the attendee whose place a colleague has taken. */
  "handed-over",
  /** To the attendee whose place the colleague has not taken, for whatever reason. */
  "not-taken",
  /** To a new address that an attendee has typed: whether it is theirs. */
  "confirm-address",
  /** To an organiser who has asked for a link to sign in with. */
  "sign-in",
  /** To the address that a registration had before it got another. */
  "address-changed",
  "event-changed",
  "event-cancelled",
  "erased",
  /** The day before. */
  "reminder",
  /** The link of the stream. */
  "stream",
  /** After the event. */
  "thanks",
  /** The organiser's own words. */
  "announcement",
  /** The same to the organiser who writes them, before they are sent. */
  "announcement-test",
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Kinds without a calendar file, of which the provider takes up to a hundred in one request. */
export const batchable: readonly MessageKind[] = ["reminder", "stream", "thanks", "announcement"];

/** Why an address is suppressed. */
export type SuppressionReason = "bounced" | "complained";

/** Kinds that the reader has just asked for with the address, and so may go to one that is suppressed. */
const askedFor: readonly MessageKind[] = ["confirmation", "already", "confirm-address", "sign-in", "announcement-test"];

/**
 * Whether an e-mail goes to an address that is suppressed. One that bounced may be right by now. One whose reader has
 * complained gets the answer to the reader's own request, and nothing that anyone else has caused.
 */
export function maySend(kind: MessageKind, ownRequest: boolean, suppressed: SuppressionReason | null): boolean {
  switch (suppressed) {
    case null:
      return true;
    case "bounced":
      return askedFor.includes(kind);
    case "complained":
      return askedFor.includes(kind) && ownRequest;
  }
}

export const messageStatuses = ["queued", "sent", "delivered", "bounced", "complained", "failed"] as const;
export type MessageStatus = (typeof messageStatuses)[number];

/** Statuses as organisers see them. `delayed`: sent, and the provider is still trying to deliver it. */
export const displayStatuses = [...messageStatuses, "delayed"] as const;
export type DisplayStatus = (typeof displayStatuses)[number];

/**
 * The statuses that the provider reports, each with those that it replaces. Reports come in any order and more than once; a
 * status never moves backwards.
 */
export const supersedes = {
  sent: ["queued"],
  delivered: ["queued", "sent", "failed"],
  failed: ["queued", "sent"],
  bounced: ["queued", "sent", "failed", "delivered"],
  complained: ["queued", "sent", "failed", "delivered", "bounced"],
} as const satisfies { [status in MessageStatus]?: readonly MessageStatus[] };
export type DeliveryStatus = keyof typeof supersedes;
