import { app } from "./app.ts";
import { queueScheduledMail } from "./cron/queue-scheduled-mail.ts";
import { forgetTheOld, runRetention } from "./cron/retention.ts";
import { runHolds } from "./cron/run-holds.ts";
import { runJobs } from "./cron/run-jobs.ts";
import { storePinnedScripts } from "./cron/store-pinned-scripts.ts";
import { sweepOutbox } from "./cron/sweep-outbox.ts";
import type { Bindings } from "./environment.ts";
import { sendBulk } from "./mail/bulk-consumer.ts";
import { deliver } from "./mail/outbox-consumer.ts";
import { serviceOf } from "./service.ts";
import { recordCronRun } from "./storage/health.ts";
import { deliverToEndpoint, wakeWebhooks } from "./webhooks/deliver.ts";

export default {
  fetch: app.fetch,

  async queue(batch, env, context) {
    const service = serviceOf(env, context);
    if (batch.queue === "bulk") {
      await sendBulk(service);
      return wakeWebhooks(service);
    }
    if (batch.queue === "webhooks") return deliverToEndpoint(service);
    const ids = batch.messages.map(({ body }) => body.id);
    // Each message settles alone. What threw is not acknowledged: the queue brings it again.
    const deliveries = await deliver(service, ids);
    for (const message of batch.messages) {
      const delivery = deliveries.get(message.body.id);
      if (!delivery) message.retry();
      else if (delivery.outcome === "later") message.retry({ delaySeconds: delivery.delaySeconds });
      else message.ack();
    }
    // What was sent is news, and so is what led to it.
    await wakeWebhooks(service);
  },

  async scheduled(_controller, env, context) {
    const service = serviceOf(env, context);
    await runJobs(
      {
        "sweep-outbox": () => sweepOutbox(service),
        "queue-scheduled-mail": () => queueScheduledMail(service),
        "forget-the-old": () => forgetTheOld(service),
        // One of them in a tick: together they would make more database queries than the free plan allows.
        "holds-or-retention": async () => {
          if (!(await runHolds(service))) await runRetention(service);
        },
        "store-pinned-scripts": () => storePinnedScripts(service),
      },
      // After the others, whose changes are delivered, too.
      { "wake-webhooks": () => wakeWebhooks(service) },
    );
    await recordCronRun(service.db, Date.now());
  },
} satisfies ExportedHandler<Bindings, { id: string }>;
