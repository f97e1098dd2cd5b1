/** Two databases in one service, for tests of what lives where. */
import { applyD1Migrations, env } from "cloudflare:test";
import { expect } from "vitest";
import { asAdmin, bindings, call, home } from "../client.ts";

/** Where new events live, and the other. `env.DB` is always the first of them, `env.SECOND` the second. */
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
