import { type Caller, callerName } from "../http/bearer.ts";
import { ProblemError } from "../http/problem.ts";
import { type Service, wakeConsumer } from "../service.ts";
import { eraseRegistration } from "../storage/acts.ts";
import { logAccess } from "../storage/export.ts";
import { findRegistration } from "../storage/registrations.ts";

/**
 * `DELETE /api/events/{event}/registrations/{id}`: erases somebody who has asked the organiser for it. As when they do it
 * themselves, one last e-mail tells them, and the next in line gets the place.
 * @throws ProblemError not-found
 */
export async function eraseOnRequest(service: Service, event: string, caller: Caller, id: string): Promise<void> {
  const { db, now } = service;
  const registration = await findRegistration(db, id);
  if (registration?.event !== event) throw new ProblemError("not-found");
  const act = await eraseRegistration(db, registration, true, now);
  // Erased by somebody else meanwhile: what was asked for is done.
  if (act.outcome === "refused") return;
  wakeConsumer(service, act.messages);
  await logAccess(db, { event, who: callerName(caller), action: "erase", count: 1 }, now);
}
