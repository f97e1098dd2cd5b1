import { dayAt } from "../registration/local-time.ts";
import type { Service } from "../service.ts";
import { forgetWebhooks } from "../storage/delivery-status.ts";
import {
  forgetAuditLog,
  forgetErasureNotices,
  forgetNeeds,
  forgetRegistrations,
  type RetentionDue,
  retentionDue,
} from "../storage/retention.ts";
import { forgetSubmissions } from "../storage/submissions.ts";

const HOUR = 3_600_000;

/** How long an Idempotency-Key is remembered. */
const KEY_MEMORY = 24 * HOUR;

/** How long a webhook is known again: Resend repeats it for ten hours. */
const WEBHOOK_MEMORY = 3 * 24 * HOUR;

/** How long it may take to tell somebody that they are erased; what became of that e-mail is known long before. */
const ERASURE_NOTICE_MEMORY = 3 * 24 * HOUR;

/** Who pulled which list: as long as somebody may come back and ask. */
const AUDIT_LOG_MEMORY = 365 * 24 * HOUR;

/** Sweeps that one tick takes a step with: few, since an invocation may make 50 database queries on the free plan. */
const SWEEPS = 2;

/**
 * Forgets what there is no longer a reason to know. What is left of a large event takes as many ticks as it needs; the small
 * things wait for a tick that has none of it.
 */
export async function runRetention({ db, now }: Service): Promise<void> {
  const sweeps = await retentionDue(db, now, SWEEPS);
  if (sweeps.length === 0) {
    await forgetSubmissions(db, now - KEY_MEMORY);
    await forgetWebhooks(db, now - WEBHOOK_MEMORY);
    await forgetErasureNotices(db, now - ERASURE_NOTICE_MEMORY);
    await forgetAuditLog(db, now - AUDIT_LOG_MEMORY);
  }
  for (const due of sweeps) {
    const forgotten = await forget(db, due, now);
    const { event, what } = due;
    if (forgotten > 0) console.log(JSON.stringify({ log: "retention", event, what, forgotten }));
  }
}

function forget(db: D1Database, due: RetentionDue, now: number): Promise<number> {
  if (due.what === "needs") return forgetNeeds(db, due, now);
  return forgetRegistrations(db, due, (instant) => dayAt(instant, due.timeZone), now);
}
