/** Drafts of announcements that are not sent yet: one for each organiser of an event. */
import type { Translations } from "../i18n/language.ts";
import { newId } from "./ids.ts";
import type { Announcement } from "./leasing.ts";

export interface AnnouncementDraft extends Announcement {
  /** The Idempotency-Key under which it is sent. */
  id: string;
  /** The recipients: the filter, in the form of a query string. */
  audience: string;
  /** Milliseconds since 1970. */
  savedAt: number;
}

/** The organiser who owns a draft. */
export interface Writer {
  event: string;
  emailKey: string;
}

/** How long a draft is kept after it was last saved, in milliseconds. */
const DRAFT_MS = 30 * 86_400_000;

export async function findDraft(
  db: D1Database,
  { event, emailKey }: Writer,
  now: number,
): Promise<AnnouncementDraft | null> {
  const row = await db
    .prepare(
      `SELECT id, subject, text, audience, saved_at AS savedAt FROM announcement_draft
       WHERE event = ? AND email_key = ? AND saved_at >= ?`,
    )
    .bind(event, emailKey, now - DRAFT_MS)
    .first<{ id: string; subject: string; text: string; audience: string; savedAt: number }>();
  if (!row) return null;
  return { ...row, subject: JSON.parse(row.subject) as Translations, text: JSON.parse(row.text) as Translations };
}

/** Saves what was typed. The draft keeps its key, so that sending twice has one effect. Returns the draft. */
export async function saveDraft(
  db: D1Database,
  { event, emailKey }: Writer,
  { subject, text, audience }: Pick<AnnouncementDraft, "subject" | "text" | "audience">,
  now: number,
): Promise<AnnouncementDraft> {
  const row = await db
    .prepare(
      `INSERT INTO announcement_draft (event, email_key, id, subject, text, audience, saved_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET subject = excluded.subject, text = excluded.text, audience = excluded.audience,
         saved_at = excluded.saved_at,
         id = iif(saved_at < excluded.saved_at - ?, excluded.id, id)
       RETURNING id`,
    )
    .bind(event, emailKey, newId(now), JSON.stringify(subject), JSON.stringify(text), audience, now, DRAFT_MS)
    .first<{ id: string }>();
  if (!row) throw new Error("A draft that was just saved is gone");
  return { id: row.id, subject, text, audience, savedAt: now };
}

export async function deleteDraft(db: D1Database, { event, emailKey }: Writer): Promise<void> {
  await db.prepare("DELETE FROM announcement_draft WHERE event = ? AND email_key = ?").bind(event, emailKey).run();
}

/** Rows that one step deletes. The limit keeps each step small, however many rows are waiting. */
const STEP = 500;

/** Deletes drafts that were last saved too long ago. */
export async function forgetDrafts(db: D1Database, now: number): Promise<void> {
  await db
    .prepare(
      `DELETE FROM announcement_draft WHERE (event, email_key) IN (
         SELECT event, email_key FROM announcement_draft WHERE saved_at < ? ORDER BY saved_at LIMIT ?)`,
    )
    .bind(now - DRAFT_MS, STEP)
    .run();
}
