import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Everything, type EverythingOptions, startEverything } from "./everything.ts";
import type { ResendStandIn } from "./resend.ts";

/** All that `npm start` starts, on ports and in a folder of its own; the cron runs when the test says so. */
export interface EverythingForTest extends Everything {
  standIn: ResendStandIn;
}

export async function startForTest(options: Partial<EverythingOptions> = {}): Promise<EverythingForTest> {
  const stateDir = await mkdtemp(join(tmpdir(), "pamelding-"));
  const everything = await startEverything({
    port: 0,
    stateDir,
    adminToken: null,
    provider: null,
    webhookSecret: null,
    resendRate: 50,
    rateLimit: "off",
    build: false,
    cron: false,
    ...options,
  });
  const { standIn } = everything;
  if (!standIn) throw new Error("Started without the stand-in");
  return {
    ...everything,
    standIn,
    async stop() {
      await everything.stop();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
