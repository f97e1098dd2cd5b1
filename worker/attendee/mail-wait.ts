import {
  BACKLOG_MAX,
  type BacklogReading,
  carriedOver,
  type ExpectedMail,
  expectedMail,
  isStale,
  type MailBacklog,
} from "../registration/expected-mail.ts";
import type { Service } from "../service.ts";
import { mailBacklog } from "../storage/send-rate.ts";

/** The latest reading of this isolate. It belongs to no request, so that no request waits for another's query. */
let latest: BacklogReading | undefined;

/**
 * When the e-mail of a registration made now will arrive; null if within a few minutes, or unknown. Reads the backlog once a
 * minute, in a rush more often; call it in parallel with the transaction, so that it costs no time. It never throws.
 */
export async function expectedMailNow({ databases, settings, now }: MailWaitService): Promise<ExpectedMail | null> {
  const rate = settings.RESEND_RATE;
  if (latest && !isStale(latest, rate, now)) latest.registeredSince++;
  else {
    // Requests that come meanwhile use it and do not query.
    latest = carriedOver(latest, now);
    try {
      latest = { backlog: await backlogOf(databases, now), at: now, registeredSince: 0 };
    } catch (error) {
      latest ??= { backlog: { queued: 0, pausedUntil: 0 }, at: now, registeredSince: 0 };
      console.warn(JSON.stringify({ log: "backlog-unread", error: String(error) }));
    }
  }
  return latest ? expectedMail(latest.backlog, rate, now) : null;
}

/** All databases wait for the same provider. The first database knows when its pause ends. */
async function backlogOf(databases: Service["databases"], now: number): Promise<MailBacklog> {
  const [first, ...others] = databases;
  const { queued, pausedUntil } = await mailBacklog(first.db, now);
  const more = await Promise.all(others.map(({ db }) => mailBacklog(db, now, pausedUntil)));
  const all = more.reduce((sum, backlog) => sum + backlog.queued, queued);
  return { queued: Math.min(all, BACKLOG_MAX), pausedUntil };
}

type MailWaitService = Pick<Service, "databases" | "now"> & { settings: Pick<Service["settings"], "RESEND_RATE"> };
