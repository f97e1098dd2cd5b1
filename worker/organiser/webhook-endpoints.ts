import * as z from "zod";
import { ProblemError } from "../http/problem.ts";
import { type WebhookType, webhookTypes } from "../registration/change.ts";
import type { Caller } from "../security/bearer.ts";
import type { Service } from "../service.ts";
import { isoOrNull } from "../storage/export.ts";
import { listEndpoints, resumeEndpoint } from "../storage/webhook-endpoints.ts";
import { endpointSecrets } from "../webhooks/signing-secret.ts";
import { audit } from "./audit-log.ts";

const instant = z.iso.datetime();

export const webhookList = z.strictObject({
  webhooks: z.array(
    z.strictObject({
      id: z.string(),
      url: z.string(),
      /** The types of changes that it receives. */
      types: z.array(z.enum(webhookTypes)),
      /** The secret that verifies the signatures. */
      secret: z.string(),
      /** `paused`: after a day of failures, or an answer 410. */
      status: z.enum(["active", "failing", "paused"]),
      /** Why the last attempt failed. */
      failure: z.string().nullable(),
      failingSince: instant.nullable(),
      deliveredAt: instant.nullable(),
      /** Changes that have not been delivered yet. */
      waiting: z.int(),
    }),
  ),
});

export const webhookResumed = z.strictObject({ id: z.string(), status: z.literal("active") });

export async function webhooksOf({ db, settings }: Service, slug: string): Promise<z.infer<typeof webhookList>> {
  const endpoints = await listEndpoints(db, slug);
  return {
    webhooks: await Promise.all(
      endpoints.map(async ({ id, url, types, failure, failingSince, deliveredAt, pausedAt, waiting }) => {
        const [secret = ""] = await endpointSecrets(slug, url, settings.LINK_KEYS);
        return {
          id,
          url,
          types: JSON.parse(types) as WebhookType[],
          secret,
          status: pausedAt !== null ? ("paused" as const) : failingSince !== null ? ("failing" as const) : "active",
          failure,
          failingSince: isoOrNull(failingSince),
          deliveredAt: isoOrNull(deliveredAt),
          waiting,
        };
      }),
    ),
  };
}

/** Resumes a webhook with the failed change, so that none is skipped. @throws ProblemError not-found */
export async function resumeWebhook(
  service: Service,
  slug: string,
  caller: Caller,
  id: string,
): Promise<z.infer<typeof webhookResumed>> {
  const { db, now } = service;
  if (!(await resumeEndpoint(db, slug, id, now))) throw new ProblemError("not-found");
  await audit(service, caller, { event: slug, action: "webhook resumed", count: 1, detail: id });
  return { id, status: "active" };
}
