import { Webhook } from "standardwebhooks";
import * as z from "zod";
import { backoff } from "../backoff.ts";
import { webhookTypeOf, webhookTypes } from "../registration/change.ts";
import { erasedRow, exportRow } from "../registration/export-row.ts";
import { retryAfter } from "../retry-after.ts";
import { queueWebhooks, type Service } from "../service.ts";
import {
  advanceEndpoint,
  changesFor,
  endpointsDue,
  leaseEndpoint,
  type OutgoingChange,
  passChanges,
  postponeEndpoint,
  releaseEndpoint,
  type WebhookEndpoint,
} from "../storage/webhook-endpoints.ts";
import { webhookRefusal } from "./allowed-address.ts";
import { endpointSecrets } from "./signing-secret.ts";

/**
 * One webhook (https://github.com/standard-webhooks/standard-webhooks). A repeated webhook has the same `webhook-id`. The
 * registration is as it was when the webhook was sent, so a receiver that keeps the last one is up to date.
 */
export const webhookPayload = z.strictObject({
  type: z.enum(webhookTypes),
  timestamp: z.iso.datetime(),
  data: z.strictObject({
    event: z.string(),
    /** A value for `?since=`: everything up to this change has been sent. */
    cursor: z.string(),
    reason: z.string().nullable(),
    /** null: the event itself has changed. */
    registration: z.union([exportRow, erasedRow]).nullable(),
  }),
});

/** How many changes one invocation sends. Each needs a database query, and an invocation may make 50 on the free plan. */
const CHANGES_MAX = 20;

/** After this time an endpoint counts as not answering. */
const REQUEST_TIMEOUT_MS = 10_000;

/** How long a lease lasts: longer than all answers may take. */
const LEASE_MS = CHANGES_MAX * REQUEST_TIMEOUT_MS + 20_000;

/** The longest wait between two attempts, even if the endpoint asks for a longer one. In milliseconds. */
const BACKOFF_MAX_MS = 3 * 3_600_000;

/** How long a failing endpoint is tried before it is paused. */
const DAY_MS = 24 * 3_600_000;

/** Wakes the consumer if an endpoint is due: a new invocation has its own limit of queries. */
export async function wakeWebhooks(service: Service): Promise<void> {
  if (await endpointsDue(service.db, Date.now())) await queueWebhooks(service);
}

/**
 * Sends one endpoint the changes that it has not received, each after the previous one has arrived, so that they come in
 * order. Wakes another invocation if more is due.
 */
export async function deliverToEndpoint(service: Service): Promise<void> {
  const { db } = service;
  const endpoint = await leaseEndpoint(db, Date.now(), Date.now() + LEASE_MS);
  if (!endpoint) return;
  const { changes, reached } = await changesFor(db, endpoint, CHANGES_MAX);
  const { sent, failure } = await deliverChanges(service, endpoint, changes);
  if (!failure) await passChanges(db, endpoint.id, changes.at(-1)?.seq ?? endpoint.position, reached);
  if (failure) {
    const now = Date.now();
    const { attempts, failingSince } = sent > 0 ? { attempts: 0, failingSince: null } : endpoint;
    const dueAt = now + Math.max(failure.afterMs, backoff(attempts + 1, BACKOFF_MAX_MS));
    const pause = failure.gone || now - (failingSince ?? now) >= DAY_MS;
    await postponeEndpoint(db, endpoint.id, { failure: failure.reason, now, dueAt, pause });
  } else await releaseEndpoint(db, endpoint.id, Date.now());
  console.log(
    JSON.stringify({
      log: "webhooks",
      event: endpoint.event,
      endpoint: endpoint.id,
      told: sent,
      failure: failure?.reason,
    }),
  );
  await wakeWebhooks(service);
}

interface Failure {
  reason: string;
  /** How long the endpoint asks us to wait. */
  afterMs: number;
  /** It wants no more webhooks. */
  gone: boolean;
}

async function deliverChanges(
  { db, settings }: Service,
  endpoint: WebhookEndpoint,
  changes: readonly OutgoingChange[],
): Promise<{ sent: number; failure: Failure | null }> {
  const refusal = webhookRefusal(endpoint.url, settings.PUBLIC_URL);
  if (refusal) return { sent: 0, failure: { reason: `must be ${refusal}`, afterMs: 0, gone: true } };
  const secrets = await endpointSecrets(endpoint.event, endpoint.url, settings.LINK_KEYS);
  for (const [sent, change] of changes.entries()) {
    const failure = await post(endpoint.url, secrets, `${endpoint.event}.${change.seq}`, payloadOf(endpoint, change));
    if (failure) return { sent, failure };
    if (!(await advanceEndpoint(db, endpoint.id, change.seq, Date.now()))) return { sent: sent + 1, failure: null };
  }
  return { sent: changes.length, failure: null };
}

function payloadOf({ event }: WebhookEndpoint, { seq, type, registration, reason, at, row }: OutgoingChange): string {
  const payload: z.infer<typeof webhookPayload> = {
    type: webhookTypeOf({ type, reason }),
    timestamp: new Date(at).toISOString(),
    data: {
      event,
      cursor: `${event}.${seq}`,
      reason,
      registration: row ?? (registration === null ? null : { id: registration, status: "erased" }),
    },
  };
  return JSON.stringify(payload);
}

/** Sends one request; null if it arrived. Redirects are not followed: they could lead to a forbidden address. */
async function post(url: string, secrets: readonly string[], id: string, body: string): Promise<Failure | null> {
  const now = new Date();
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
        "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(" "),
      },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (response.ok) return null;
    const afterMs = retryAfter(response.headers.get("retry-after"), Date.now(), BACKOFF_MAX_MS) ?? 0;
    return { reason: `answered ${response.status}`, afterMs, gone: response.status === 410 };
  } catch (error) {
    // Never the error's message: it may contain the address, which may contain a secret.
    const reason = error instanceof Error && error.name === "TimeoutError" ? "no answer in time" : "not reachable";
    return { reason, afterMs: 0, gone: false };
  }
}
