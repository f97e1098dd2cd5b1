import type { Language, Translations } from "../i18n/language.ts";
import type { Participation } from "../registration/capacity.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import {
  type DeliveryStatus,
  type DisplayStatus,
  type MessageKind,
  type MessageStatus,
  type SuppressionReason,
  supersedes,
} from "../registration/message.ts";
import type { ErasureNotice, Registration } from "./registrations.ts";

/** A message that this consumer alone may send until its lease runs out. */
export interface LeasedMessage {
  id: string;
  kind: MessageKind;
  createdAt: number;
  /** Counts this one. */
  attempts: number;
  /** Since when the e-mail may have been accepted without our knowing: the first attempt that no clear answer came to. */
  unconfirmedSince: number;
  /** When this attempt began. */
  leasedAt: number;
  /** The Idempotency-Key under which it was tried, alone or with others, where that is not its id. */
  batch: string | null;
  event: EventDefinition;
  calendarSequence: number;
  /** null: nobody of that id is left. */
  addressee: Addressee | null;
  announcement: Announcement | null;
  erasureNotice: ErasureNotice | null;
}

/** What an e-mail needs to know of a registration, as it is now. */
export interface Addressee
  extends Pick<
    Registration,
    | "id"
    | "status"
    | "participation"
    | "digitalMeanwhile"
    | "name"
    | "email"
    | "partner"
    | "language"
    | "linkVersion"
    | "calendarChanges"
    | "position"
    | "test"
  > {
  /** The name of whoever registered this person. */
  inviter: string | null;
}

/** What an organiser writes to many. */
export interface Announcement {
  subject: Translations;
  text: Translations;
}

interface LeasedRow {
  id: string;
  kind: MessageKind;
  event: string;
  created_at: number;
  attempts: number;
  doubt_since: number;
  batch: string | null;
  erasureNotice: string | null;
  subject: string | null;
  text: string | null;
  registration_id: string | null;
  status: Registration["status"];
  participation: Participation;
  digital_meanwhile: number;
  name: string;
  email: string;
  partner: string;
  language: Language;
  link_version: number;
  calendar_changes: number;
  test: number;
  inviter: string | null;
  position: number | null;
}

/**
 * Takes those of the messages that are due, so that nobody else does before `until`, oldest first. The others were sent or
 * erased, or are in other hands. From now on each is in doubt: whoever takes it may die after the provider has accepted it.
 */
export async function leaseMessages(
  db: D1Database,
  ids: readonly string[],
  now: number,
  until: number,
): Promise<LeasedMessage[]> {
  const wanted = JSON.stringify(ids);
  const [leased, rows, events] = await db.batch([
    db
      .prepare(
        `UPDATE message SET due_at = ?3, attempts = attempts + 1, doubt_since = coalesce(doubt_since, ?2)
         WHERE id IN (SELECT value FROM json_each(?1)) AND status = 'queued' AND due_at <= ?2
         RETURNING id`,
      )
      .bind(wanted, now, until),
    // The place in line only for those whom it is told: counting it reads everyone ahead.
    db
      .prepare(
        `SELECT message.id, message.kind, message.event, message.created_at, attempts, doubt_since, batch, farewell AS erasureNotice,
           announcement.subject, announcement.text,
           registration.id AS registration_id, registration.status, registration.participation,
           registration.digital_meanwhile, registration.name, registration.email, registration.partner,
           registration.language, registration.link_version, registration.calendar_changes, registration.test,
           inviter.name AS inviter,
           iif(registration.status = 'waitlisted' AND NOT bulk, 1 + (
             SELECT count(*) FROM registration AS ahead
             WHERE ahead.event = registration.event AND ahead.status = 'waitlisted' AND NOT ahead.test
               AND ahead.waitlisted_at < registration.waitlisted_at), NULL) AS position
         FROM message
           LEFT JOIN registration ON registration.id = message.registration
           LEFT JOIN registration AS inviter ON inviter.id = registration.invited_by
           LEFT JOIN announcement ON announcement.id = message.announcement
         WHERE message.id IN (SELECT value FROM json_each(?))
         ORDER BY message.id`,
      )
      .bind(wanted),
    db
      .prepare(
        `SELECT slug, definition, calendar_sequence FROM event
         WHERE slug IN (SELECT event FROM message WHERE id IN (SELECT value FROM json_each(?)))`,
      )
      .bind(wanted),
  ]);
  const ours = new Set((leased?.results ?? []).map((row) => (row as { id: string }).id));
  const definitions = new Map(
    ((events?.results ?? []) as { slug: string; definition: string; calendar_sequence: number }[]).map((event) => [
      event.slug,
      { event: JSON.parse(event.definition) as EventDefinition, calendarSequence: event.calendar_sequence },
    ]),
  );
  return ((rows?.results ?? []) as LeasedRow[])
    .filter(({ id }) => ours.has(id))
    .map((row) => {
      const known = definitions.get(row.event);
      if (!known) throw new Error(`Message ${row.id} belongs to no event`);
      return { ...known, ...leasedMessageOf(row), leasedAt: now };
    });
}

