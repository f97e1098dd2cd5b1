/** The service as its users reach it: requests through its three doors, in the Workers runtime. */
import {
  createExecutionContext,
  createMessageBatch,
  env,
  getQueueResult,
  type QueueResult,
  waitOnExecutionContext,
} from "cloudflare:test";
import { vi } from "vitest";
import type { Bindings, InDatabase, QueuedMessage } from "../../worker/environment.ts";
import worker from "../../worker/index.ts";
import { inDatabase as inNamedDatabase, serviceOf } from "../../worker/service.ts";
import { placeEvent } from "../../worker/storage/event-databases.ts";
import type { GivenAnswer } from "../local/failures.ts";
import type { AcceptedMail } from "../local/mail.ts";
import type { Definition } from "./builders.ts";

export const adminToken = "test-admin-token";

/** 32 octets in base64url, for the time while one link key replaces another. */
export const anotherLinkKey = "bjQLnP-zepicpUTmu3gKLHiQHT-zNzh2hRGjBhevoB0";

/**
 * Queue messages that are not delivered yet. The tests give them to the consumers when they choose, in the runtime's own
 * batches: background delivery would continue after a test has ended (the browser tests use the real queues). Delayed
 * messages are left to the cron.
 */
const queued: QueuedMessage[] = [];
/** The databases for which a queue was woken. */
const bulkWoken = new Set<string | undefined>();
const webhooksWoken = new Set<string | undefined>();

/**
 * The binding of the database with the events, and the first database. With `EVENTS_IN=DB_2` every new event is stored in a
 * second database, which tests still call `env.DB`; data that belongs to no event is then in another one, `first`.
 */
export const home = import.meta.env.EVENTS_IN === "DB_2" ? "DB_2" : "DB";
export const first = home === "DB" ? env.DB : env.SECOND;
const databases = home === "DB" ? {} : { DB: env.SECOND, DB_2: env.DB, NEW_EVENTS_DATABASE: "DB_2" };

const { SECOND, ...bound } = env;

export const bindings = {
  ...bound,
  ...databases,
  MESSAGES: {
    async sendBatch(messages: Iterable<{ body: QueuedMessage }>) {
      for (const { body } of messages) queued.push(body);
    },
  },
  BULK: {
    async send({ database }: InDatabase, { delaySeconds = 0 } = {}) {
      if (delaySeconds === 0) bulkWoken.add(database);
    },
  },
  WEBHOOKS: {
    async send({ database }: InDatabase) {
      webhooksWoken.add(database);
    },
  },
} as unknown as Bindings; // the queues have only the methods that the service calls

/** The bindings with another database for events. */
export const withDatabase = (db: unknown, from: Bindings = bindings): Bindings => ({ ...from, [home]: db }) as Bindings;

/** Registers the database of an event that a test stores without the service. */
export const placeHere = async (slug: string) => home !== "DB" && placeEvent(first, slug, home);

/** The service for the events of these bindings, as a consumer uses it. */
export const serviceAtHome = (from: Bindings, context: Parameters<typeof serviceOf>[1]) =>
  inNamedDatabase(serviceOf(from, context), { db: from[home] as D1Database });

/** How a queue message names its database. */
const inDatabase = (database: string | undefined): InDatabase => (database === undefined ? {} : { database });

/** The queue message for an e-mail. */
export const queueBody = (id: string): QueuedMessage => ({ id, ...inDatabase(home === "DB" ? undefined : home) });

/** Delivers queued messages, at most ten at a time, mail to one person before mail to many. */
export async function deliverQueued(env: Bindings = bindings): Promise<QueueResult[]> {
  const results: QueueResult[] = [];
  while (queued.length > 0 || bulkWoken.size > 0) {
    if (queued.length > 0) results.push(await hand("messages", queued.splice(0, 10), env));
    else {
      const woken = [...bulkWoken].map((database) => ({ id: "", ...inDatabase(database) }));
      bulkWoken.clear();
      results.push(await hand("bulk", woken, env));
    }
  }
  return results;
}

async function hand(queue: "messages" | "bulk", bodies: QueuedMessage[], env: Bindings): Promise<QueueResult> {
  const messages = bodies.map((body) => ({ id: crypto.randomUUID(), timestamp: Date.now(), attempts: 1, body }));
  const batch = createMessageBatch<QueuedMessage>(queue, messages);
  const context = createExecutionContext();
  await worker.queue(batch, env, context);
  return getQueueResult(batch, context);
}

