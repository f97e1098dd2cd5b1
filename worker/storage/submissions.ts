import { admit, type Capacity } from "../registration/capacity.ts";
import { lacking, type Places, placesWished } from "../registration/choice-places.ts";
import type { Hold } from "../registration/hold.ts";
import type { RegistrationRequest } from "../registration/read-request.ts";
import type { RegisteredBy } from "../registration/registering.ts";
import { choicePlacesOf, LACKS_PLACES } from "./choice-places.ts";
import { type CapacityRow, capacityOf } from "./events.ts";
import { newId } from "./ids.ts";
import { type Newcomer, registerOne } from "./newcomer.ts";

/** One registration request, for one attendee or a group. */
export interface Submission {
  /** The slug. */
  event: string;
  /** The version of the definition that `request` was checked against. */
  eventVersion: number;
  /** The client's Idempotency-Key. */
  key: string;
  /** The same key must come with the same body. */
  bodyHash: string;
  request: RegistrationRequest;
  /** How many places each option has in the definition; absent if no option has a limit. */
  places?: Places | undefined;
  /** The wording that the attendee consented to, if there are needs. */
  consentWording: string;
  /** Takes no place, and does not collide with a real registration of the same address. */
  rehearsal?: boolean | undefined;
  /** The hold until the address is verified; null if the event does not ask for that. */
  hold?: Hold | null;
  /**
   * The sender; by default the attendee. For an organiser, one already registered address refuses the whole request, since
   * organisers may know that, and the e-mail says that an organiser registered the attendee.
   */
  by?: RegisteredBy | undefined;
  /** Keyed hashes of the attendee's mailbox and the colleagues', in order; absent if an organiser registers them. */
  mailboxes?: readonly string[] | undefined;
  now: number;
}

/** `capacityBefore` is how full the event was before: the answer follows only from it and the request. */
export type SubmissionOutcome =
  | { outcome: "stored"; capacityBefore: Capacity; messages: string[] }
  | { outcome: "replayed"; capacityBefore: Capacity }
  | { outcome: "refused"; reason: "key-reused" }
  /** `keys`: those of the already registered addresses. */
  | { outcome: "refused"; reason: "address-taken"; keys: string[] }
  | { outcome: "refused"; reason: "full"; capacityBefore: Capacity }
  /** `keys`: those of the options with too few places left. */
  | { outcome: "refused"; reason: "option-full"; keys: string[] }
  | { outcome: "refused"; reason: "event-changed" };

/** Which of the addresses are registered and not cancelled. */
const KNOWN = `SELECT email_key FROM registration
  WHERE email_key IN (SELECT value FROM json_each(?1, '$.emailKeys')) AND event = ?1 ->> 'event'
    AND rehearsal = ?1 ->> 'rehearsal' AND status <> 'cancelled'`;

/**
 * Registers everyone in the request, or no one, in one transaction and one round trip: registrations, needs, changes and
 * messages. The statements decide everything that depends on counts, since counts cannot change during the transaction. The
 * row in `submission` is the ticket: it is written only if the whole request is admitted. The messages are written only with
 * the ticket, and everything else only with the messages.
 *
 * If the address is already registered, the same statements queue an `already` e-mail instead. How many e-mails a mailbox
 * gets is limited in mail-limits.ts; a mailbox that has disowned a registration cannot be registered again by strangers for
 * a day.
 */
