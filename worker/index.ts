import { app, serviceOf } from "./app.ts";
import { fallDue } from "./cron/queue-scheduled-mail.ts";
import { retain } from "./cron/retention.ts";
import { keepForms } from "./cron/store-pinned-scripts.ts";
import { sweepOutbox } from "./cron/sweep-outbox.ts";
import type { Bindings } from "./environment.ts";
import { sendBulk } from "./mail/bulk-consumer.ts";
import { deliver } from "./mail/outbox-consumer.ts";
import { noticeWebhooks, tellEndpoint } from "./webhooks/deliver.ts";

export default {
  fetch: app.fetch,

  async queue(batch, env, context) {
    const service = serviceOf(env, context);
    if (batch.queue === "bulk") return sendBulk(service);
    if (batch.queue === "webhooks") return tellEndpoint(service);
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
    await noticeWebhooks(service);
  },

  async scheduled(_controller, env, context) {
    const service = serviceOf(env, context);
    // One that fails must not keep the others from their work; the platform still hears of it.
    const results = await Promise.allSettled([
      sweepOutbox(service),
      fallDue(service),
      retain(service),
      keepForms(service),
      noticeWebhooks(service),
    ]);
    for (const result of results) if (result.status === "rejected") throw result.reason;
  },
} satisfies ExportedHandler<Bindings, { id: string }>;