function leasedMessageOf(row: LeasedRow): Omit<LeasedMessage, "event" | "calendarSequence" | "leasedAt"> {
  return {
    id: row.id,
    kind: row.kind,
    createdAt: row.created_at,
    attempts: row.attempts,
    unconfirmedSince: row.doubt_since,
    batch: row.batch,
    announcement:
      row.subject && row.text
        ? { subject: JSON.parse(row.subject) as Translations, text: JSON.parse(row.text) as Translations }
        : null,
    erasureNotice: row.erasureNotice === null ? null : (JSON.parse(row.erasureNotice) as ErasureNotice),
    addressee: row.registration_id === null ? null : addresseeOf(row, row.registration_id),
  };
}

function addresseeOf(row: LeasedRow, id: string): Addressee {
  const { status, participation, name, email, partner, language, inviter, position } = row;
  return {
    id,
    status,
    participation,
    digitalMeanwhile: row.digital_meanwhile === 1,
    name,
    email,
    partner,
    language,
    linkVersion: row.link_version,
    calendarChanges: row.calendar_changes,
    inviter,
    position,
    test: row.test === 1,
  };
}

/** Notes under which key these are about to be tried together: a retry must be of the same ones under the same key. */
export async function assignBatchKey(db: D1Database, ids: readonly string[], batch: string): Promise<void> {
  await db
    .prepare("UPDATE message SET batch = ?2 WHERE id IN (SELECT value FROM json_each(?1)) AND status = 'queued'")
    .bind(JSON.stringify(ids), batch)
    .run();
}

/**
 * After the provider has refused them together, and so has accepted none: each is tried alone, under its own id, and judged by
 * itself.
 */
export async function splitBatch(db: D1Database, ids: readonly string[], now: number): Promise<void> {
  await db
    .prepare(
      `UPDATE message SET batch = id, due_at = ?2, doubt_since = NULL
       WHERE id IN (SELECT value FROM json_each(?1)) AND status = 'queued'`,
    )
    .bind(JSON.stringify(ids), now)
    .run();
}

export async function markSent(
  db: D1Database,
  sent: readonly { id: string; providerId: string | null }[],
  now: number,
): Promise<void> {
  await db
    .prepare(
      `UPDATE message SET status = 'sent', provider_id = sent.provider_id, changed_at = ?2,
         due_at = NULL, failure = NULL, farewell = NULL
       FROM (SELECT value ->> 'id' AS id, value ->> 'providerId' AS provider_id FROM json_each(?1)) AS sent
       WHERE message.id = sent.id AND status = 'queued'`,
    )
    .bind(JSON.stringify(sent), now)
    .run();
}

/** Why a message fails that may have been accepted all the same: the one failure that the provider may take back. */
export const NO_CLEAR_ANSWER = "no clear answer for a day";

