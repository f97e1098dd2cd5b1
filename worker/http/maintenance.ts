/**
 * While the operator works on the database (`MAINTENANCE`), everything can be read and nothing is written: registrations,
 * changes, organisers' writes and Resend's webhooks are refused, and the cron and the queues do nothing (index.ts).
 */
import type { MiddlewareHandler } from "hono";
import type { ServiceEnv } from "../service.ts";
import { type NamedProblem, problemError } from "./problem.ts";

/** When clients should come back, in seconds. If the operator takes longer, they are told the same again. */
export const MAINTENANCE_RETRY_AFTER = 600;

export const underMaintenance: NamedProblem = {
  problem: "maintenance",
  details: { values: { minutes: MAINTENANCE_RETRY_AFTER / 60 } },
};

const READS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** @throws ProblemError maintenance, for a request that writes */
export const refuseWritesInMaintenance: MiddlewareHandler<ServiceEnv> = async (c, next) => {
  if (c.var.service?.settings.MAINTENANCE && !READS.has(c.req.method)) throw problemError(underMaintenance);
  await next();
};
