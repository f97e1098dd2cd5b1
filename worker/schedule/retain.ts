import type { Service } from "../service.ts";
import { forgetWebhooks } from "../storage/messages.ts";
import { forgetSubmissions } from "../storage/submissions.ts";

/** How long an Idempotency-Key is remembered, in milliseconds. */
const KEY_MEMORY = 24 * 3_600_000;

/** How long a webhook is known again: Resend repeats it for ten hours. */
const WEBHOOK_MEMORY = 3 * 24 * 3_600_000;

export async function retain({ db, now }: Service): Promise<void> {
  await forgetSubmissions(db, now - KEY_MEMORY);
  await forgetWebhooks(db, now - WEBHOOK_MEMORY);
}
