/** What the organiser's overview reads from the database besides the statistics. */

import type { Translations } from "../i18n/language.ts";
import type { ListFilter } from "../registration/list-filter.ts";
import { REHEARSALS } from "./registration-updates.ts";

/** How far e-mail to many has been queued. */
export interface Queuing {
  recipients: number;
  queued: number;
}

/** An endpoint that does not accept its webhooks. `paused`: it is no longer tried. */
export interface FailingEndpoint {
  url: string;
  paused: number;
}

/** An announcement that waits for its time. */
export interface PlannedAnnouncement {
  id: string;
  subject: Translations;
  audience: ListFilter;
  /** The number of recipients when it was planned. */
  recipients: number;
  /** When it is sent, in milliseconds since 1970. */
  at: number;
}

export interface OverviewState {
  /** The number of the event's newest change; 0 if there is none. */
  seq: number;
  /** Attendees whose latest e-mail did not arrive. */
  undelivered: number;
  /** The number of rehearsals. */
  rehearsals: number;
  failing: FailingEndpoint[];
  queuing: Queuing[];
  planned: PlannedAnnouncement[];
}

type PlannedRow = Omit<PlannedAnnouncement, "subject" | "audience"> & { subject: string; audience: string };

/** Reads a row for each item that it returns, one for each rehearsal, and one for the newest change. */
export async function overviewState(db: D1Database, slug: string): Promise<OverviewState> {
  const [newest, counts, failing, queuing, planned] = await db.batch([
    db.prepare("SELECT seq FROM change WHERE event = ? ORDER BY seq DESC LIMIT 1").bind(slug),
    db.prepare(`SELECT undelivered, (${REHEARSALS}) AS rehearsals FROM capacity WHERE event = ?1`).bind(slug),
    db
      .prepare(
        `SELECT url, paused_at IS NOT NULL AS paused FROM webhook_endpoint
         WHERE event = ? AND (failing_since IS NOT NULL OR paused_at IS NOT NULL) ORDER BY url`,
      )
      .bind(slug),
    db
      .prepare(
        `SELECT recipients, queued FROM announcement
         WHERE event = ?1 AND queued_to IS NOT NULL AND counted_at IS NOT NULL
         UNION ALL SELECT recipients, queued FROM event_notice
         WHERE event = ?1 AND queued_to IS NOT NULL AND NOT superseded`,
      )
      .bind(slug),
    db
      .prepare(
        `SELECT id, subject, audience, recipients, due_at AS at FROM announcement
         WHERE event = ? AND queued_to IS NOT NULL AND counted_at IS NULL ORDER BY due_at`,
      )
      .bind(slug),
  ]);
  const [counted] = (counts?.results ?? []) as Pick<OverviewState, "undelivered" | "rehearsals">[];
  return {
    seq: (newest?.results as { seq: number }[] | undefined)?.[0]?.seq ?? 0,
    undelivered: counted?.undelivered ?? 0,
    rehearsals: counted?.rehearsals ?? 0,
    failing: (failing?.results ?? []) as FailingEndpoint[],
    queuing: (queuing?.results ?? []) as Queuing[],
    planned: ((planned?.results ?? []) as PlannedRow[]).map(({ subject, audience, ...row }) => ({
      ...row,
      subject: JSON.parse(subject) as Translations,
      audience: JSON.parse(audience) as ListFilter,
    })),
  };
}
