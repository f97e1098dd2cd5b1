/** Two databases in one service, for tests of where data is stored. */
import { applyD1Migrations, env } from "cloudflare:test";
import { Webhook } from "standardwebhooks";
import { expect } from "vitest";
import { messageTags } from "../../../worker/mail/message-tags.ts";
import { serviceOf } from "../../../worker/service.ts";
import { asAdmin, bindings, call, home } from "../client.ts";

/** The database of new events, and the other. `env.DB` is always the former, `env.SECOND` the latter. */
export const here = home;
export const there = home === "DB" ? "DB_2" : "DB";

/** Binds the second database. Call it before the first request of a file. */
export async function bindBoth(): Promise<void> {
  await applyD1Migrations(env.SECOND, env.MIGRATIONS);
  Object.assign(bindings, { [here]: env.DB, [there]: env.SECOND });
}

export interface Step {
  phase: string;
  copied: number;
  retryAfterSeconds: number;
}

/** One step of a move. */
export async function moveStep(slug: string, to: string, method = "POST"): Promise<Step> {
  const response = await call(`/api/events/${slug}/move${method === "POST" ? `?to=${to}` : ""}`, {
    ...asAdmin(),
    method,
  });
  expect([response.status, response.status === 200 ? "" : await response.clone().text()]).toEqual([200, ""]);
  return response.json();
}

/** Sends a signed webhook of the provider about an e-mail. */
export async function tell(
  type: string,
  message: string,
  address: string,
  id: string = crypto.randomUUID(),
): Promise<number> {
  const { LINK_KEYS } = serviceOf(bindings, { waitUntil() {} }).settings;
  const tags = await messageTags(message, address, LINK_KEYS);
  const text = JSON.stringify({ type, data: { to: [address], tags, bounce: { type: "Permanent" } } });
  const at = new Date();
  const headers = {
    "svix-id": id,
    "svix-timestamp": String(Math.floor(at.getTime() / 1000)),
    "svix-signature": new Webhook(`whsec_${btoa("old-secret-of-24-octets!")}`).sign(id, at, text),
  };
  return (await call("/webhooks/resend", { method: "POST", headers, body: text })).status;
}
