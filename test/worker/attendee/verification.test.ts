/** Events that ask attendees to verify their address: a place is held until they do. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { endHolds } from "../../../worker/storage/holds.ts";
import { duringRegistration, sample } from "../builders.ts";
import { aBody, asAdmin, call, deliverQueued, exported, json, mailsTo, put, register, tick } from "../client.ts";
import { type Attendee, addressAt, aNewEvent, attend, press, subjectsTo } from "../people.ts";

const HOUR = 3_600_000;
let slug: string;

const oneSeat = { inPerson: { capacity: 1, waitlist: true }, digital: { capacity: null } };

beforeEach(async () => {
  // A tick ends the holds of one event, so there must be none from an earlier test.
  await env.DB.exec("UPDATE registration SET held_until = NULL, hold_reminder_at = NULL");
  slug = await aNewEvent("verification", { verification: { holdHours: 24 }, participation: oneSeat });
});

async function later(hours: number): Promise<void> {
  vi.setSystemTime(Date.now() + hours * HOUR);
  await tick();
  await deliverQueued();
}

async function rowOf(attendee: Attendee) {
  const row = (await exported(slug)).registrations.find(({ email }) => email === attendee.address);
  if (!row) throw new Error(`No row of ${attendee.address}`);
  return row;
}

const feedOf = async (id: string) => {
  const { results } = await env.DB.prepare("SELECT type, reason FROM change WHERE registration = ? ORDER BY seq")
    .bind(id)
    .all<{ type: string; reason: string | null }>();
  return results.filter(({ reason }) => reason !== "message");
};

describe("a place that is held", () => {
  it("is taken until the hold ends, and says until when", async () => {
    const kari = await attend(slug, "kari");
    const ola = await attend(slug, "ola");
    expect(await rowOf(kari)).toMatchObject({ status: "confirmed", heldUntil: "2026-11-25T12:00:00.000Z" });
    expect(await rowOf(ola)).toMatchObject({ status: "waitlisted", heldUntil: "2026-11-25T12:00:00.000Z" });
    const [mail] = await mailsTo(kari.address);
    expect(mail?.subject).toMatch(/^Stadfest innan /);
    expect(mail?.text).toContain("Frist: onsdag 25. november 2026 kl. 13.00");
    expect(mail?.attachments ?? []).toEqual([]);
  });

  it("stays held when the link is opened, since mail scanners follow links, and is kept with a press of the button", async () => {
    const kari = await attend(slug, "kari");
    const page = await (await call(kari.link)).text();
    expect(page).toContain('/verify"');
    expect((await call(`${kari.link}/verify`)).headers.get("location")).toBe(kari.link);
    expect(await rowOf(kari)).toMatchObject({ heldUntil: expect.any(String) });
    const pressed = await press(kari, "verify");
    expect(pressed.status).toBe(303);
    const after = await (await call(pressed.headers.get("location") ?? "")).text();
    expect(after).toContain("Påmeldinga er stadfest.");
    expect(after).not.toContain('/verify"');
    expect(await rowOf(kari)).toMatchObject({ status: "confirmed", heldUntil: null });
    // Now the confirmation comes that an event without verification sends at once.
    const mails = await mailsTo(kari.address);
    expect(mails.at(-1)?.subject).toMatch(/^Du har plass:/);
    expect(mails.at(-1)?.attachments?.map(({ filename }) => filename)).toEqual([
      expect.stringMatching(/\.ics$/),
      expect.stringMatching(/\.png$/),
    ]);
    await later(30);
    expect(await rowOf(kari)).toMatchObject({ status: "confirmed" });
    expect(await subjectsTo(kari.address)).toEqual(["Stadfest innan 25. november kl. 13.00", "Du har plass"]);
    const { id } = await rowOf(kari);
    expect(await feedOf(id)).toEqual([
      { type: "registration.confirmed", reason: null },
      { type: "registration.changed", reason: "verified" },
    ]);
  });

  it("is kept with one e-mail, however often the button is pressed", async () => {
    const kari = await attend(slug, "kari");
    expect((await Promise.all([1, 2, 3].map(() => press(kari, "verify")))).map(({ status }) => status)).toEqual([
      303, 303, 303,
    ]);
    expect(await mailsTo(kari.address)).toHaveLength(2);
  });

  it("is kept by an attendee who changes an answer with the link", async () => {
    const kari = await attend(slug, "kari");
    const seen = /name="seen" value="(\d+)"/.exec(await (await call(kari.link)).text())?.[1] ?? "";
    expect((await press(kari, "change", { seen, name: "Kari Åsen", participation: "in-person" })).status).toBe(303);
    expect(await rowOf(kari)).toMatchObject({ name: "Kari Åsen", heldUntil: null });
  });

  it("goes to the next on the waiting list when the hold ends, with one reminder before and no e-mail after", async () => {
    const kari = await attend(slug, "kari");
    await later(1);
    const ola = await attend(slug, "ola");
    await press(ola, "verify");
    await later(16);
    expect(await subjectsTo(kari.address)).toEqual(["Stadfest innan 25. november kl. 13.00"]);
    await later(1.1);
    expect(await subjectsTo(kari.address)).toEqual([
      "Stadfest innan 25. november kl. 13.00",
      "Hugs å stadfeste innan 25. november kl. 13.00",
    ]);
    await later(5);
    expect(await rowOf(kari)).toMatchObject({ status: "confirmed" });
    await later(1);
    expect(await rowOf(kari)).toMatchObject({ status: "cancelled", heldUntil: null });
    expect(await rowOf(ola)).toMatchObject({ status: "confirmed" });
    expect(await subjectsTo(ola.address)).toContain("Du har fått plass");
    expect(await mailsTo(kari.address)).toHaveLength(2);
    const { id } = await rowOf(kari);
    expect((await feedOf(id)).at(-1)).toEqual({ type: "registration.cancelled", reason: "hold-ended" });
  });

  it("that has ended can be restored with the link, for good, if there is room", async () => {
    const kari = await attend(slug, "kari");
    await later(25);
    expect(await rowOf(kari)).toMatchObject({ status: "cancelled" });
    expect((await press(kari, "verify")).status).toBe(409);
    expect((await press(kari, "restore")).status).toBe(303);
    expect(await rowOf(kari)).toMatchObject({ status: "confirmed", heldUntil: null });
    await later(25);
    expect(await rowOf(kari)).toMatchObject({ status: "confirmed" });
  });

  it("that has ended is held again when the address registers again: it is still not verified", async () => {
    const kari = await attend(slug, "kari");
    await later(25);
    expect(await rowOf(kari)).toMatchObject({ status: "cancelled" });
    expect((await register(slug, aBody(kari.address))).status).toBe(201);
    expect(await rowOf(kari)).toMatchObject({ status: "confirmed", heldUntil: "2026-11-26T13:00:00.000Z" });
    await later(25);
    expect(await rowOf(kari)).toMatchObject({ status: "cancelled" });
  });

  it("can be given up, and then nobody is reminded of it", async () => {
    const kari = await attend(slug, "kari");
    expect((await press(kari, "cancel")).status).toBe(303);
    expect(await rowOf(kari)).toMatchObject({ status: "cancelled", heldUntil: null });
    await later(19);
    expect(await subjectsTo(kari.address)).toEqual(["Stadfest innan 25. november kl. 13.00", "Du er meld av"]);
  });

  it("is kept by an attendee who presses the button while the cron is ending it", async () => {
    const kari = await attend(slug, "kari");
    vi.setSystemTime(Date.now() + 25 * HOUR);
    // Between the two round trips: the first has found that the hold has ended.
    const batch = async <T>(statements: D1PreparedStatement[]) => {
      await press(kari, "verify");
      return env.DB.batch<T>(statements);
    };
    const meanwhile: Pick<D1Database, "prepare" | "batch"> = { prepare: (sql) => env.DB.prepare(sql), batch };
    // endHolds() asks for no more than that of a database.
    expect(await endHolds(meanwhile as D1Database, Date.now())).toEqual({ ended: 0, messages: [] });
    expect(await rowOf(kari)).toMatchObject({ status: "confirmed", heldUntil: null });
  });

  it("goes to the next on the waiting list of its own event, even if holds of two events end at once", async () => {
    const both = [slug, await aNewEvent("verification", { verification: { holdHours: 24 }, participation: oneSeat })];
    for (const event of both) {
      await attend(event, "kari");
      await press(await attend(event, "ola"), "verify");
    }
    await later(25);
    await tick();
    for (const event of both)
      expect((await exported(event)).registrations.map(({ status }) => status)).toEqual(["cancelled", "confirmed"]);
  });

  it("is not held for longer when the address registers again", async () => {
    const kari = await attend(slug, "kari");
    await later(3);
    expect((await register(slug, aBody(kari.address, { waitlist: true }))).status).toBe(201);
    const again = (await mailsTo(kari.address)).at(-1);
    expect(again?.text).toContain("Frist: onsdag 25. november 2026 kl. 13.00");
    expect(await rowOf(kari)).toMatchObject({ heldUntil: "2026-11-25T12:00:00.000Z" });
  });

  it("ends when the event starts at the latest", async () => {
    const soon = "2026-11-24T15:00";
    const times = { starts: soon, ends: "2026-11-24T17:00", registrationCloses: "2026-11-24T15:00" };
    slug = await aNewEvent("verification-soon", { verification: { holdHours: 24 }, ...times });
    expect(await rowOf(await attend(slug, "kari"))).toMatchObject({ heldUntil: "2026-11-24T14:00:00.000Z" });
  });

  it("is held for each of a group, and each keeps their own", async () => {
    slug = await aNewEvent("verification-group", { verification: { holdHours: 2 } });
    const colleague = addressAt(slug, "bo");
    const kari = await attend(slug, "kari", { colleagues: [{ name: "Bo Berg", email: colleague }] });
    const [invitation] = await mailsTo(colleague);
    expect(invitation?.text).toContain("Frist: tysdag 24. november 2026 kl. 15.00");
    await press(kari, "verify");
    await later(3);
    const rows = (await exported(slug)).registrations;
    expect(rows.map(({ email, status }) => [email, status])).toEqual([
      [kari.address, "confirmed"],
      [colleague, "cancelled"],
    ]);
  });
});

describe("organisers", () => {
  it("vouch for people they add, and see and count the unverified", async () => {
    const kari = await attend(slug, "kari");
    const byHand = { ...aBody(addressAt(slug, "ola"), { waitlist: true }) };
    const added = await call(
      `/api/events/${slug}/registrations`,
      asAdmin(json(byHand, { "idempotency-key": '"by-hand-verification"' })),
    );
    expect(added.status).toBe(201);
    const held = await (await call(`/api/events/${slug}/export?held=true`, asAdmin())).json();
    expect(held).toMatchObject({ registrations: [{ email: kari.address }] });
    const others = await (await call(`/api/events/${slug}/export?held=false`, asAdmin())).json();
    expect(others).toMatchObject({ registrations: [{ email: addressAt(slug, "ola"), heldUntil: null }] });
    expect(await (await call(`/api/events/${slug}/stats`, asAdmin())).json()).toMatchObject({
      status: { confirmed: 1, waitlisted: 1 },
      held: 1,
    });
    const csv = await (await call(`/api/events/${slug}/export.csv?lang=nn`, asAdmin())).text();
    expect(csv.split("\r\n")[0]).toContain("Plassen blir halden til");
    expect(csv).toContain("2026-11-25 13:00");
  });

  it.each([0, -1, 1.5, 169, "24"])("cannot ask for %j hours", async (holdHours) => {
    const response = await put({ ...sample, slug: `${slug}-no`, verification: { holdHours } as { holdHours: number } });
    expect(response.status).toBe(422);
    expect(JSON.stringify(await response.json())).toContain("verification.holdHours");
  });
});

describe("the form", () => {
  it("says after sending how long a place is held, and nothing about it if the event does not ask for verification", async () => {
    expect(await (await call(`/api/events/${slug}`)).json()).toMatchObject({ holdHours: 24 });
    const other = await aNewEvent("verification-none");
    expect(await (await call(`/api/events/${other}`)).json()).not.toHaveProperty("holdHours");
    const receipt = async (of: string) =>
      JSON.stringify(await (await register(of, aBody(`held@${of}.example.no`))).json());
    expect(await receipt(slug)).toMatch(/Nesten ferdig.*innan 24 timar/);
    expect(await receipt(other)).not.toMatch(/Nesten ferdig|timar/);
    const kari = await attend(other, "kari");
    expect((await mailsTo(kari.address))[0]?.subject).toMatch(/^Du har plass:/);
  });

  it("gives a registered address the same answer as a new one", async () => {
    const kari = await attend(slug, "kari");
    await press(kari, "verify");
    const answers = await Promise.all(
      [kari.address, addressAt(slug, "ny")].map(async (address) =>
        (await register(slug, aBody(address, { waitlist: true, participation: "digital" }))).json(),
      ),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(Date.now()).toBe(duringRegistration);
  });
});