export async function submit(db: D1Database, submission: Submission): Promise<SubmissionOutcome> {
  const { event, key, eventVersion, bodyHash, request, rehearsal = false, by, now } = submission;
  const refusesKnown = by === "organiser";
  const ids = (index: number) => ({
    id: newId(now),
    message: newId(now),
    mailbox: submission.mailboxes?.[index] ?? null,
  });
  const attendee: Newcomer = {
    ...ids(0),
    name: request.name,
    email: request.email,
    answers: request.answers,
    inviter: null,
  };
  const people = [
    attendee,
    ...request.colleagues.map((colleague, index): Newcomer => ({ ...ids(index + 1), ...colleague, inviter: attendee })),
  ];
  const wished = placesWished(
    submission.places ?? {},
    people.map(({ answers }) => answers),
  );
  const ticket = { event, key, ticket: newId(now) };
  const addresses = { rehearsal, emailKeys: people.map(({ email }) => email.key) };

  const present = db
    .prepare(
      `SELECT capacity.*, submission.body_hash, submission.capacity_before
       FROM capacity LEFT JOIN submission ON submission.event = capacity.event AND submission.key = ?2
       WHERE capacity.event = ?1`,
    )
    .bind(event, key);

  // The same rule as admit() in registration/capacity.ts.
  const admitted = db
    .prepare(
      `INSERT INTO submission (event, key, ticket, body_hash, capacity_before, at)
       SELECT event, ?1 ->> 'key', ?1 ->> 'ticket', ?1 ->> 'bodyHash',
         json_object('inPersonCapacity', in_person_capacity, 'digitalCapacity', digital_capacity,
           'waitlist', iif(waitlist, json('true'), json('false')),
           'inPersonTaken', in_person_taken, 'digitalTaken', digital_taken, 'waiting', waiting),
         ?1 ->> 'now'
       FROM vacancy
       WHERE event = ?1 ->> 'event' AND event_version = ?1 ->> 'eventVersion'
         AND iif(?1 ->> 'participation' = 'digital',
           digital >= ?1 ->> 'people',
           in_person >= ?1 ->> 'people' OR (waitlist AND ?1 ->> 'waitlist'))
         AND NOT ${LACKS_PLACES}
         AND NOT (?1 ->> 'refusesKnown' AND EXISTS (${KNOWN}))
       ON CONFLICT DO NOTHING`,
    )
    .bind(
      JSON.stringify({
        ...ticket,
        eventVersion,
        bodyHash,
        now,
        participation: request.participation,
        people: people.length,
        waitlist: request.waitlist,
        wished,
        refusesKnown,
        ...addresses,
      }),
    );

  const known = db.prepare(`${KNOWN}`).bind(JSON.stringify({ event, ...addresses }));

  const results = await db.batch([
    present,
    admitted,
    ...people.flatMap((person) => registerOne(db, submission, ticket, person)),
    // Last, since it only reports which addresses were already registered.
    ...(refusesKnown ? [known] : []),
  ]);

  const row = results[0]?.results[0] as
    | (CapacityRow & { body_hash: string | null; capacity_before: string | null })
    | undefined;
  if (!row) return { outcome: "refused", reason: "event-changed" };
  if (row.body_hash !== null && row.capacity_before !== null) {
    if (row.body_hash !== bodyHash) return { outcome: "refused", reason: "key-reused" };
    return { outcome: "replayed", capacityBefore: JSON.parse(row.capacity_before) as Capacity };
  }
  if (results[1]?.meta.changes === 1)
    return { outcome: "stored", capacityBefore: capacityOf(row), messages: people.map((person) => person.message) };
  const taken = refusesKnown ? (results.at(-1)?.results as { email_key: string }[]) : [];
  if (taken.length > 0)
    return { outcome: "refused", reason: "address-taken", keys: taken.map(({ email_key }) => email_key) };
  if (row.event_version !== eventVersion) return { outcome: "refused", reason: "event-changed" };
  const capacityBefore = capacityOf(row);
  const wish = { participation: request.participation, waitlist: request.waitlist, people: people.length };
  const keys = lacking(choicePlacesOf(row), wished);
  return keys.length > 0 && admit(capacityBefore, wish).outcome === "admitted"
    ? { outcome: "refused", reason: "option-full", keys }
    : { outcome: "refused", reason: "full", capacityBefore };
}

/** The first answer to a key, for a client that asks again after the event has closed. */
export async function findSubmission(db: D1Database, slug: string, key: string) {
  const row = await db
    .prepare("SELECT body_hash, capacity_before FROM submission WHERE event = ? AND key = ?")
    .bind(slug, key)
    .first<{ body_hash: string; capacity_before: string }>();
  return row && { bodyHash: row.body_hash, capacityBefore: JSON.parse(row.capacity_before) as Capacity };
}

/** Rows that one step deletes. The limit keeps each step small, however many rows are waiting. */
const STEP = 1000;

/** Forgets keys from before this instant, oldest first. */
export async function forgetSubmissions(db: D1Database, before: number): Promise<void> {
  await db
    .prepare(
      `DELETE FROM submission WHERE (event, key) IN (
         SELECT event, key FROM submission WHERE at < ? ORDER BY at LIMIT ?)`,
    )
    .bind(before, STEP)
    .run();
}
