import type { MiddlewareHandler } from "hono";
import { type Bindings, type Settings, settingsOf } from "./environment.ts";

/** What every request, queue message and cron tick works with. */
export interface Service {
  db: D1Database;
  queue: Bindings["MESSAGES"];
  bulkQueue: Bindings["BULK"];
  webhookQueue: Bindings["WEBHOOKS"];
  settings: Settings;
  /** Milliseconds since 1970, read once, so that one request has one time. */
  now: number;
  /** Cloudflare's cache in front of the Worker; absent where there is none, as on a developer's machine. */
  cache: CacheContext | undefined;
  /** Keeps work going after the answer. */
  after(work: Promise<unknown>): void;
}

/** The environment of the app: what its routes find in `c.env` and `c.var`. */
export interface ServiceEnv<Variables extends object = object> {
  Bindings: Bindings;
  Variables: Variables & { service: Service };
}

/** @throws MisconfiguredError */
export function serviceOf(env: Bindings, context: Pick<ExecutionContext, "waitUntil" | "cache">): Service {
  return {
    db: env.DB,
    queue: env.MESSAGES,
    bulkQueue: env.BULK,
    webhookQueue: env.WEBHOOKS,
    settings: settingsOf(env),
    now: Date.now(),
    cache: context.cache,
    after: (work) => context.waitUntil(work),
  };
}

/** Gives each request its service. @throws MisconfiguredError */
export const withService: MiddlewareHandler<ServiceEnv> = async (c, next) => {
  c.set("service", serviceOf(c.env, c.executionCtx));
  await next();
};

/** What the cached answers about an event have in common (http/edge-cache.ts). */
export const eventTag = (slug: string) => `event-${slug}`;

/**
 * Takes what strangers see of an event out of Cloudflare's cache, after a commit. Cloudflare takes 25 purges at once and five
 * a minute after that, so callers purge for what matters alone; what is not purged goes within a minute by itself.
 */
export function purgeEvent({ cache, after }: Pick<Service, "cache" | "after">, slug: string): void {
  if (!cache) return;
  const failed = (error: unknown) => console.warn(JSON.stringify({ log: "purge-failed", event: slug, error }));
  after(
    cache.purge({ tags: [eventTag(slug)] }).then(
      ({ success, errors }) => success || failed(errors),
      (error) => failed(String(error)),
    ),
  );
}

/**
 * How long after the answer the work begins, at random: at once, it would slow the answer on its way and the client's next
 * request, and more so if there is an e-mail to send.
 */
const LATER_MIN_MS = 100;
const LATER_SPREAD_MS = 500;

/** Does work whose duration must not show in the answer. `name`: of the log line, where it fails. */
export function afterAWhile({ after }: Pick<Service, "after">, name: string, work: () => Promise<void>): void {
  const wait = LATER_MIN_MS + Math.random() * LATER_SPREAD_MS;
  after(
    new Promise((resolve) => setTimeout(resolve, wait))
      .then(work)
      .catch((error) => console.error(JSON.stringify({ log: `${name}-failed`, error: String(error) }))),
  );
}

/** The most messages that one call may send to a queue. */
const QUEUE_BATCH = 100;

/**
 * Wakes the consumer after a commit. Nothing depends on it: if the queue never gets a message or loses it, the cron finds it in
 * the outbox.
 */
export function wakeOutbox({ queue, after }: Service, messages: string[]): void {
  for (let start = 0; start < messages.length; start += QUEUE_BATCH) {
    const batch = messages.slice(start, start + QUEUE_BATCH).map((id) => ({ body: { id } }));
    after(
      queue.sendBatch(batch).catch((error) => {
        console.warn(JSON.stringify({ log: "queue-unreachable", messages: batch.length, error: String(error) }));
      }),
    );
  }
}

/** Wakes the consumer of e-mails to many. Nothing depends on it. */
export function wakeBulk({ bulkQueue }: Pick<Service, "bulkQueue">, delaySeconds = 0): Promise<void> {
  return wake(bulkQueue, "bulk", delaySeconds);
}

/** Wakes the consumer that sends changes to webhook endpoints. Nothing depends on it. */
export function queueWebhooks({ webhookQueue }: Pick<Service, "webhookQueue">): Promise<void> {
  return wake(webhookQueue, "webhooks", 0);
}

async function wake(queue: Queue<Record<string, never>>, name: string, delaySeconds: number): Promise<void> {
  try {
    await queue.send({}, { delaySeconds });
  } catch (error) {
    console.warn(JSON.stringify({ log: "queue-unreachable", queue: name, error: String(error) }));
  }
}