/** Runs the consumer of webhooks until nothing more is due. Returns how often it ran. */
export async function tellWebhooks(env: Bindings = bindings): Promise<number> {
  for (let runs = 0; runs < 100; runs++) {
    if (webhooksWoken.size === 0) return runs;
    const messages = [...webhooksWoken].map((database) => ({
      id: crypto.randomUUID(),
      timestamp: new Date(),
      attempts: 1,
      body: { id: "", ...inDatabase(database) },
    }));
    webhooksWoken.clear();
    const context = createExecutionContext();
    await worker.queue(createMessageBatch<QueuedMessage>("webhooks", messages), env, context);
    await waitOnExecutionContext(context);
  }
  throw new Error("Webhooks without end");
}

/** Forgets what the queues lose when their process dies. */
export function forgetQueued(): void {
  queued.length = 0;
  bulkWoken.clear();
  webhooksWoken.clear();
}

/** Waits for the answer and for the Worker's work after it. */
export async function call(path: string, init: RequestInit = {}, env: Bindings = bindings): Promise<Response> {
  const context = createExecutionContext();
  const response = await worker.fetch(new Request(`https://pamelding.example.no${path}`, init), env, context);
  await waitOnExecutionContext(context);
  return response;
}

export function asAdmin(init: RequestInit = {}): RequestInit {
  return { ...init, headers: { ...init.headers, authorization: `Bearer ${adminToken}` } };
}

export function json(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

export function form(fields: Record<string, string>): RequestInit {
  return { method: "POST", body: new URLSearchParams(fields) };
}

/** Sends a plain form, and follows the 303 as a browser does. */
export async function sendForm(path: string, fields: Record<string, string>): Promise<Response> {
  const answer = await call(path, form(fields));
  const location = answer.headers.get("location");
  return answer.status === 303 && location ? call(location) : answer;
}

export async function put(definition: Definition): Promise<Response> {
  return call(`/api/events/${definition.slug}`, { ...asAdmin(json(definition)), method: "PUT" });
}

/** A body as the form sends it. */
export function aBody(email: string, changes: Record<string, unknown> = {}) {
  return {
    partner: "stad",
    language: "nn",
    name: "Kari Nordmann",
    email,
    participation: "in-person",
    waitlist: false,
    ...changes,
  };
}

export function register(slug: string, body: unknown, key: string = crypto.randomUUID()): Promise<Response> {
  return call(`/api/events/${slug}/registrations`, json(body, { "idempotency-key": `"${key}"` }));
}

export async function exported(slug: string, query = ""): Promise<{ cursor: string; registrations: ExportedRow[] }> {
  const response = await call(`/api/events/${slug}/export${query}`, asAdmin());
  return response.json();
}

export interface ExportedRow {
  id: string;
  status: string;
  email: string;
  participation: string;
  mail: { kind: string; status: string } | null;
  [field: string]: unknown;
}

/** Runs the scheduled handler once, in the minute of a database. */
export async function tick(db: D1Database = env.DB, database = home): Promise<void> {
  const context = createExecutionContext();
  await worker.scheduled(minuteOf(database), withDatabase(db), context);
  await waitOnExecutionContext(context);
}

/** A tick that serves a database: each has its own minute. */
export const minuteOf = (database = home) => ({ scheduledTime: database === "DB" ? 0 : 60_000 }) as ScheduledController;

/** Runs the scheduled handler in each of a database's next three minutes: everything has its turn in one of them. */
export async function threeTicks(): Promise<void> {
  const apart = home === "DB" ? 60_000 : 120_000;
  for (let turn = 0; turn < 3; turn++) {
    vi.setSystemTime(Date.now() + apart);
    await tick();
  }
}

/** The stand-in's mails to one address, oldest first, after everything queued has been delivered. */
export async function mailsTo(address: string, env: Bindings = bindings): Promise<AcceptedMail[]> {
  await deliverQueued(env);
  return (await acceptedFor(address)).filter(({ to }) => to.includes(address));
}

/** The stand-in's mails to recipients that contain `part`, oldest first. The inbox has the mail of all tests. */
export async function acceptedFor(part: string): Promise<AcceptedMail[]> {
  const inbox = await fetch(`${env.RESEND_BASE_URL}/inbox.json?to=${encodeURIComponent(part)}`);
  return ((await inbox.json()) as { mails: AcceptedMail[] }).mails;
}

/**
 * Sets the stand-in's answer to the next requests that contain `about`, such as an event's slug, which is in every address.
 */
export async function failNext(about: string, kind: string | GivenAnswer, next = 1): Promise<void> {
  const headers = { "content-type": "application/json" };
  const failure = typeof kind === "string" ? { kind } : kind;
  const body = JSON.stringify({ ...failure, next, about });
  const response = await fetch(`${env.RESEND_BASE_URL}/control/failures`, { method: "POST", headers, body });
  if (!response.ok) throw new Error(await response.text());
}