export async function markFailed(db: D1Database, ids: readonly string[], failure: string, now: number): Promise<void> {
  await db
    .prepare(
      `UPDATE message SET status = 'failed', changed_at = ?3, due_at = NULL, failure = ?2, farewell = NULL
       WHERE id IN (SELECT value FROM json_each(?1)) AND status = 'queued'`,
    )
    .bind(JSON.stringify(ids), failure, now)
    .run();
}

/** Forgets messages that have nothing to say any more; the export shows the one before. */
export async function dropMessages(db: D1Database, ids: readonly string[]): Promise<void> {
  const dropped = JSON.stringify(ids);
  await db.batch([
    db
      .prepare(
        `UPDATE registration SET changed_because = 'message', latest_message = (
           SELECT max(id) FROM message
           WHERE message.registration = registration.id AND message.id NOT IN (SELECT value FROM json_each(?1)))
         WHERE id IN (SELECT registration FROM message WHERE id IN (SELECT value FROM json_each(?1)))
           AND latest_message IN (SELECT value FROM json_each(?1))`,
      )
      .bind(dropped),
    db.prepare("DELETE FROM message WHERE id IN (SELECT value FROM json_each(?)) AND status = 'queued'").bind(dropped),
  ]);
}

/** Whether a lease ends without a clear answer; `leasedAt` is when it began. */
export interface Unsettled {
  unconfirmed: boolean;
  leasedAt: number;
  dueAt: number;
}

/** Takes back the doubt that began with a lease; an older one stays. Binds ?3 to whether there is doubt, ?4 to when it began. */
const RESTORE_UNCONFIRMED = "doubt_since = iif(?3, doubt_since, nullif(doubt_since, ?4))";

/** Gives the lease back after an attempt that came to nothing; `doubt`: it may have been accepted all the same. */
export async function postpone(
  db: D1Database,
  ids: readonly string[],
  { reason, unconfirmed, leasedAt, dueAt }: Unsettled & { reason: string },
): Promise<void> {
  await db
    .prepare(
      `UPDATE message SET due_at = ?2, failure = ?5, ${RESTORE_UNCONFIRMED}
       WHERE id IN (SELECT value FROM json_each(?1)) AND status = 'queued'`,
    )
    .bind(JSON.stringify(ids), dueAt, unconfirmed ? 1 : 0, leasedAt, reason)
    .run();
}

/** Gives the lease back without an attempt: nobody's turn comes before `dueAt`. */
export async function releaseLease(
  db: D1Database,
  ids: readonly string[],
  { leasedAt, dueAt }: Pick<Unsettled, "leasedAt" | "dueAt">,
): Promise<void> {
  await db
    .prepare(
      `UPDATE message SET due_at = ?2, attempts = attempts - 1, ${RESTORE_UNCONFIRMED}
       WHERE id IN (SELECT value FROM json_each(?1)) AND status = 'queued'`,
    )
    .bind(JSON.stringify(ids), dueAt, 0, leasedAt)
    .run();
}

/** What the provider says became of an e-mail. `id` is the webhook's own, the same when it is repeated. */
export interface DeliveryEvent {
  id: string;
  message: string;
  /** The provider's id of the e-mail: a message that was sent again has had several. */
  providerId: string | null;
  status: DeliveryStatus | "delayed";
  reason: string | null;
  /** What follows for the address, under the hashes that it may be stored under; the first is the present one. */
  address: { hashes: string[]; suppress: SuppressionReason | null } | null;
}

/**
 * Moves a message to what became of it, unless more is known already or it was sent again since; and suppresses the address
 * or, once something has arrived that was sent after it bounced, ends that. All of it once for each webhook, however often it
 * comes.
 */
