import { createExecutionContext, createMessageBatch, env, getQueueResult } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import type { Bindings } from "../../../worker/environment.ts";
import worker from "../../../worker/index.ts";
import { aBody, acceptedFor, bindings, call, queueBody, register } from "../client.ts";
import { addressAt, aNewEvent } from "../people.ts";

const staging = {
  ...bindings,
  QUEUE_MESSAGES: "messages-staging",
  QUEUE_BULK: "bulk-staging",
  QUEUE_WEBHOOKS: "webhooks-staging",
} as Bindings;

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("koar");
});

async function hand(queue: string, bound: Bindings, id: string) {
  const batch = createMessageBatch(queue, [{ id, timestamp: new Date(), attempts: 1, body: queueBody(id) }]);
  const context = createExecutionContext();
  await worker.queue(batch, bound, context);
  return getQueueResult(batch, context);
}

describe("a queue", () => {
  it("may have any name: the settings say which it is", async () => {
    await register(slug, aBody(addressAt(slug, "kari")));
    const id = await idOfOnly(slug);
    expect(await hand("messages-staging", staging, id)).toMatchObject({ explicitAcks: [id] });
    expect(await acceptedFor(addressAt(slug, "kari"))).toHaveLength(1);
  });

  it("that no setting knows is an error, so that nothing is acknowledged unread", async () => {
    await expect(hand("messages", staging, "x")).rejects.toThrow(/QUEUE_MESSAGES.* must be messages/);
    await expect(hand("webhooks-staging", bindings, "x")).rejects.toThrow(/must be webhooks-staging/);
  });

  it("has a name that differs from the others', or the service says what is wrong", async () => {
    const twice = { ...bindings, QUEUE_BULK: "messages" } as Bindings;
    const response = await call("/health", { headers: { authorization: "Bearer test-admin-token" } }, twice);
    expect([response.status, JSON.stringify(await response.json())]).toEqual([
      503,
      expect.stringContaining("QUEUE_BULK"),
    ]);
  });
});

async function idOfOnly(event: string): Promise<string> {
  const id = await env.DB.prepare("SELECT id FROM message WHERE event = ?").bind(event).first<string>("id");
  if (!id) throw new Error("No e-mail is queued");
  return id;
}
