import type { MiddlewareHandler } from "hono";
import type { ServiceEnv } from "../service.ts";
import { wakeWebhooks } from "./deliver.ts";

/** Registering, by the script or by a plain form. */
const REGISTERS = /\/registrations$|^\/events\/[^/]+$/;

const READS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Wakes the webhooks after every request that may have changed something, once it is answered, so that no route has to think
 * of it. Registering alone does not ask the database for this: each registration has an e-mail, and its consumer wakes them.
 */
export const wakeAfterWrite: MiddlewareHandler<ServiceEnv> = async (c, next) => {
  await next();
  if (READS.has(c.req.method) || REGISTERS.test(c.req.path)) return;
  if (c.res.status >= 400 || !c.var.service) return;
  c.var.service.after(wakeWebhooks(c.var.service));
};
