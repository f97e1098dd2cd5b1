/** Registering people by hand. */
import * as z from "zod";
import { registerPeople } from "../actions/register.ts";
import type { registrationByHandAnswer } from "../registration/contract-schemas.ts";
import { parseEmailAddress } from "../registration/email-address.ts";
import type { RegisterOutcome } from "../registration/registering.ts";
import type { Caller } from "../security/bearer.ts";
import type { Service } from "../service.ts";
import type { StoredEvent } from "../storage/events.ts";
import { exportRowsAt } from "../storage/export.ts";
import { audit } from "./audit-log.ts";

/** The flag that an organiser's request has besides the form's body. */
const rehearsalFlag = z.looseObject({ rehearsal: z.boolean("true or false").default(false) });

/** The addresses in an accepted request. */
function addressesIn(body: unknown): string[] {
  const { email, colleagues = [] } = body as { email: string; colleagues?: { email: string }[] };
  return [email, ...colleagues.map((colleague) => colleague.email)].flatMap((typed) => {
    const parsed = parseEmailAddress(typed);
    return typeof parsed === "string" ? [] : parsed.key;
  });
}

export type AddByHandOutcome =
  | { outcome: "registered"; answer: z.infer<typeof registrationByHandAnswer> }
  | Exclude<RegisterOutcome, { outcome: "registered" }>;

/**
 * Registers people by hand, for real or as a rehearsal: like the form, but also before registration opens and after it has
 * closed, and never over capacity. The answer includes the people, since organisers may know who is registered. `excused`:
 * the organiser's own required questions may stay unanswered.
 */
export async function addByHand(
  service: Service,
  event: StoredEvent,
  caller: Caller,
  { text, json, key, excused = false }: { text: string; json: unknown; key: string | null; excused?: boolean },
): Promise<AddByHandOutcome> {
  const { db } = service;
  const { slug } = event.definition;
  const flag = rehearsalFlag.safeParse(json);
  if (!flag.success)
    return { outcome: "invalid", errors: [{ field: "rehearsal", code: "form.generic" }], event: event.definition };
  const { rehearsal } = flag.data;
  const outcome = await registerPeople(service, {
    slug,
    key,
    text,
    body: json,
    by: { role: "organiser", rehearsal, excused },
  });
  if (outcome.outcome !== "registered") return outcome;
  const registrations = await exportRowsAt(db, slug, addressesIn(json), rehearsal);
  const action = rehearsal ? "rehearsal added" : "registration added";
  const detail = registrations[0]?.id;
  const count = outcome.repeated ? 0 : registrations.length;
  await audit(service, caller, { event: slug, action, count, detail });
  return { outcome: "registered", answer: { ...outcome.answer, registrations } };
}
