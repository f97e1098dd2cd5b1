import type { TestProject } from "vitest/node";
import { startResendStandIn } from "../stand-in/resend.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Base URL of the Resend stand-in. */
    resend: string;
  }
}

export default async function setup(project: TestProject) {
  const standIn = await startResendStandIn({ requestsPerSecond: null });
  project.provide("resend", standIn.url);
  return () => standIn.stop();
}
