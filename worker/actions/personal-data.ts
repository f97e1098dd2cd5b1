/** Everything stored about one attendee, for the manage page and for an organiser who is asked for it. */
import type { ChangeReason, ChangeType } from "../registration/change.ts";
import { parseEmailAddress } from "../registration/email-address.ts";
import { addressHashes } from "../security/address-hash.ts";
import type { Service } from "../service.ts";
import type { StoredEvent } from "../storage/events.ts";
import { openAddressesOf } from "../storage/pending-addresses.ts";
import { historyOf, type Registration } from "../storage/registrations.ts";
import { findTyped } from "../storage/unsaved.ts";

/**
 * How the attendee was last registered: the feed knows it even if the colleague who did it is erased. Restoring does not
 * count as registering.
 */
function registeredBy(changes: readonly { type: ChangeType; reason: ChangeReason | null }[]) {
  const registered = changes.findLast(
    ({ type, reason }) => ["registration.confirmed", "registration.waitlisted"].includes(type) && reason !== "back",
  );
  switch (registered?.reason) {
    case "by-hand":
      return "organiser";
    case "colleague":
    case "handed-over":
      return "another";
    default:
      return "self";
  }
}

/** Everything stored about the attendee (GDPR Article 20). */
export async function personalData(
  { db, settings, now }: Service,
  { event: { definition }, registration }: { event: StoredEvent; registration: Registration },
) {
  const email = parseEmailAddress(registration.email);
  const hashes = typeof email === "string" ? [] : await addressHashes(email.key, settings.LINK_KEYS);
  const { checkedInAt, joinedAt, ...history } = await historyOf(db, registration.id, hashes);
  const { position, linkVersion, calendarChanges, invitedBy, handedTo, handedFrom, ...answers } = registration;
  const iso = (instant: number | null) => instant && new Date(instant).toISOString();
  return {
    event: { slug: definition.slug, title: definition.title, starts: definition.starts, timeZone: definition.timeZone },
    registration: {
      ...answers,
      // Article 15(1)(g). Without the id of the colleague who registered the attendee, which is the colleague's data.
      registeredBy: registeredBy(history.changes),
      registeredAt: iso(registration.registeredAt),
      waitlistedAt: iso(registration.waitlistedAt),
      heldUntil: iso(registration.heldUntil),
      changedAt: iso(registration.changedAt),
      checkedInAt,
      joinedAt,
      needs: registration.needs && { ...registration.needs, consentedAt: iso(registration.needs.consentedAt) },
    },
    /** Answers that anybody has typed with the address since. */
    notSaved: await findTyped(db, registration.id),
    /** The addresses that the attendee has asked and that have not answered yet. */
    asked: (await openAddressesOf(db, registration.id, now)).map(({ purpose, name, email, createdAt, expiresAt }) => ({
      purpose,
      name,
      email,
      at: iso(createdAt),
      until: iso(expiresAt),
    })),
    ...history,
  };
}
