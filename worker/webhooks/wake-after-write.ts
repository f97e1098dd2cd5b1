import type { MiddlewareHandler } from "hono";
import { firstDatabase, inDatabase, type ServiceEnv } from "../service.ts";
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
  const { service } = c.var;
  const { databases } = service;
  // What names no event may have written anywhere, as the provider's webhooks do.
  const written = service.db === firstDatabase(service) ? databases : databases.filter(({ db }) => db === service.db);
  for (const home of written) service.after(wakeWebhooks(inDatabase(service, home)));
};
