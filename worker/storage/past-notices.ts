import type { NoticeFields } from "../registration/privacy-notice.ts";

/** A version of the privacy notice that was replaced. */
export interface PastNotice {
  /** The version of the definition that filled it when it was replaced. */
  version: number;
  /** When it was replaced, in milliseconds since 1970. */
  until: number;
}

/** The most versions that a page lists. */
const LISTED_MAX = 100;

/** The replaced versions, newest first. */
export async function pastNotices(db: D1Database, slug: string): Promise<PastNotice[]> {
  const { results } = await db
    .prepare("SELECT version, until FROM past_notice WHERE event = ? ORDER BY version DESC LIMIT ?")
    .bind(slug, LISTED_MAX)
    .all<PastNotice>();
  return results;
}

/** One replaced version; null if the event had none with this number. */
export async function findPastNotice(
  db: D1Database,
  slug: string,
  version: number,
): Promise<(PastNotice & { fields: NoticeFields }) | null> {
  const row = await db
    .prepare("SELECT version, until, fields FROM past_notice WHERE event = ? AND version = ?")
    .bind(slug, version)
    .first<PastNotice & { fields: string }>();
  return row && { ...row, fields: JSON.parse(row.fields) as NoticeFields };
}
