import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { backoff } from "../backoff.ts";
import { changeTypes } from "../registration/change.ts";
import { erasedRow, exportRow } from "../registration/export-row.ts";
import { queueWebhooks, type Service } from "../service.ts";
import {
  advanceEndpoint,
  changesFor,
  endpointsDue,
  leaseEndpoint,
  type OutgoingChange,
  postponeEndpoint,
  releaseEndpoint,
  type WebhookEndpoint,
} from "../storage/webhook-endpoints.ts";
import { webhookRefusal } from "./allowed-address.ts";
import { endpointSecrets } from "./signing-secret.ts";

/**
 * One webhook: https://github.com/standard-webhooks/standard-webhooks. Its `webhook-id` header is the same whenever it is
 * repeated; the registration is as it was when it was sent, so that whoever keeps the last one has the present.
 */
export const webhookPayload = z.strictObject({
  type: z.enum(changeTypes),
  timestamp: z.iso.datetime(),
  data: z.strictObject({
    event: z.string(),
    /** Goes into `?since=`: all up to this change has been told. */
    cursor: z.string(),
    reason: z.string().nullable(),
    /** null where the event itself has changed. */
    registration: z.union([exportRow, erasedRow]).nullable(),
  }),
});

/** Changes that one invocation tells: each takes a query beside the request, and the free plan has room for 50. */
const CHANGES = 20;

/** An answer that takes longer counts as none. In milliseconds. */
const REQUEST_TIMEOUT_MS = 10_000;

/** How long an endpoint is in one consumer's hands: longer than all its answers may take. */
const LEASE = CHANGES * REQUEST_TIMEOUT_MS + 20_000;

/** The longest wait between two attempts. In milliseconds. */
const BACKOFF_MAX_MS = 3 * 3_600_000;

/** How long a failing endpoint is tried before it is paused. */
const DAY = 24 * 3_600_000;

/** Wakes the consumer if something is due; it has its own queries to spend. */
export async function wakeWebhooks(service: Service): Promise<void> {
  if (await endpointsDue(service.db, Date.now())) await queueWebhooks(service);
}

/**
 * Tells one endpoint what it has not heard yet, one change after the other: the next only once the last has arrived, so
 * they come in order. Wakes another invocation where more is due.
 */
export async function deliverToEndpoint(service: Service): Promise<void> {
  const { db } = service;
  const endpoint = await leaseEndpoint(db, Date.now(), Date.now() + LEASE);
  if (!endpoint) return;
  const { told, failure } = await deliverChanges(service, endpoint, await changesFor(db, endpoint, CHANGES));
  if (failure) {
    const now = Date.now();
    const { attempts, failingSince } = told > 0 ? { attempts: 0, failingSince: null } : endpoint;
    const dueAt = now + Math.max(failure.afterMs, backoff(attempts + 1, BACKOFF_MAX_MS));
    const pause = failure.gone || now - (failingSince ?? now) >= DAY;
    await postponeEndpoint(db, endpoint.id, { failure: failure.reason, now, dueAt, pause });
  } else await releaseEndpoint(db, endpoint.id, Date.now());
  console.log(
    JSON.stringify({ log: "webhooks", event: endpoint.event, endpoint: endpoint.id, told, failure: failure?.reason }),
  );
  await wakeWebhooks(service);
}

interface Failure {
  reason: string;
  /** How long the endpoint asks to be left alone. */
  afterMs: number;
  /** It wants no more. */
  gone: boolean;
}

async function deliverChanges(
  { db, settings }: Service,
  endpoint: WebhookEndpoint,
  changes: readonly OutgoingChange[],
): Promise<{ told: number; failure: Failure | null }> {
  const refusal = webhookRefusal(endpoint.url, settings.PUBLIC_URL);
  if (refusal) return { told: 0, failure: { reason: `must be ${refusal}`, afterMs: 0, gone: true } };
  const secrets = await endpointSecrets(endpoint.event, endpoint.url, settings.LINK_KEYS);
  for (const [told, change] of changes.entries()) {
    const failure = await tell(endpoint.url, secrets, `${endpoint.event}.${change.seq}`, payloadOf(endpoint, change));
    if (failure) return { told, failure };
    if (!(await advanceEndpoint(db, endpoint.id, change.seq, Date.now()))) return { told: told + 1, failure: null };
  }
  return { told: changes.length, failure: null };
}

function payloadOf({ event }: WebhookEndpoint, { seq, type, registration, reason, at, row }: OutgoingChange): string {
  const payload: z.infer<typeof webhookPayload> = {
    type,
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

/** One request. Redirects are not followed: they could lead where webhooks may not go. */
async function tell(url: string, secrets: readonly string[], id: string, body: string): Promise<Failure | null> {
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
    const seconds = Number(response.headers.get("retry-after") ?? 0);
    const afterMs = seconds > 0 ? Math.ceil(Math.min(seconds * 1000, DAY)) : 0;
    return { reason: `answered ${response.status}`, afterMs, gone: response.status === 410 };
  } catch (error) {
    // Never its message: it may hold the address, and with it what the organiser keeps secret there.
    const reason = error instanceof Error && error.name === "TimeoutError" ? "no answer in time" : "not reachable";
    return { reason, afterMs: 0, gone: false };
  }
}
