import type { MiddlewareHandler } from "hono";
import { firstDatabase, inDatabase, type ServiceEnv } from "../service.ts";
import { wakeWebhooks } from "./deliver.ts";

/** Registering, by the script or by a plain form. */
const REGISTERS = /\/registrations$|^\/events\/[^/]+$/;

const READS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Wakes the webhooks after every request that may have changed something, once it is answered, so that no route has to do
 * it. Only registering skips this, and its query: each registration has an e-mail, and the consumer of e-mails wakes the
 * webhooks.
 */
export const wakeAfterWrite: MiddlewareHandler<ServiceEnv> = async (c, next) => {
  await next();
  if (READS.has(c.req.method) || REGISTERS.test(c.req.path)) return;
  if (c.res.status >= 400 || !c.var.service) return;
  const { service } = c.var;
  const { databases } = service;
  // A request that names no event may have written to any database, as the provider's webhooks do.
  const written = service.db === firstDatabase(service) ? databases : databases.filter(({ db }) => db === service.db);
  for (const home of written) service.after(wakeWebhooks(inDatabase(service, home)));
};
