import { env } from "cloudflare:test";
import type { Bindings } from "../../worker/environment.ts";
import { withDatabase } from "./client.ts";
import { type Cost, counted } from "./counted.ts";

/** The bindings with a database that counts queries. */
export function metered(): { bindings: Bindings; cost: Cost } {
  const { db, cost } = counted(env.DB);
  return { bindings: withDatabase(db), cost };
}
