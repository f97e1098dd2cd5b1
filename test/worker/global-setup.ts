import type { TestProject } from "vitest/node";
import { startReceiver } from "../local/receiver.ts";
import { startResendStandIn } from "../local/resend.ts";
import { startFakeTurnstile } from "../local/turnstile.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Base URL of the Resend stand-in. */
    resend: string;
    /** Base URL of the system that receives webhooks. */
    receiver: string;
    /** The address where the fake Turnstile verifies tokens. */
    turnstile: string;
  }
}

export default async function setup(project: TestProject) {
  const standIn = await startResendStandIn({ requestsPerSecond: null });
  project.provide("resend", standIn.url);
  const receiver = await startReceiver();
  project.provide("receiver", receiver.url);
  const turnstile = await startFakeTurnstile();
  project.provide("turnstile", turnstile.verify);
  return async () => {
    await standIn.stop();
    await receiver.stop();
    await turnstile.stop();
  };
}
