/** The reason why each update is refused, and that a refused one stores nothing. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import type { Participation } from "../../../worker/registration/capacity.ts";
import { type Change, changeRegistration } from "../../../worker/storage/change-registration.ts";
import { saveEvent } from "../../../worker/storage/events.ts";
import {
  cancelRegistration,
  eraseRegistration,
  restoreRegistration,
} from "../../../worker/storage/registration-updates.ts";
import { findRegistration, type Registration } from "../../../worker/storage/registrations.ts";
import { submit } from "../../../worker/storage/submissions.ts";
import { anAddress, anEvent, aRequest, duringRegistration } from "../builders.ts";
import { dumpOf } from "../dump.ts";

let slug: string;
let version: number;
let now: number;

async function define(inPerson: number | null, digital: number | null, waitlist = false): Promise<void> {
  const participation = { inPerson: { capacity: inPerson, waitlist }, digital: { capacity: digital, streamUrl: null } };
  const before = version;
  version = Math.max(before + 1, now);
  await saveEvent(env.DB, anEvent({ slug, participation }), before, null, now);
}

beforeEach(async () => {
  slug = `oppdatering-${crypto.randomUUID().slice(0, 8)}`;
  [version, now] = [0, duringRegistration];
  await define(null, null);
});

async function registered(name: string, participation: Participation = "in-person"): Promise<Registration> {
  const email = `${name}@example.no`;
  const outcome = await submit(env.DB, {
    event: slug,
    eventVersion: version,
    key: crypto.randomUUID(),
    bodyHash: "",
    request: aRequest(email, { participation, waitlist: true }),
    consentWording: "",
    now: ++now,
  });
  expect(outcome.outcome).toBe("stored");
  const row = await env.DB.prepare("SELECT id FROM registration WHERE event = ? AND email = ?")
    .bind(slug, email)
    .first();
  return latest({ id: String(row?.id) });
}

async function latest({ id }: Pick<Registration, "id">): Promise<Registration> {
  const registration = await findRegistration(env.DB, id);
  if (!registration) throw new Error(`${id} is gone`);
  return registration;
}

const answers = { name: "Kari Nordmann", organisation: null, role: null, question: null };
const cancel = (registration: Registration) => cancelRegistration(env.DB, registration, ++now);
const restore = (registration: Registration, of = version) => restoreRegistration(env.DB, registration, of, ++now);
const change = (registration: Registration, more: Partial<Change> = {}, of = version) =>
  changeRegistration(env.DB, registration, { ...answers, ...more }, "", of, ++now);

async function refuses(update: () => Promise<unknown>, reason: string): Promise<void> {
  const before = await dumpOf();
  expect(await update()).toEqual({ outcome: "refused", reason });
  expect(await dumpOf()).toBe(before);
}

describe("an update of a registration", () => {
  it("that is erased is refused as not found", async () => {
    const registration = await registered("kari");
    expect((await eraseRegistration(env.DB, registration, { notify: false }, now)).outcome).toBe("done");
    await refuses(() => eraseRegistration(env.DB, registration, { notify: true }, now), "not-found");
    await refuses(() => cancel(registration), "not-found");
    await refuses(() => restore(registration), "not-found");
    await refuses(() => change(registration), "not-found");
  });

  it("in the wrong state is refused as such", async () => {
    const registration = await registered("kari");
    await refuses(() => restore(registration), "wrong-state");
    await cancel(registration);
    await refuses(() => cancel(registration), "wrong-state");
    const cancelled = await latest(registration);
    await refuses(() => change(cancelled), "wrong-state");
  });

  it("that the room or the stream has no place for is refused as full", async () => {
    const [inside, online] = [await registered("inne"), await registered("ute", "digital")];
    const gone = await registered("borte");
    await cancel(gone);
    await define(1, 1);
    await refuses(() => change(online, { participation: "in-person" }), "full");
    await refuses(() => change(inside, { participation: "digital" }), "full");
    await refuses(() => restore(gone), "full");
  });

  it("against an earlier version of the event is refused so that it can be tried again, never as full", async () => {
    const [online, gone] = [await registered("ute", "digital"), await registered("borte")];
    await cancel(gone);
    const earlier = version;
    await define(0, null);
    await refuses(() => restore(gone, earlier), "event-changed");
    await refuses(() => change(online, { participation: "in-person" }, earlier), "event-changed");
  });

  it("of a registration that has changed since it was read is refused as a conflict", async () => {
    const registration = await registered("kari");
    expect((await change(registration, { name: "Kari Hansen" })).outcome).toBe("done");
    await refuses(() => change(registration, { name: "Kari Olsen" }), "conflict");
  });

  it("to another person's address is refused as taken, and a rehearsal does not count as another", async () => {
    const registration = await registered("kari");
    await registered("ola");
    await refuses(() => change(registration, { email: anAddress("Ola@example.no") }), "address-taken");
    await env.DB.prepare("UPDATE registration SET rehearsal = 1 WHERE event = ? AND email_key = 'ola@example.no'")
      .bind(slug)
      .run();
    expect((await change(registration, { email: anAddress("ola@example.no") })).outcome).toBe("done");
  });
});

describe("the feed", () => {
  const feed = async ({ id }: Registration) => {
    const { results } = await env.DB.prepare("SELECT type, reason FROM change WHERE registration = ? ORDER BY seq")
      .bind(id)
      .all<{ type: string; reason: string | null }>();
    return results.map(({ type, reason }) => [type.replace("registration.", ""), reason]);
  };

  it("has one row for each update, with its own reason", async () => {
    const registration = await registered("kari");
    await change(registration, { name: "Kari Hansen" });
    await change(await latest(registration), { participation: "digital" });
    await change(await latest(registration), { email: anAddress("ny@example.no") });
    await cancel(registration);
    await restore(registration);
    expect(await feed(registration)).toEqual([
      ["confirmed", null],
      ["changed", "answers"],
      ["changed", "participation"],
      ["changed", "address"],
      ["cancelled", null],
      ["confirmed", "back"],
    ]);
  });

  it("says which of two promoted a waiting attendee: a freed seat, or a raised capacity", async () => {
    await define(1, null, true);
    const [first, second, third] = [await registered("a"), await registered("b"), await registered("c")];
    await cancel(first);
    await define(2, null, true);
    expect(await feed(second)).toEqual([
      ["waitlisted", null],
      ["promoted", "place-freed"],
    ]);
    expect(await feed(third)).toEqual([
      ["waitlisted", null],
      ["promoted", "capacity-raised"],
    ]);
  });
});

describe("coming back", () => {
  it("keeps when the attendee registered", async () => {
    const registration = await registered("kari");
    await cancel(registration);
    await restore(registration);
    expect((await latest(registration)).registeredAt).toBe(registration.registeredAt);
  });

  it("by registering again begins without the earlier needs", async () => {
    const registration = await registered("kari");
    await env.DB.prepare(
      "INSERT INTO needs (registration, diet, consented_at, consent_wording) VALUES (?, 'fisk', 0, 'ja')",
    )
      .bind(registration.id)
      .run();
    await cancel(registration);
    expect((await latest(registration)).needs).not.toBeNull();
    const again = await registered("kari");
    expect(again.id).toBe(registration.id);
    expect(again.needs).toBeNull();
  });
});
