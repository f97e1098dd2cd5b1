/** Correcting the address: the new one confirms it, and the old one is told. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { sample } from "../builders.ts";
import { asAdmin, call, exported, form, json, mailsTo, put, threeTicks } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { type Attendee, addressAt, aNewEvent, attend, linkIn, press, subjectsTo } from "../people.ts";

const HOUR = 3_600_000;

let slug: string;
let kari: Attendee;

beforeEach(async () => {
  // No table has people of other tests.
  await env.DB.exec("DELETE FROM registration");
  slug = await aNewEvent("retta");
  kari = await attend(slug, "kari.feil", { role: "ordførar" });
});

const right = () => addressAt(slug, "kari.rett");

async function asked(email = right()): Promise<string> {
  const answer = await press(kari, "address", { email });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, `${kari.link}?done=address-asked`]);
  const text = (await mailsTo(email)).at(-1)?.text ?? "";
  const link = /https:\/\/pamelding\.example\.no(\/addresses\/[\w-]+)/.exec(text)?.[1];
  if (!link) throw new Error(`No question in ${text}`);
  return link;
}

const confirm = (question: string) => call(`${question}/confirm`, form({}));
const pageOf = async (path: string) => (await call(path)).text();
const row = async () => (await exported(slug)).registrations[0];

describe("a new address", () => {
  it("gets an e-mail that asks, and nothing changes until its holder has pressed the button", async () => {
    expect(await pageOf(kari.link)).toContain(`${kari.link}/address`);
    expect(await pageOf(`${kari.link}/address`)).toContain(`Adressa di er ${kari.address}.`);
    const before = await row();
    const question = await asked();
    expect(await row()).toEqual(before);
    const dump = await dumpOf();
    expect(await pageOf(question)).toContain("Er dette adressa di?");
    await pageOf(`${question}/confirm`);
    await call(question, { method: "HEAD" });
    expect(await dumpOf()).toBe(dump);
    expect(await pageOf(kari.link)).toContain(`Trykk på knappen i e-posten til ${right()}`);
    expect((await confirm(question)).headers.get("location")).toBe(question);
    expect(await row()).toMatchObject({ id: before?.id, email: right(), role: "ordførar", status: "confirmed" });
    expect(await pageOf(question)).toContain("Adressa er bytt");
  });

  it("gets the confirmation with a new link; the old link stops working, and the old address is told", async () => {
    await confirm(await asked());
    expect((await call(kari.link)).status).toBe(404);
    expect(await subjectsTo(right())).toEqual(["Stadfest e-postadressa", "Du har plass"]);
    expect((await call(linkIn((await mailsTo(right())).at(-1)))).status).toBe(200);
    const told = (await mailsTo(kari.address)).at(-1);
    expect(told?.subject).toContain("E-postadressa er bytt");
    expect(told?.text).toContain("stadfest frå den nye adressa");
    expect(told?.text).not.toMatch(/kari\.rett|Telemarksforsking har bytt|\/registrations\/|\/addresses\//);
    const { results } = await env.DB.prepare("SELECT reason FROM change WHERE event = ? AND reason = 'address'")
      .bind(slug)
      .all();
    expect(results).toHaveLength(1);
  });

  it.each(["nb", "nn", "en"] as const)("is asked in the language of the registration (%s)", async (language) => {
    kari = await attend(slug, "annan", { language, name: "Siv Berg" });
    await asked();
    const [mail] = await mailsTo(right());
    for (const part of [mail?.text ?? "", mail?.html ?? ""])
      expect(part).not.toMatch(/\{\w+\}|undefined|null|\/registrations\/|Siv|ordførar/);
    expect(mail?.subject).toContain(
      { nb: "Bekreft e-postadressen", nn: "Stadfest e-postadressa", en: "Confirm your email address" }[language],
    );
  });

  it("is refused with what is wrong with it", async () => {
    const refused = async (email: string) => {
      const answer = await press(kari, "address", { email });
      expect(answer.status).toBe(422);
      return answer.text();
    };
    expect(await refused("")).toContain("Skriv e-postadressa di.");
    expect(await refused("kari.example.no")).toContain("manglar krøllalfa");
    expect(await refused(kari.address)).toContain("Det er adressa du har no.");
    expect(await dumpOf(["pending_address"])).toBe("pending_address: []");
  });

  it("replaces one that was typed before: only the last can be confirmed", async () => {
    const first = await asked(addressAt(slug, "feil.att"));
    const second = await asked();
    expect((await confirm(first)).status).toBe(410);
    expect(await row()).toMatchObject({ email: kari.address });
    await confirm(second);
    expect(await row()).toMatchObject({ email: right() });
  });

  it("can be confirmed for 48 hours, and is then deleted", async () => {
    const question = await asked();
    const start = Date.now();
    vi.setSystemTime(start + 48 * HOUR - 1);
    expect((await call(question)).status).toBe(200);
    vi.setSystemTime(start + 48 * HOUR);
    expect((await confirm(question)).status).toBe(410);
    expect(await row()).toMatchObject({ email: kari.address });
    await threeTicks();
    expect(await dumpOf()).not.toContain("kari.rett");
    expect(await subjectsTo(kari.address)).toEqual(["Du har plass"]);
  });

  it("is one of five that an attendee may try", async () => {
    for (const name of ["a", "b", "c", "d", "e"]) await asked(addressAt(slug, name));
    const sixth = await press(kari, "address", { email: right() });
    expect([sixth.status, (await sixth.text()).includes("Du har prøvd 5 adresser.")]).toEqual([409, true]);
    expect(await mailsTo(right())).toEqual([]);
  });

  it("that is already registered learns this only in its own mailbox", async () => {
    const nora = await attend(slug, "nora");
    const answer = async (email: string) => {
      const given = await press(kari, "address", { email });
      const page = await pageOf(`${kari.link}?done=address-asked`);
      await mailsTo(email);
      return JSON.stringify([given.status, given.headers.get("location"), page]).replaceAll(email, "ADDRESS");
    };
    expect(await answer(nora.address)).toBe(await answer(right()));
    const mail = (await mailsTo(nora.address)).at(-1);
    expect(mail?.text).toContain("Ho er påmeld frå før, så det går ikkje.");
    expect(linkIn(mail)).toBe(nora.link);
    expect(mail?.text).not.toContain("/addresses/");
  });

  it("that is registered in the meantime is refused on the page of its holder, and nothing is changed", async () => {
    const question = await asked();
    await attend(slug, "kari.rett");
    const answer = await confirm(question);
    expect([answer.status, (await answer.text()).includes("Adressa er påmeld frå før")]).toEqual([409, true]);
    expect((await exported(slug)).registrations.map(({ email }) => email)).toEqual([kari.address, right()]);
    expect((await call(kari.link)).status).toBe(200);
  });

  it("is confirmed once, however often it is pressed", async () => {
    const question = await asked();
    await Promise.all([confirm(question), confirm(question), confirm(question)]);
    expect(await row()).toMatchObject({ email: right() });
    expect(await subjectsTo(right())).toEqual(["Stadfest e-postadressa", "Du har plass"]);
    expect((await subjectsTo(kari.address)).filter((subject) => subject === "E-postadressa er bytt")).toHaveLength(1);
  });

  it("is confirmed also where the attendee has changed answers meanwhile", async () => {
    const question = await asked();
    const seen = /name="seen" value="(\d+)"/.exec(await pageOf(kari.link))?.[1] ?? "";
    await press(kari, "change", { name: "Kari Hansen", participation: "in-person", seen });
    await confirm(question);
    expect(await row()).toMatchObject({ email: right(), name: "Kari Hansen" });
  });

  it("ends with an organiser's correction, with a cancellation, and with the registration", async () => {
    const over = async (end: () => Promise<unknown>) => {
      const question = await asked();
      await end();
      expect((await confirm(question)).status).toBeGreaterThanOrEqual(404);
      expect(await dumpOf()).not.toContain("kari.rett");
    };
    const id = (await row())?.id;
    const other = addressAt(slug, "rett.av.oss");
    await over(() =>
      call(`/api/events/${slug}/registrations/${id}`, { ...asAdmin(json({ email: other })), method: "PATCH" }),
    );
    kari = { address: other, link: linkIn((await mailsTo(other)).at(-1)) };
    await over(() => press(kari, "cancel"));
    await press(kari, "restore");
    await over(() => press(kari, "erase"));
  });

  it("verifies the registration of an event that asks for that: the press came from its mailbox", async () => {
    await put({ ...sample, slug, verification: { holdHours: 24 } });
    kari = await attend(slug, "uviss");
    await confirm(await asked());
    const uncertain = (await exported(slug)).registrations.find(({ email }) => email === right());
    expect(uncertain).toMatchObject({ status: "confirmed", heldUntil: null });
  });

  it("is not asked once the event has begun", async () => {
    vi.setSystemTime(Date.parse("2026-12-15T08:30:00Z"));
    expect((await press(kari, "address", { email: right() })).status).toBe(409);
    expect((await call(`${kari.link}/address`)).status).toBe(409);
    expect(await mailsTo(right())).toEqual([]);
  });

  it("leaves the attendee's offer of the place as it is; an organiser's correction ends it", async () => {
    const colleague = addressAt(slug, "ola");
    await press(kari, "hand-over", { name: "Ola", email: colleague, checked: "yes" });
    const offer = /no(\/offers\/[\w-]+)/.exec((await mailsTo(colleague)).at(-1)?.text ?? "")?.[1] ?? "";
    await confirm(await asked());
    expect((await call(offer)).status).toBe(200);
    const id = (await row())?.id;
    const corrected = { ...asAdmin(json({ email: addressAt(slug, "rett.av.oss") })), method: "PATCH" };
    expect((await call(`/api/events/${slug}/registrations/${id}`, corrected)).status).toBe(200);
    expect((await call(offer)).status).toBe(410);
  });
});
