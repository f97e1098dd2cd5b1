import * as z from "zod";
import { langParameter } from "../http/parameters.ts";
import { inDatabase, type Service, wakeOutbox } from "../service.ts";
import { erasuresSince } from "../storage/change-feed.ts";
import { eraseRegistration } from "../storage/registration-updates.ts";
import { findRegistration } from "../storage/registrations.ts";

/** Erasures in one answer. */
const PAGE = 1000;

/** The most registrations that one request erases: an invocation may make 50 database queries on the free plan. */
const REPLAY_MAX = 8;

export const replayRequest = z.strictObject({ registrations: z.array(z.string().max(100)).max(REPLAY_MAX) });
export const replayAnswer = z.strictObject({ erased: z.int() });

export const erasuresQuery = z.strictObject({
  since: z
    .string()
    .regex(/^\d{1,15}(\.\d{1,15})*$/, "a cursor")
    .optional(),
  lang: langParameter,
});
export const erasuresAnswer = z.strictObject({
  cursor: z.string(),
  erasures: z.array(
    z.strictObject({
      event: z.string(),
      registration: z.string(),
      reason: z
        .enum(["request", "retention"])
        .describe(
          "`request`: the attendee or an organiser wanted it. `retention`: the time was over that the definition gives.",
        ),
      at: z.iso.datetime(),
    }),
  ),
});

/**
 * `GET /api/erasures`: the ids of registrations erased after `since`. A client that asks again from `cursor` until it no
 * longer changes has them all. The cursor has a number for each database. Erasures of a moved event may come twice.
 */
export async function listErasures(
  { databases }: Service,
  { since = "0" }: z.infer<typeof erasuresQuery>,
): Promise<z.infer<typeof erasuresAnswer>> {
  // A database added since then is read from its beginning.
  const positions = since.split(".").map(Number);
  const pages = await Promise.all(
    databases.map(({ db }, place) => erasuresSince(db, positions[place] ?? 0, Math.ceil(PAGE / databases.length))),
  );
  return {
    cursor: pages.map((page, place) => page.at(-1)?.seq ?? positions[place] ?? 0).join("."),
    erasures: pages.flat().map(({ event, registration, reason, at }) => ({
      event,
      registration,
      reason: reason ?? "request",
      at: new Date(at).toISOString(),
    })),
  };
}

/**
 * `POST /api/erasures`: erases again people who came back with a restored backup. They were told the first time, so only an
 * attendee who gets their seat is told now. Unknown ids are ignored, so the request may be repeated. It is not for people
 * erased by retention: the restored definition decides again when their time is over.
 */
export async function replayErasures(
  service: Service,
  { registrations }: z.infer<typeof replayRequest>,
): Promise<{ erased: number }> {
  let erased = 0;
  // A backup may have restored an attendee in more than one database.
  for (const home of service.databases)
    for (const id of registrations) {
      const registration = await findRegistration(home.db, id);
      const update = registration && (await eraseRegistration(home.db, registration, { notify: false }, service.now));
      if (update?.outcome !== "done") continue;
      erased++;
      wakeOutbox(inDatabase(service, home), update.messages);
    }
  return { erased };
}
