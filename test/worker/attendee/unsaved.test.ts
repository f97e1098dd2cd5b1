/** What is typed with an already registered address: not lost, seen only by the holder of the link, saved with one press. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { aBody, asAdmin, call, exported, mailsTo, register, threeTicks } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { type Attendee, addressAt, aNewEvent, attend, press } from "../people.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

let slug: string;
let kari: Attendee;

/** Two seats, a waiting list, and digital places. */
beforeEach(async () => {
  // No table has people of other tests.
  await env.DB.exec("DELETE FROM registration");
  slug = await aNewEvent("ulagra");
  kari = await attend(slug, "kari", { participation: "digital", role: "ordførar" });
});

const again = (changes: Record<string, unknown> = {}) =>
  register(
    slug,
    aBody(kari.address, {
      waitlist: true,
      organisation: "Stad kommune",
      question: "Kjøp klokker billeg",
      needs: { diet: "hasselnøtter", access: "", consent: true },
      ...changes,
    }),
  );
const rowOf = async () => (await exported(slug)).registrations.find(({ email }) => email === kari.address);
const pageOf = async () => (await call(kari.link)).text();
const needs = () => dumpOf(["needs"]);

describe("what is typed with an address that is registered", () => {
  it("is told to the address: which answers were not saved, without the typed words, and nothing about health", async () => {
    const [answer, unknown] = [
      await again(),
      await register(slug, aBody(addressAt(slug, "ny"), { waitlist: true, organisation: "Stad kommune" })),
    ];
    expect([answer.status, await answer.text()]).toEqual([unknown.status, await unknown.text()]);
    const mail = (await mailsTo(kari.address)).at(-1);
    expect(mail?.text).toContain("Dette er ikkje lagra");
    for (const label of ["Korleis vil du delta?", "Arbeidsstad", "Kva lurer du på?", "Allergiar"])
      expect(mail?.text).toContain(`– ${label}`);
    expect(mail?.text).not.toContain("– Stilling");
    expect(`${mail?.subject}${mail?.text}${mail?.html}`).not.toMatch(/Stad kommune|klokker|hasselnøtter/);
    expect(mail?.text).toContain("lagre det med eitt trykk");
  });

  it("is shown only to the holder of the link: not to organisers, in no list, history or webhook", async () => {
    await again();
    await mailsTo(kari.address);
    const row = await rowOf();
    for (const path of ["export", "export.csv", "export/needs", `registrations/${row?.id}`, "stats", "undelivered"]) {
      const answer = await call(`/api/events/${slug}/${path}`, asAdmin());
      expect([path, answer.status]).toEqual([path, 200]);
      expect(await answer.text()).not.toMatch(/Stad kommune|klokker|hasselnøtter/);
    }
    const page = await pageOf();
    for (const words of ["Dette er ikkje lagra", "Stad kommune", "Kjøp klokker billeg", "hasselnøtter"])
      expect(page).toContain(words);
    const download = await (await call(`${kari.link}/data.json`)).json();
    expect(download).toMatchObject({ notSaved: { organisation: "Stad kommune", needs: { diet: "hasselnøtter" } } });
  });

  it("is saved with one press, keeps answers that were left empty, and is then deleted beside the e-mail", async () => {
    await again();
    expect((await press(kari, "accept", { consent: "true" })).status).toBe(303);
    expect(await rowOf()).toMatchObject({
      status: "confirmed",
      participation: "in-person",
      organisation: "Stad kommune",
      role: "ordførar",
    });
    expect(await needs()).toContain("hasselnøtter");
    expect(await dumpOf(["message"])).not.toContain("hasselnøtter");
    expect(await pageOf()).not.toContain("Dette er ikkje lagra");
    // A second press does nothing.
    expect((await press(kari, "accept", { consent: "true" })).status).toBe(303);
  });

  it("is not saved without consent if there are needs", async () => {
    await again();
    const answer = await press(kari, "accept");
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("Kryss av for samtykke");
    expect(await rowOf()).toMatchObject({ organisation: null, participation: "digital" });
    expect(await needs()).toBe("needs: []");
  });

  it("respects the capacity: joins the waiting list if the room is full, and is refused without one", async () => {
    for (const name of ["a", "b"]) await attend(slug, name);
    await again({ needs: null });
    expect((await press(kari, "accept")).status).toBe(303);
    expect(await rowOf()).toMatchObject({ status: "waitlisted", digitalMeanwhile: true });

    await env.DB.prepare("UPDATE capacity SET digital_capacity = 0 WHERE event = ?").bind(slug).run();
    const li = await attend(slug, "li");
    await register(slug, aBody(li.address, { participation: "in-person", waitlist: true, role: "rådgjevar" }));
    expect((await press(li, "accept")).status).toBe(303);
    expect((await exported(slug)).registrations.find(({ email }) => email === li.address)).toMatchObject({
      status: "waitlisted",
      role: "rådgjevar",
    });
  });

  it("is not to be saved once the event has started", async () => {
    await again();
    vi.setSystemTime(Date.parse("2026-12-15T09:00:00Z"));
    expect(await pageOf()).not.toContain("Dette er ikkje lagra");
    expect((await press(kari, "accept", { consent: "true" })).status).toBe(409);
    expect(await rowOf()).toMatchObject({ organisation: null });
  });

  it("is deleted with one press, too", async () => {
    await again();
    expect((await press(kari, "discard")).status).toBe(303);
    expect(await dumpOf(["message"])).not.toContain("hasselnøtter");
    expect(await rowOf()).toMatchObject({ organisation: null });
  });

  it("says nothing if nothing is new", async () => {
    await register(slug, aBody(kari.address, { participation: "digital", name: "kari  nordmann" }));
    expect((await mailsTo(kari.address)).at(-1)?.text).not.toContain("ikkje lagra");
    expect(await pageOf()).not.toContain("Dette er ikkje lagra");
  });
});

