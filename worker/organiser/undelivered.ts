import * as z from "zod";
import { langParameter } from "../http/parameters.ts";
import { ProblemError } from "../http/problem.ts";
import { displayStatuses, messageKinds } from "../registration/message.ts";
import { registrationStatuses } from "../registration/updating.ts";
import type { Caller } from "../security/bearer.ts";
import { type Service, wakeOutbox } from "../service.ts";
import { messageExists } from "../storage/attendee-mail.ts";
import { newId } from "../storage/ids.ts";
import { retryMessage, undeliveredMessages } from "../storage/undelivered.ts";
import { audit } from "./audit-log.ts";
import { vouchedAddress } from "./vouched-address.ts";

export const undeliveredAnswer = z.strictObject({
  messages: z.array(
    z.strictObject({
      id: z.string(),
      registration: z.string(),
      kind: z.enum(messageKinds),
      status: z.enum(displayStatuses),
      reason: z.string().nullable(),
      attempts: z.int(),
      at: z.iso.datetime(),
      /** Whether it belongs to a rehearsal. */
      rehearsal: z.boolean(),
      /** Null if the attendee is erased. */
      registrationStatus: z.enum(registrationStatuses).nullable(),
    }),
  ),
  /** The value for `?after=`; null at the end. */
  next: z.string().nullable(),
});

export const retryAnswer = z.strictObject({ id: z.string(), status: z.literal("queued") });

/** The most rows in one answer. */
const PAGE = 500;

export const undeliveredQuery = z.strictObject({
  after: z
    .string()
    .regex(/^[0-9a-f]{32}$/, "the id of a message")
    .optional(),
  lang: langParameter,
});

/** E-mails that were not delivered, oldest first. `next` is the value for `?after=`. */
export async function undelivered(
  { db }: Service,
  slug: string,
  { after = "" }: z.infer<typeof undeliveredQuery>,
): Promise<z.infer<typeof undeliveredAnswer>> {
  const rows = await undeliveredMessages(db, slug, after, PAGE);
  const messages = rows.map((row) => ({
    ...row,
    at: new Date(row.at).toISOString(),
    rehearsal: row.rehearsal === 1,
  }));
  return { messages, next: messages.length === PAGE ? (messages.at(-1)?.id ?? null) : null };
}

/** Sends a failed or bounced message again. @throws ProblemError not-found, not-undelivered, complained */
export async function retry(service: Service, slug: string, caller: Caller, id: string) {
  const { db, now } = service;
  const { hashes, complained } = await vouchedAddress(service, slug, id);
  if (complained) throw new ProblemError("complained");
  if (!(await retryMessage(db, slug, { id, key: newId(now), hashes }, now)))
    throw new ProblemError((await messageExists(db, slug, id)) ? "not-undelivered" : "not-found");
  wakeOutbox(service, [id]);
  await audit(service, caller, { event: slug, action: "retry", count: 1, detail: id });
  return { id, status: "queued" as const };
}
