import { z } from "zod";
import { adminTokensOf, type Bindings, faultsOf } from "../environment.ts";
import { isAdminToken } from "../security/bearer.ts";
import { outboxState } from "../storage/due-messages.ts";

/** What is wrong with the settings: for the admin alone. */
const faults = z.array(z.string()).optional();

export const healthAnswer = z.strictObject({
  status: z.literal("ok"),
  messages: z.strictObject({ oldestUnsentSeconds: z.int().nullable(), failed: z.int().describe("Counted up to 100.") }),
  faults,
});

export const unhealthyAnswer = z.strictObject({ status: z.enum(["misconfigured", "database unreachable"]), faults });

/**
 * `GET /health`: 200 while D1 answers and the settings are right. Anybody may read it, so only the admin and the log learn which
 * setting is wrong.
 */
export async function health(request: Request, env: Bindings): Promise<Response> {
  const admin = await isAdminToken(request, adminTokensOf(env));
  const faults = faultsOf(env);
  if (admin === "weak")
    faults.push("ADMIN_TOKEN_SHA256: the hash of a longer token, such as openssl rand -hex 32 makes");
  const answer = (body: object, status: number) =>
    Response.json(admin === "no" ? body : { ...body, faults }, { status, headers: { "cache-control": "no-store" } });
  if (faults.length > 0) {
    console.error(JSON.stringify({ log: "unhealthy", faults }));
    return answer({ status: "misconfigured" }, 503);
  }
  try {
    const { oldestUnsent, failed } = await outboxState(env.DB);
    const seconds = oldestUnsent === null ? null : Math.round((Date.now() - oldestUnsent) / 1000);
    return answer({ status: "ok", messages: { oldestUnsentSeconds: seconds, failed } }, 200);
  } catch (error) {
    console.error(JSON.stringify({ log: "unhealthy", error: String(error) }));
    return answer({ status: "database unreachable" }, 503);
  }
}
