import { dayAt } from "../registration/local-time.ts";
import { REVOKED_TOKEN_MEMORY, SUPPRESSION_MEMORY, UNSAVED_MEMORY } from "../registration/retention-times.ts";
import type { Service } from "../service.ts";
import { forgetDrafts } from "../storage/announcement-drafts.ts";
import { recordAudits } from "../storage/audit-log.ts";
import { forgetWebhooks } from "../storage/delivery-status.ts";
import { forgetTypedMail } from "../storage/mail-limits.ts";
import { forgetSignIns } from "../storage/organiser-sessions.ts";
import { forgetUnanswered } from "../storage/pending-addresses.ts";
import { forgetContacts, forgetRevokedTokens, forgetSuppressions } from "../storage/privacy-retention.ts";
import {
  forgetAnswers,
  forgetAuditLog,
  forgetMailToFormerAddressees,
  forgetNeeds,
  forgetRegistrations,
  type RetentionDue,
  retentionDue,
  type StepResult,
} from "../storage/retention.ts";
import { forgetSubmissions } from "../storage/submissions.ts";
import { forgetOldTyped } from "../storage/unsaved.ts";
import { unreachable } from "../unreachable.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long an Idempotency-Key is kept. */
const KEY_MEMORY = 24 * HOUR;

/** How long the id of a webhook is kept: Resend repeats a webhook for ten hours. */
const WEBHOOK_MEMORY = 3 * 24 * HOUR;

/** How long the e-mail about an erasure may take; its outcome is known long before. */
const FORMER_ADDRESSEE_MEMORY = 3 * 24 * HOUR;

/** How long the audit log is kept. */
const AUDIT_LOG_MEMORY = 365 * 24 * HOUR;

/** Data that belongs to no registration: each group has its turn in one minute of three. */
const turns: readonly ((db: D1Database, now: number) => Promise<void>)[][] = [
  [
    (db, now) => forgetSubmissions(db, now - KEY_MEMORY),
    (db, now) => forgetWebhooks(db, now - WEBHOOK_MEMORY),
    (db, now) => forgetOldTyped(db, now - UNSAVED_MEMORY),
    forgetSignIns,
  ],
  [
    (db, now) => forgetMailToFormerAddressees(db, now - FORMER_ADDRESSEE_MEMORY),
    (db, now) => forgetAuditLog(db, now - AUDIT_LOG_MEMORY),
    forgetUnanswered,
  ],
  [
    (db, now) => forgetSuppressions(db, now - SUPPRESSION_MEMORY),
    (db, now) => forgetRevokedTokens(db, now - REVOKED_TOKEN_MEMORY),
    forgetTypedMail,
    forgetDrafts,
  ],
];

/** Deletes old data that belongs to no registration. */
export async function forgetTheOld({ db, databases, now }: Service): Promise<void> {
  // With several databases, the cron serves each only in every so many minutes.
  const turn = turns[Math.floor(now / MINUTE / databases.length) % turns.length] ?? [];
  for (const forget of turn) await forget(db, now);
}

/**
 * Deletes people and needs after their retention, one large step in a tick: an invocation may make 50 database queries on
 * the free plan. Many events share a step; an event with more people needs several, in turn with the others. The audit log
 * of each event records what was erased.
 */
export async function runRetention({ db, now }: Service): Promise<void> {
  const due = await retentionDue(db, now);
  if (!due) return;
  const { forgotten, done } = await forget(db, due, now);
  const { what } = due;
  if (what === "registrations" && done.length > 0) await forgetContacts(db, done, now);
  if (forgotten.length === 0) return;
  for (const { event, people } of forgotten) console.log(JSON.stringify({ log: "retention", event, what, people }));
  await recordAudits(
    db,
    forgotten.map(({ event, people }) => ({
      event,
      who: "retention",
      action: "retention",
      count: people,
      detail: what,
    })),
    now,
  );
}

function forget(db: D1Database, due: RetentionDue, now: number): Promise<StepResult> {
  const { what } = due;
  switch (what) {
    case "needs":
      return forgetNeeds(db, due, now);
    case "diet":
    case "access":
      return forgetAnswers(db, due, now);
    case "registrations":
      return forgetRegistrations(db, due, dayAt, now);
    default:
      return unreachable(what);
  }
}
