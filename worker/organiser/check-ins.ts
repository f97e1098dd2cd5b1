/** Requests and answers of doors: each check-in has its own answer. */
import * as z from "zod";
import { databaseFor } from "../databases.ts";
import { parseWith } from "../http/field-errors.ts";
import { inLanguage, type Language } from "../i18n/language.ts";
import { timeOfCheckIn, type Verdict, verdictOf } from "../registration/check-in.ts";
import { readTicket } from "../registration/ticket.ts";
import { type Caller, doorName } from "../security/bearer.ts";
import { isGenuine } from "../security/ticket.ts";
import type { Service } from "../service.ts";
import { findAtDoor, storeDoorActs } from "../storage/check-ins.ts";
import { latestEvent } from "../storage/event-cache.ts";
import type { StoredEvent } from "../storage/events.ts";
import { audit } from "./audit-log.ts";
import { doorPerson, doorPersonOf } from "./door-person.ts";

/** The most presses in one request. A door that was without network sends several requests. */
export const CHECK_INS_MAX = 100;

const nonce = z
  .string()
  .regex(/^[\w-]{8,64}$/, "8 to 64 of A–Z, a–z, 0–9, - and _")
  .describe("Made by the device for each press. Sent again with the same nonce, it counts once.");
const instant = z.iso.datetime({ message: "an instant such as 2026-11-24T12:00:00Z" });
const registration = z.string().regex(/^[0-9a-f]{32}$/, "the id of a registration");

const press = z.strictObject({
  nonce,
  at: instant.describe("By the clock of the device."),
  registration: registration.optional(),
  ticket: z.string().max(500).optional().describe("What the camera has read in the QR code, in place of the id."),
});

const undoing = z.strictObject({ undo: nonce.describe("The nonce of the check-in that is taken back.") });

export const checkInsRequest = z.strictObject({
  sentAt: instant.describe(
    "Now, by the clock of the device. Only how long ago each check-in was is believed, and no longer than a day.",
  ),
  checkIns: z
    .array(
      z.union([
        press.refine((given) => (given.registration === undefined) !== (given.ticket === undefined), {
          message: "registration or ticket",
        }),
        undoing,
      ]),
    )
    .min(1)
    .max(CHECK_INS_MAX),
});
export type CheckInsRequest = z.infer<typeof checkInsRequest>;

export const parseCheckIns = parseWith(checkInsRequest);

const verdict = z.discriminatedUnion("verdict", [
  z.strictObject({ verdict: z.literal("welcome"), at: z.iso.datetime() }),
  z.strictObject({
    verdict: z.literal("already-in"),
    at: z.iso.datetime(),
    by: z.string().describe("The door that let the attendee in."),
  }),
  z.strictObject({ verdict: z.literal("waiting"), position: z.int().nullable() }),
  z.strictObject({ verdict: z.literal("cancelled") }),
  z.strictObject({ verdict: z.literal("digital") }),
  z.strictObject({ verdict: z.literal("other-event"), event: z.string().describe("The title of that event.") }),
  z.strictObject({ verdict: z.literal("unknown") }),
]);
export type VerdictAnswer = z.infer<typeof verdict>;

const settledPress = z.strictObject({
  nonce: z.string(),
  result: verdict,
  attendee: doorPerson.omit({ codes: true }).nullable(),
});

export const checkInsAnswer = z.strictObject({
  results: z.array(settledPress).describe("One for each check-in that was sent, in their order. Undoing has none."),
});
export type CheckInsAnswer = z.infer<typeof checkInsAnswer>;

const iso = (at: number) => new Date(at).toISOString();

function verdictAnswer(of: Verdict): VerdictAnswer {
  return "at" in of ? { ...of, at: iso(of.at) } : of;
}

interface AtEvent {
  event: StoredEvent;
  caller: Caller;
  /** The language of the options that say where to go. */
  language: Language;
}

type Press = Extract<CheckInsRequest["checkIns"][number], { nonce: string }>;

/** Stores what a door sends. Each check-in is answered with its own outcome. */
export async function checkIn(
  service: Service,
  { event, caller, language }: AtEvent,
  { sentAt, checkIns }: CheckInsRequest,
): Promise<CheckInsAnswer> {
  const { db, now } = service;
  const { slug } = event.definition;
  const presses = checkIns.filter((one): one is Press => "nonce" in one);
  const undone = checkIns.flatMap((one) => ("undo" in one ? one.undo : []));
  const asked = await Promise.all(presses.map(async (one) => ({ ...one, ...(await whoIs(service, slug, one)) })));
  const by = doorName(caller);
  const sent = Date.parse(sentAt);
  const known = asked.flatMap(({ nonce, at, id }) =>
    id === null ? [] : [{ nonce, registration: id, at: timeOfCheckIn({ at: Date.parse(at), sentAt: sent }, now), by }],
  );
  const people = new Map((await storeDoorActs(db, slug, { checkIns: known, undone }, now)).map((one) => [one.id, one]));
  const results = asked.map(({ nonce, id, elsewhere }) => {
    const attendee = (id !== null && people.get(id)) || null;
    const result: Verdict =
      elsewhere === null
        ? verdictOf(attendee, attendee?.counted ?? null, nonce)
        : { verdict: "other-event", event: inLanguage(elsewhere.title, language).text };
    return { nonce, result: verdictAnswer(result), attendee: attendee && doorPersonOf(attendee, event, language) };
  });
  const welcome = results.filter(({ result }) => result.verdict === "welcome");
  const detail = welcome.length === 1 ? welcome[0]?.attendee?.id : undefined;
  if (welcome.length > 0)
    await audit(service, caller, { event: slug, action: "checked in", count: welcome.length, detail });
  if (undone.length > 0)
    await audit(service, caller, { event: slug, action: "check-in undone", count: undone.length, detail: undone[0] });
  return { results };
}

/** The registration that a press is about; `elsewhere`: the ticket's event, if it is another. */
async function whoIs(service: Service, slug: string, { registration, ticket: scanned }: Press) {
  if (registration !== undefined) return { id: registration, elsewhere: null };
  const nobody = { id: null, elsewhere: null };
  const ticket = readTicket(scanned ?? "");
  if (!ticket) return nobody;
  const { databases, settings } = service;
  // The ticket may be for an event in another database.
  const [found] = (await Promise.all(databases.map(({ db }) => findAtDoor(db, [ticket.registration])))).flat();
  if (!found || !(await isGenuine(ticket, found.linkVersion, settings.LINK_KEYS))) return nobody;
  if (found.event === slug) return { id: found.id, elsewhere: null };
  const other = await latestEvent(await databaseFor(service, found.event), found.event);
  return other ? { id: null, elsewhere: other.definition } : nobody;
}
