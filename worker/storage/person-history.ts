/** What organisers see about one attendee besides the registration itself. Reads only this attendee's rows. */
import type { ChangeReason, ChangeType } from "../registration/change.ts";
import type { AuditAction } from "./audit-log.ts";
import type { Registration } from "./registrations.ts";

export interface PersonChange {
  type: ChangeType;
  reason: ChangeReason | null;
  at: number;
  /** The organiser or token that did it, as the audit log names them; null for the attendee or the service. */
  by: string | null;
}

/** Another attendee, by name. */
export interface Related {
  id: string;
  name: string;
}

export interface PersonHistory {
  /** Oldest first, without changes of e-mail status. */
  changes: PersonChange[];
  /** The person who invited the attendee, and those the place went to and came from, unless they are erased. */
  related: Related[];
}

/** An organiser's action is logged at the time of its change. */
const BY = `(
  SELECT who FROM audit_log
  WHERE audit_log.event = change.event AND audit_log.at = change.at AND audit_log.detail = change.registration
    AND action IN (SELECT value FROM json_each(?2))
  LIMIT 1)`;

const updates: readonly AuditAction[] = [
  "registration added",
  "rehearsal added",
  "registration changed",
  "registration cancelled",
  "registration restored",
  "address verified",
  "registration admitted",
  "checked in",
  "check-in undone",
];

export async function personHistory(db: D1Database, registration: Registration): Promise<PersonHistory> {
  const { id, invitedBy, handedTo, handedFrom } = registration;
  const others = [invitedBy, handedTo, handedFrom].filter((other) => other !== null);
  const [changes, related] = await db.batch([
    db
      .prepare(
        `SELECT type, reason, at, ${BY} AS by FROM change
         WHERE registration = ?1 AND reason IS NOT 'message' ORDER BY seq`,
      )
      .bind(id, JSON.stringify(updates)),
    db
      .prepare("SELECT id, name FROM registration WHERE id IN (SELECT value FROM json_each(?))")
      .bind(JSON.stringify(others)),
  ]);
  return {
    changes: (changes?.results ?? []) as PersonChange[],
    related: (related?.results ?? []) as Related[],
  };
}
