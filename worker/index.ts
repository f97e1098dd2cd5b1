import { app } from "./app.ts";
import { queueScheduledMail } from "./cron/queue-scheduled-mail.ts";
import { forgetTheOld, runRetention } from "./cron/retention.ts";
import { runHolds } from "./cron/run-holds.ts";
import { storePinnedScripts } from "./cron/store-pinned-scripts.ts";
import { sweepOutbox } from "./cron/sweep-outbox.ts";
import type { Bindings } from "./environment.ts";
import { sendBulk } from "./mail/bulk-consumer.ts";
import { deliver } from "./mail/outbox-consumer.ts";
import { serviceOf } from "./service.ts";
import { deliverToEndpoint, wakeWebhooks } from "./webhooks/deliver.ts";

export default {
  fetch: app.fetch,

  async queue(batch, env, context) {
    const service = serviceOf(env, context);
    if (batch.queue === "bulk") return sendBulk(service);
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
    // One that fails must not keep the others from their work; the platform still hears of it.
    const results = await Promise.allSettled([
      sweepOutbox(service),
      queueScheduledMail(service),
      runHolds(service),
      forgetTheOld(service),
      runRetention(service),
      storePinnedScripts(service),
      wakeWebhooks(service),
    ]);
    for (const result of results) if (result.status === "rejected") throw result.reason;
  },
} satisfies ExportedHandler<Bindings, { id: string }>;
