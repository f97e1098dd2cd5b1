import { dayAt } from "../registration/local-time.ts";
import { REVOKED_TOKEN_MEMORY, SUPPRESSION_MEMORY } from "../registration/retention-times.ts";
import type { Service } from "../service.ts";
import { forgetWebhooks } from "../storage/delivery-status.ts";
import { forgetContacts, forgetRevokedTokens, forgetSuppressions } from "../storage/privacy-retention.ts";
import {
  forgetAuditLog,
  forgetMailToFormerAddressees,
  forgetNeeds,
  forgetRegistrations,
  type RetentionDue,
  retentionDue,
} from "../storage/retention.ts";
import { forgetSubmissions } from "../storage/submissions.ts";

const HOUR = 3_600_000;

/** How long an Idempotency-Key is kept. */
const KEY_MEMORY = 24 * HOUR;

/** How long the id of a webhook is remembered: Resend repeats it for ten hours. */
const WEBHOOK_MEMORY = 3 * 24 * HOUR;

/** How long the e-mail that tells of an erasure may take; what became of it is known long before. */
const FORMER_ADDRESSEE_MEMORY = 3 * 24 * HOUR;

/** How long the audit log answers who pulled which list. */
const AUDIT_LOG_MEMORY = 365 * 24 * HOUR;

/** Sweeps that one tick moves on. An invocation may make 50 database queries on the free plan. */
const SWEEPS = 2;

/**
 * Deletes what has been kept long enough. A large event takes as many ticks as it needs; everything else waits for a tick
 * without one.
 */
export async function runRetention({ db, now }: Service): Promise<void> {
  const sweeps = await retentionDue(db, now, SWEEPS);
  if (sweeps.length === 0) {
    await forgetSubmissions(db, now - KEY_MEMORY);
    await forgetWebhooks(db, now - WEBHOOK_MEMORY);
    await forgetMailToFormerAddressees(db, now - FORMER_ADDRESSEE_MEMORY);
    await forgetAuditLog(db, now - AUDIT_LOG_MEMORY);
    await forgetSuppressions(db, now - SUPPRESSION_MEMORY);
    await forgetRevokedTokens(db, now - REVOKED_TOKEN_MEMORY);
  }
  for (const due of sweeps) {
    const forgotten = await forget(db, due, now);
    const { event, what } = due;
    if (what === "registrations") await forgetContacts(db, event, now);
    if (forgotten > 0) console.log(JSON.stringify({ log: "retention", event, what, forgotten }));
  }
}

function forget(db: D1Database, due: RetentionDue, now: number): Promise<number> {
  if (due.what === "needs") return forgetNeeds(db, due, now);
  return forgetRegistrations(db, due, (instant) => dayAt(instant, due.timeZone), now);
}
