import { z } from "zod";
import { type Bindings, MisconfiguredError, settingsOf } from "../environment.ts";
import { outboxState } from "../storage/messages.ts";

export const healthAnswer = z.strictObject({
  status: z.literal("ok"),
  messages: z.strictObject({ oldestUnsentSeconds: z.int().nullable(), failed: z.int() }),
});

export const unhealthyAnswer = z.strictObject({ status: z.enum(["misconfigured", "database unreachable"]) });

/** 200 while D1 answers and the settings are whole. Says nothing of which setting is wrong: strangers read this, too. */
export async function health(env: Bindings): Promise<Response> {
  try {
    settingsOf(env);
    const { oldestUnsent, failed } = await outboxState(env.DB);
    const seconds = oldestUnsent === null ? null : Math.round((Date.now() - oldestUnsent) / 1000);
    return Response.json({ status: "ok", messages: { oldestUnsentSeconds: seconds, failed } }, { headers });
  } catch (error) {
    console.error(JSON.stringify({ log: "unhealthy", error: String(error) }));
    const status = error instanceof MisconfiguredError ? "misconfigured" : "database unreachable";
    return Response.json({ status }, { status: 503, headers });
  }
}

const headers = { "cache-control": "no-store" };
