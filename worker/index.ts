import { app } from "./app.ts";
import { queueScheduledMail } from "./cron/queue-scheduled-mail.ts";
import { forgetTheOld, runRetention } from "./cron/retention.ts";
import { runHolds } from "./cron/run-holds.ts";
import { runJobs } from "./cron/run-jobs.ts";
import { storePinnedScripts } from "./cron/store-pinned-scripts.ts";
import { sweepOutbox } from "./cron/sweep-outbox.ts";
import { type Bindings, MisconfiguredError, type QueuedMessage } from "./environment.ts";
import { sendBulk } from "./mail/bulk-consumer.ts";
import { deliver } from "./mail/outbox-consumer.ts";
import { atAddress, firstDatabase, inDatabase, queueWebhooks, type Service, serviceOf, wakeBulk } from "./service.ts";
import { recordCronRun } from "./storage/health.ts";
import { deliverToEndpoint, wakeWebhooks } from "./webhooks/deliver.ts";

const MINUTE = 60_000;

export default {
  fetch: app.fetch,

  async queue(batch, env, context) {
    const service = serviceOf(env, context);
    const { settings } = service;
    // All work is in the database: the cron continues it when it runs again.
    if (settings.MAINTENANCE) return batch.ackAll();
    switch (batch.queue) {
      case settings.QUEUE_MESSAGES:
        return deliverBatch(service, batch);
      case settings.QUEUE_BULK:
        return inOne(service, batch, bulkAndNews, wakeBulk);
      case settings.QUEUE_WEBHOOKS:
        return inOne(service, batch, deliverToEndpoint, queueWebhooks);
      default:
        // Not acknowledged: the queue delivers it again, to a Worker with the right setting.
        throw new MisconfiguredError(`QUEUE_MESSAGES, QUEUE_BULK or QUEUE_WEBHOOKS must be ${batch.queue}`);
    }
  },

  async scheduled(controller, env, context) {
    const service = turnOf(serviceOf(env, context), controller);
    if (service.settings.MAINTENANCE) return;
    await runJobs(
      {
        "sweep-outbox": () => sweepOutbox(service),
        "queue-scheduled-mail": () => queueScheduledMail(service),
        "forget-the-old": () => forgetTheOld(service),
        // Only one of them in a tick: together they would make more database queries than the free plan allows.
        "holds-or-retention": async () => {
          if (!(await runHolds(service))) await runRetention(service);
        },
        "store-pinned-scripts": () => storePinnedScripts(service),
      },
      // After the others, to deliver their changes too.
      { "wake-webhooks": () => wakeWebhooks(service) },
    );
    await recordCronRun(firstDatabase(service), Date.now());
  },
} satisfies ExportedHandler<Bindings, QueuedMessage>;

/**
 * The database of a tick. Each tick of the cron serves one, in turn: an invocation may make 50 database queries on the free
 * plan.
 */
function turnOf(service: Service, { scheduledTime }: ScheduledController): Service {
  const { databases } = service;
  const turn = Math.floor(scheduledTime / MINUTE) % databases.length;
  return inDatabase(service, databases[turn] ?? databases[0]);
}

/** Does work in one database named by the messages of a batch. The other databases get their own invocation. */
async function inOne(
  service: Service,
  batch: MessageBatch<QueuedMessage>,
  work: (home: Service) => Promise<void>,
  wake: (home: Service) => Promise<void>,
): Promise<void> {
  const named = new Map(batch.messages.map(({ body }) => [body.database, body]));
  const [mine = {}, ...others] = named.values();
  await work(atAddress(service, mine));
  for (const other of others) await wake(atAddress(service, other));
}

async function bulkAndNews(service: Service): Promise<void> {
  await sendBulk(service);
  await wakeWebhooks(service);
}

/** Sends the e-mails of a batch. Each message settles alone. */
async function deliverBatch(service: Service, batch: MessageBatch<QueuedMessage>): Promise<void> {
  for (const [database, messages] of Map.groupBy(batch.messages, ({ body }) => body.database)) {
    const home = atAddress(service, database === undefined ? {} : { database });
    const deliveries = await deliver(
      home,
      messages.map(({ body }) => body.id),
    );
    for (const message of messages) {
      const delivery = deliveries.get(message.body.id);
      // A message that threw is not acknowledged: the queue delivers it again.
      if (!delivery) message.retry();
      else if (delivery.outcome === "later") message.retry({ delaySeconds: delivery.delaySeconds });
      else message.ack();
    }
    // Both the e-mail and the change that caused it are news for webhooks.
    await wakeWebhooks(home);
  }
}
