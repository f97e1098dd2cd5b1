import { app } from "./app.ts";
import { queueScheduledMail } from "./cron/queue-scheduled-mail.ts";
import { forgetTheOld, runRetention } from "./cron/retention.ts";
import { runHolds } from "./cron/run-holds.ts";
import { runJobs } from "./cron/run-jobs.ts";
import { storePinnedScripts } from "./cron/store-pinned-scripts.ts";
import { sweepOutbox } from "./cron/sweep-outbox.ts";
import { type Bindings, MisconfiguredError } from "./environment.ts";
import { sendBulk } from "./mail/bulk-consumer.ts";
import { deliver } from "./mail/outbox-consumer.ts";
import { type Service, serviceOf } from "./service.ts";
import { recordCronRun } from "./storage/health.ts";
import { deliverToEndpoint, wakeWebhooks } from "./webhooks/deliver.ts";

export default {
  fetch: app.fetch,

  async queue(batch, env, context) {
    const service = serviceOf(env, context);
    const { settings } = service;
    // Everything stands in the database: the cron takes it up once it runs again.
    if (settings.MAINTENANCE) return batch.ackAll();
    switch (batch.queue) {
      case settings.QUEUE_MESSAGES:
        return deliverBatch(service, batch);
      case settings.QUEUE_BULK:
        await sendBulk(service);
        return wakeWebhooks(service);
      case settings.QUEUE_WEBHOOKS:
        return deliverToEndpoint(service);
      default:
        // Not acknowledged: the queue brings it again, to a Worker that knows it.
        throw new MisconfiguredError(`QUEUE_MESSAGES, QUEUE_BULK or QUEUE_WEBHOOKS must be ${batch.queue}`);
    }
  },

  async scheduled(_controller, env, context) {
    const service = serviceOf(env, context);
    if (service.settings.MAINTENANCE) return;
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

/** Sends the e-mails of a batch. Each message settles alone. */
async function deliverBatch(service: Service, batch: MessageBatch<{ id: string }>): Promise<void> {
  const deliveries = await deliver(
    service,
    batch.messages.map(({ body }) => body.id),
  );
  for (const message of batch.messages) {
    const delivery = deliveries.get(message.body.id);
    // What threw is not acknowledged: the queue brings it again.
    if (!delivery) message.retry();
    else if (delivery.outcome === "later") message.retry({ delaySeconds: delivery.delaySeconds });
    else message.ack();
  }
  // What was sent is news, and so is what led to it.
  await wakeWebhooks(service);
}
