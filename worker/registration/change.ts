/**
 * What happened to a registration, or to the event itself (its definition). A row of the append-only feed; it carries no
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

/** Why, where the type alone does not say it. */
export type ChangeReason =
  | "place-freed"
  | "capacity-raised"
  | "message"
  | "colleague"
  | "back"
  | "participation"
  | "answers"
  | "address";