export async function recordDelivery(db: D1Database, news: DeliveryEvent, now: number): Promise<void> {
  const { id, message, providerId, status, reason, address } = news;
  const first = "NOT EXISTS (SELECT 1 FROM webhook WHERE webhook.id = ?1)";
  // While it is queued, or none knows whether it was taken, `provider_id` is of the time before; else of the last.
  const open = `(status = 'queued' OR failure IS '${NO_CLEAR_ANSWER}')`;
  const ofThisAttempt = `(provider_id IS NULL OR ?3 IS NULL OR (provider_id = ?3) = NOT ${open})`;
  const statements = [];
  if (address?.suppress)
    statements.push(
      db
        .prepare(
          `INSERT INTO suppression (hash, reason, at) SELECT ?2, ?3, ?4 WHERE ${first}
           ON CONFLICT (hash) DO UPDATE SET
             reason = iif(reason = 'complained', reason, excluded.reason), at = excluded.at`,
        )
        .bind(id, address.hashes[0] ?? null, address.suppress, now),
    );
  else if (address && status === "delivered")
    statements.push(
      // Before the status moves: `changed_at` is still when it was sent.
      db
        .prepare(
          `DELETE FROM suppression WHERE ${first} AND hash IN (SELECT value FROM json_each(?4)) AND reason = 'bounced'
             AND at < (SELECT changed_at FROM message WHERE message.id = ?2 AND ${ofThisAttempt})`,
        )
        .bind(id, message, providerId, JSON.stringify(address.hashes)),
    );
  statements.push(
    status === "delayed"
      ? db
          .prepare(
            `UPDATE message SET delayed = 1, changed_at = ?4
             WHERE ${first} AND id = ?2 AND ${ofThisAttempt} AND NOT delayed AND (status = 'queued' OR status = 'sent')`,
          )
          .bind(id, message, providerId, now)
      : db
          .prepare(
            `UPDATE message SET status = ?4, failure = ?5, changed_at = ?6, due_at = NULL, farewell = NULL,
               provider_id = coalesce(?3, provider_id)
             WHERE ${first} AND id = ?2 AND ${ofThisAttempt} AND (
               status IN (SELECT value FROM json_each(?7))
               OR (?4 = 'sent' AND status = 'failed' AND failure = '${NO_CLEAR_ANSWER}'))`,
          )
          .bind(id, message, providerId, status, reason, now, JSON.stringify(supersedes[status])),
    db.prepare("INSERT INTO webhook (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING").bind(id, now),
  );
  await db.batch(statements);
}

/** Those of the hashes that are suppressed. */
export async function suppressedAmong(db: D1Database, hashes: readonly string[]): Promise<Set<string>> {
  const { results } = await db
    .prepare("SELECT hash FROM suppression WHERE hash IN (SELECT value FROM json_each(?))")
    .bind(JSON.stringify(hashes))
    .all<{ hash: string }>();
  return new Set(results.map(({ hash }) => hash));
}

/** Rows that one step deletes, so that no step grows with what has piled up. */
const FORGET_MAX = 1000;

/** Forgets webhooks from before `before`, oldest first. */
export async function forgetWebhooks(db: D1Database, before: number): Promise<void> {
  await db
    .prepare("DELETE FROM webhook WHERE id IN (SELECT id FROM webhook WHERE at < ? ORDER BY at LIMIT ?)")
    .bind(before, FORGET_MAX)
    .run();
}

