import type { MiddlewareHandler } from "hono";
import {
  type Bindings,
  type Databases,
  databasesOf,
  type InDatabase,
  type NamedDatabase,
  type Settings,
  settingsOf,
} from "./environment.ts";

/** What every request, queue message and cron tick uses. */
export interface Service {
  /** The database of the event that the work is for; the first one if it is for no event. */
  db: D1Database;
  databases: Databases;
  queue: Bindings["MESSAGES"];
  bulkQueue: Bindings["BULK"];
  webhookQueue: Bindings["WEBHOOKS"];
  settings: Settings;
  /** Milliseconds since 1970, read once, so that one request has one time. */
  now: number;
  /** Cloudflare's cache in front of the Worker; absent if there is none, as on a developer's machine. */
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
    databases: databasesOf(env),
    queue: env.MESSAGES,
    bulkQueue: env.BULK,
    webhookQueue: env.WEBHOOKS,
    settings: settingsOf(env),
    now: Date.now(),
    cache: context.cache,
    after: (work) => context.waitUntil(work),
  };
}

/**
 * The database with data that belongs to no event: the send rate, the cron's last run, pinned scripts, and which database
 * holds which event.
 */
export const firstDatabase = ({ databases }: Pick<Service, "databases">): D1Database => databases[0].db;

/** The service for the events of one database. */
export const inDatabase = (service: Service, { db }: Pick<NamedDatabase, "db">): Service => ({ ...service, db });

/** How a queue message names its database. */
function address({ db, databases }: Pick<Service, "db" | "databases">): InDatabase {
  const further = databases.slice(1).find((database) => database.db === db);
  return further ? { database: further.name } : {};
}

/** The service for a queue message. A database that is no longer bound has nothing to do. */
export function atAddress(service: Service, { database }: InDatabase): Service {
  const named = service.databases.find(({ name }) => name === database);
  return named ? inDatabase(service, named) : service;
}

/** Gives each request its service. @throws MisconfiguredError */
export const withService: MiddlewareHandler<ServiceEnv> = async (c, next) => {
  c.set("service", serviceOf(c.env, c.executionCtx));
  await next();
};

/** The tag of all cached answers about an event (http/edge-cache.ts). */
export const eventTag = (slug: string) => `event-${slug}`;

/**
 * Removes the public pages of an event from Cloudflare's cache, after a commit. Cloudflare accepts 25 purges at once and
 * five a minute after that, so callers purge only for important changes; other copies expire within a minute.
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
 * How long after the answer the work begins, at random: immediate work would slow the answer and the client's next request,
 * and more if there is an e-mail to send.
 */
const LATER_MIN_MS = 100;
const LATER_SPREAD_MS = 500;

/** Does work that must not influence the time of the answer. `name`: for the log line if it fails. */
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
export function wakeOutbox(service: Service, messages: string[]): void {
  const { queue, after } = service;
  const where = address(service);
  for (let start = 0; start < messages.length; start += QUEUE_BATCH) {
    const batch = messages.slice(start, start + QUEUE_BATCH).map((id) => ({ body: { id, ...where } }));
    after(
      queue.sendBatch(batch).catch((error) => {
        console.warn(JSON.stringify({ log: "queue-unreachable", messages: batch.length, error: String(error) }));
      }),
    );
  }
}

/** Wakes the consumer of e-mails to many. Nothing depends on it. */
export function wakeBulk(service: Service, delaySeconds = 0): Promise<void> {
  return wake(service.bulkQueue, "bulk", address(service), delaySeconds);
}

/** Wakes the consumer that sends changes to webhook endpoints. Nothing depends on it. */
export function queueWebhooks(service: Service): Promise<void> {
  return wake(service.webhookQueue, "webhooks", address(service), 0);
}

async function wake(queue: Queue<InDatabase>, name: string, where: InDatabase, delaySeconds: number): Promise<void> {
  try {
    await queue.send(where, { delaySeconds });
  } catch (error) {
    console.warn(JSON.stringify({ log: "queue-unreachable", queue: name, error: String(error) }));
  }
}