describe("what is kept of it", () => {
  const kept = async () => (await dumpOf()).includes("hasselnøtter");

  it("is deleted after seven days", async () => {
    await env.DB.exec("DELETE FROM retention");
    const start = Date.now();
    await again();
    vi.setSystemTime(start + 7 * DAY - 4 * MINUTE);
    await threeTicks();
    expect(await kept()).toBe(true);
    vi.setSystemTime(start + 7 * DAY);
    await threeTicks();
    expect(await kept()).toBe(false);
  });

  it("is deleted with the registration, and its needs when consent is withdrawn", async () => {
    await again();
    await press(kari, "withdraw-needs");
    expect(await kept()).toBe(false);
    expect(await pageOf()).toContain("Stad kommune");
    await again({ organisation: "Nes kommune" });
    expect(await kept()).toBe(true);
    await press(kari, "erase");
    await mailsTo(kari.address);
    expect(await dumpOf()).not.toMatch(/hasselnøtter|Nes kommune/);
  });

  it("loses its needs when the needs of the event are deleted, even for attendees who had none", async () => {
    await env.DB.exec("DELETE FROM retention");
    slug = await aNewEvent("ulagra", { retention: { needsDays: 0, registrationsDays: 90 } });
    kari = await attend(slug, "kari", { participation: "digital" });
    vi.setSystemTime(Date.parse("2026-12-09T12:00:00Z"));
    await again();
    expect(await kept()).toBe(true);
    vi.setSystemTime(Date.parse("2026-12-15T12:00:00Z"));
    await threeTicks();
    expect(await kept()).toBe(false);
    expect(await dumpOf(["message"])).toContain("Stad kommune");
  });

  it("of a colleague is the name and the participation", async () => {
    await register(
      slug,
      aBody(addressAt(slug, "leiar"), {
        organisation: "Leiarkontoret",
        colleagues: [{ name: "Ola Nes", email: kari.address }],
      }),
    );
    const { typed } = (await env.DB.prepare("SELECT typed FROM message WHERE typed IS NOT NULL AND event = ?")
      .bind(slug)
      .first<{ typed: string }>()) ?? { typed: "" };
    expect(JSON.parse(typed)).toMatchObject({ name: "Ola Nes", participation: "in-person", organisation: null });
  });
});