/** Ids of messages to one person that are due and in nobody's hands, oldest first. */
export async function dueTransactional(db: D1Database, now: number, limit: number): Promise<string[]> {
  const { results } = await db
    .prepare("SELECT id FROM message WHERE status = 'queued' AND bulk = 0 AND due_at <= ? ORDER BY due_at LIMIT ?")
    .bind(now, limit)
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

/** A message to many that is due, with what decides whom it may travel with. */
export interface DueBulk {
  id: string;
  kind: MessageKind;
  batch: string | null;
  attempts: number;
}

/**
 * Whether mail to one person waits, and the messages to many that are due: one batch that was tried before, or else the
 * oldest that were never in one, up to `limit`.
 */
export async function dueBulk(
  db: D1Database,
  now: number,
  limit: number,
): Promise<{ transactionalWaits: boolean; messages: DueBulk[] }> {
  const [prompt, tried, fresh] = await db.batch<DueBulk>([
    db.prepare("SELECT id FROM message WHERE status = 'queued' AND bulk = 0 AND due_at <= ? LIMIT 1").bind(now),
    db
      .prepare(
        `SELECT id, kind, batch, attempts FROM message
         WHERE status = 'queued' AND batch IS NOT NULL AND bulk = 1 AND due_at <= ?1 AND batch = (
           SELECT batch FROM message
           WHERE status = 'queued' AND batch IS NOT NULL AND bulk = 1 AND due_at <= ?1 LIMIT 1)
         ORDER BY id`,
      )
      .bind(now),
    db
      .prepare(
        `SELECT id, kind, batch, attempts FROM message
         WHERE status = 'queued' AND bulk = 1 AND due_at <= ? AND batch IS NULL ORDER BY due_at LIMIT ?`,
      )
      .bind(now, limit),
  ]);
  const messages = tried?.results.length ? tried.results : (fresh?.results ?? []);
  return { transactionalWaits: (prompt?.results.length ?? 0) > 0, messages };
}

/**
 * Since when the oldest unsent message waits and the number of failed ones, for \`GET /health\`. Of mail to many, which was
 * written together, the next in line speaks for all.
 */
export async function outboxState(db: D1Database): Promise<{ oldestUnsent: number | null; failed: number }> {
  const row = await db
    .prepare(
      `SELECT
         (SELECT min(changed_at) FROM (
            SELECT changed_at FROM message WHERE status = 'queued' AND bulk = 0
            UNION ALL
            SELECT * FROM (SELECT changed_at FROM message WHERE status = 'queued' AND bulk = 1 ORDER BY due_at LIMIT 1))
         ) AS oldestUnsent,
         (SELECT count(*) FROM message LEFT JOIN registration ON registration.id = message.registration
          WHERE message.status = 'failed' AND coalesce(test, 0) = 0) AS failed`,
    )
    .first<{ oldestUnsent: number | null; failed: number }>();
  return row ?? { oldestUnsent: null, failed: 0 };
}

/** A message that did not get through, without any word of whom it was for. */
export interface UndeliveredMessage {
  id: string;
  registration: string;
  kind: MessageKind;
  status: MessageStatus;
  reason: string | null;
  attempts: number;
  at: number;
  /** 1: of a rehearsal. */
  test: number;
}

const UNDELIVERED = `message.id, message.registration, kind, message.status, failure AS reason, attempts,
  message.changed_at AS at, coalesce(test, 0) AS test`;
/** In the words of the index message_undelivered; binds the event and the id to go on after. */
const IS_UNDELIVERED = `message.event = ?
  AND (message.status = 'failed' OR message.status = 'bounced' OR message.status = 'complained') AND message.id > ?`;

/** Messages that failed, bounced or were complained about, oldest first, after the one with id `after`. */
export async function undeliveredMessages(
  db: D1Database,
  event: string,
  after: string,
  limit: number,
): Promise<UndeliveredMessage[]> {
  const { results } = await db
    .prepare(
      `SELECT ${UNDELIVERED} FROM message LEFT JOIN registration ON registration.id = message.registration
       WHERE ${IS_UNDELIVERED} ORDER BY message.id LIMIT ?`,
    )
    .bind(event, after, limit)
    .all<UndeliveredMessage>();
  return results;
}

/** The same for the eyes of an organiser: whom it was for. null: nobody is left. */
export interface UndeliveredMail extends UndeliveredMessage {
  name: string | null;
  email: string | null;
}

export async function undeliveredMails(
  db: D1Database,
  event: string,
  after: string,
  limit: number,
): Promise<UndeliveredMail[]> {
  const { results } = await db
    .prepare(
      `SELECT ${UNDELIVERED}, name, email
       FROM message LEFT JOIN registration ON registration.id = message.registration
       WHERE ${IS_UNDELIVERED} ORDER BY message.id LIMIT ?`,
    )
    .bind(event, after, limit)
    .all<UndeliveredMail>();
  return results;
}

/** The address that an undelivered message is for; null when there is no such message, or nobody is left to send it to. */
export async function undeliveredAddress(db: D1Database, event: string, id: string): Promise<string | null> {
  const row = await db
    .prepare(
      `SELECT email FROM message JOIN registration ON registration.id = message.registration
       WHERE message.event = ? AND message.id = ? AND (message.status = 'failed' OR message.status = 'bounced')`,
    )
    .bind(event, id)
    .first<{ email: string }>();
  return row?.email ?? null;
}

/**
 * Queues a message again that failed or bounced, under a new key: the provider would answer the old one as before. Whoever
 * does so vouches for the address, so that it is tried although it bounced (\`hashes\`); against a complaint nobody can. False
 * when there is nothing to send again.
 */
export async function retryMessage(
  db: D1Database,
  event: string,
  { id, key, hashes }: { id: string; key: string; hashes: readonly string[] },
  now: number,
): Promise<boolean> {
  const [queued] = await db.batch([
    db
      .prepare(
        `UPDATE message SET status = 'queued', due_at = ?4, changed_at = ?4, batch = ?3, bulk = 0,
           attempts = 0, doubt_since = NULL, failure = NULL, delayed = 0
         WHERE event = ?1 AND id = ?2 AND (status = 'failed' OR status = 'bounced')
           AND EXISTS (SELECT 1 FROM registration WHERE registration.id = message.registration)
           AND NOT EXISTS (
             SELECT 1 FROM suppression WHERE reason = 'complained' AND hash IN (SELECT value FROM json_each(?5)))`,
      )
      .bind(event, id, key, now, JSON.stringify(hashes)),
    db
      .prepare(
        `DELETE FROM suppression WHERE reason = 'bounced' AND hash IN (SELECT value FROM json_each(?2))
           AND EXISTS (SELECT 1 FROM message WHERE message.id = ?1 AND batch = ?3)`,
      )
      .bind(id, JSON.stringify(hashes), key),
  ]);
  return (queued?.meta.changes ?? 0) > 0;
}

export async function messageExists(db: D1Database, event: string, id: string): Promise<boolean> {
  return (await db.prepare("SELECT 1 FROM message WHERE event = ? AND id = ?").bind(event, id).first()) !== null;
}

/** An e-mail to one person, without its words: those are rendered when it is sent. */
export interface SentMessage {
  id: string;
  kind: MessageKind;
  status: DisplayStatus;
  reason: string | null;
  createdAt: number;
  at: number;
}

/** Every e-mail to one person, oldest first. */
export async function messagesTo(db: D1Database, registration: string): Promise<SentMessage[]> {
  const { results } = await db
    .prepare(
      `SELECT id, kind, shown AS status, failure AS reason, created_at AS createdAt, changed_at AS at FROM message
       WHERE registration = ? ORDER BY id`,
    )
    .bind(registration)
    .all<SentMessage>();
  return results;
}

/**
 * Writes an e-mail once more, as one of its own, to somebody who has had it already. False while it is still on its way, or
 * when nobody is left to send it to.
 */
export async function resendMessage(
  db: D1Database,
  event: string,
  id: string,
  copy: string,
  now: number,
): Promise<boolean> {
  const [written] = await db.batch([
    db
      .prepare(
        `INSERT INTO message (id, event, registration, kind, announcement, created_at, changed_at, due_at)
         SELECT ?3, event, registration, kind, announcement, ?4, ?4, ?4 FROM message
         WHERE event = ?1 AND id = ?2 AND status <> 'queued'
           AND EXISTS (SELECT 1 FROM registration WHERE registration.id = message.registration)`,
      )
      .bind(event, id, copy, now),
    db
      .prepare(
        `UPDATE registration SET latest_message = ?1, changed_because = 'message'
         WHERE id = (SELECT registration FROM message WHERE id = ?1)`,
      )
      .bind(copy),
  ]);
  return (written?.meta.changes ?? 0) > 0;
}
