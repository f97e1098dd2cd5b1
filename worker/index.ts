import { app, serviceOf } from "./app.ts";
import type { Bindings } from "./environment.ts";
import { deliver } from "./mail/consumer.ts";
import { retain } from "./schedule/retain.ts";
import { sweepOutbox } from "./schedule/sweep.ts";

export default {
  fetch: app.fetch,

  async queue(batch, env, context) {
    const service = serviceOf(env, context);
    // Each message settles alone. What throws is not acknowledged: the queue brings it again.
    await Promise.all(
      batch.messages.map(async (message) => {
        const delivery = await deliver(service, message.body.id);
        if (delivery.outcome === "later") message.retry({ delaySeconds: delivery.delaySeconds });
        else message.ack();
      }),
    );
  },

  async scheduled(_controller, env, context) {
    const service = serviceOf(env, context);
    await Promise.all([sweepOutbox(service), retain(service)]);
  },
} satisfies ExportedHandler<Bindings, { id: string }>;
