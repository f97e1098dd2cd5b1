/** Sent announcements, and what became of their e-mails. */
import type { ListFilter } from "../registration/list-filter.ts";
import type { Announcement } from "./leasing.ts";

/** Times in milliseconds since 1970. */
export interface SentAnnouncement extends Announcement {
  id: string;
  at: number;
  /** Its e-mails are not sent before this. */
  dueAt: number;
  /** It waits for `dueAt`, and goes to the audience as it is then. */
  planned: boolean;
  takenBackAt: number | null;
  /** The sender, as the audit log names them. */
  by: string;
  audience: ListFilter;
  /** The number of recipients. */
  recipients: number;
  /** How many of their e-mails are queued so far. */
  queued: number;
  /** E-mails that were handed over to the provider. */
  gone: number;
  arrived: number;
  /** Failed, bounced or reported as spam. */
  undelivered: number;
  /** Not sent: the attendee has cancelled or was erased, or the announcement was taken back. */
  dropped: number;
}

interface Row extends Omit<SentAnnouncement, "subject" | "text" | "audience" | "planned"> {
  subject: string;
  text: string;
  audience: string;
  planned: number;
}

const COLUMNS = `id, created_at AS at, due_at AS dueAt, counted_at IS NULL AND taken_back_at IS NULL AS planned,
  taken_back_at AS takenBackAt, sent_by AS by, audience, subject, text, recipients, queued, gone, arrived, undelivered, dropped`;

const announcementOf = ({ subject, text, audience, planned, ...row }: Row): SentAnnouncement => ({
  ...row,
  planned: planned === 1,
  audience: JSON.parse(audience) as ListFilter,
  subject: JSON.parse(subject) as Announcement["subject"],
  text: JSON.parse(text) as Announcement["text"],
});

/** The newest first. */
export async function announcementsOf(db: D1Database, event: string, limit: number): Promise<SentAnnouncement[]> {
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM announcement
       WHERE event = ? AND NOT test ORDER BY created_at DESC, id DESC LIMIT ?`,
    )
    .bind(event, limit)
    .all<Row>();
  return results.map(announcementOf);
}

export async function findAnnouncement(db: D1Database, event: string, id: string): Promise<SentAnnouncement | null> {
  const row = await db
    .prepare(`SELECT ${COLUMNS} FROM announcement WHERE event = ? AND id = ? AND NOT test`)
    .bind(event, id)
    .first<Row>();
  return row && announcementOf(row);
}

/** The id of the announcement sent with an Idempotency-Key; null if there is none. */
export async function announcedUnder(db: D1Database, event: string, key: string): Promise<string | null> {
  return db.prepare("SELECT id FROM announcement WHERE event = ? AND key = ?").bind(event, key).first<string>("id");
}
