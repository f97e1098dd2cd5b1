/** E-mails to one person: they follow from a change, a due time, or the person's own request. */
export const messageKinds = [
  /** A new registration. Says what is true when it is sent: confirmed in person, confirmed digitally or waiting. */
  "confirmation",
  /** A `confirmation` to a colleague that another person registered. */
  "colleague",
  /** A `confirmation` to an attendee registered by hand by an organiser. */
  "added",
  /** The address was registered again: the present status and the manage link. */
  "already",
  /** The address is not verified, and the hold on the place ends soon. */
  "hold-reminder",
  "promoted",
  "changed",
  "cancelled",
  "lost-link",
  /** To a colleague who is offered an attendee's place. */
  "invitation",
  /** To the attendee, after a colleague has taken the place. */
  "handed-over",
  /** To the attendee, after a colleague has not taken the place, for any reason. */
  "not-taken",
  /** To a new address that an attendee has typed: asks whether it is theirs. */
  "confirm-address",
  /** To an organiser who has asked for a link to sign in with. */
  "sign-in",
  /** To the old address, after a registration got a new one. */
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
  /** A test of an announcement, to the organiser who writes it. */
  "announcement-test",
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Kinds without a calendar file: the provider takes up to a hundred of them in one request. */
export const batchable: readonly MessageKind[] = ["reminder", "stream", "thanks", "announcement"];

/** Why an address is suppressed. */
export type SuppressionReason = "bounced" | "complained";

/** Kinds that answer a request just made with this address, and so may go to a suppressed address. */
const askedFor: readonly MessageKind[] = ["confirmation", "already", "confirm-address", "sign-in", "announcement-test"];

/**
 * Whether an e-mail may go to an address. An address that bounced may work by now. An address that complained gets only
 * answers to its reader's own requests, and nothing that another person caused.
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

/** Statuses as organisers see them. `delayed`: sent, but the provider is still trying to deliver it. */
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
