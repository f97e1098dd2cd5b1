/** What the manage page offers and takes, on both sides of every boundary of the event. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { timesOf } from "../../../worker/registration/event-times.ts";
import { anEvent, type Definition, sample } from "../builders.ts";
import { aBody, asAdmin, call, exported, json, mailsTo, put } from "../client.ts";
import { type Attendee, addressAt, aNewEvent, linkIn, press } from "../people.ts";

const roomy: Partial<Definition> = { participation: { inPerson: { capacity: 5 }, digital: {} } };
const { opens, closes, starts, ends } = timesOf(anEvent());

type Answers = "saved" | "409";
const phases: [name: string, at: number, seats: Answers, rest: Answers, words: string | null][] = [
  ["before registration opens", opens - 1, "409", "saved", null],
  ["when it opens", opens, "saved", "saved", null],
  ["just before the deadline", closes - 1, "saved", "saved", null],
  ["at the deadline", closes, "409", "saved", "Påmeldingsfristen er ute."],
  ["just before the event starts", starts - 1, "409", "saved", "Påmeldingsfristen er ute."],
  ["when it starts", starts, "409", "409", "Arrangementet har byrja"],
  ["just before it ends", ends - 1, "409", "409", "Arrangementet har byrja"],
  ["when it is over", ends, "409", "409", "Arrangementet er over"],
];

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("fasar", roomy);
});

const pageOf = async ({ link }: Attendee) => (await call(link)).text();

/** Adds a person by hand, which is also possible before registration opens. */
async function added(name: string, changes: Record<string, unknown> = {}): Promise<Attendee> {
  const address = addressAt(slug, name);
  const init = json(aBody(address, changes), { "idempotency-key": crypto.randomUUID() });
  const response = await call(`/api/events/${slug}/registrations`, asAdmin(init));
  if (response.status !== 201) throw new Error(await response.text());
  return { address, link: linkIn((await mailsTo(address)).at(-1)) };
}

const rowOf = async ({ address }: Attendee) =>
  (await exported(slug)).registrations.find(({ email }) => email === address);

/** What an old tab sends: with the version that is stored, whatever the page offers now. */
async function change(attendee: Attendee, fields: Record<string, string>): Promise<Answers> {
  const seen = String(Date.parse(String((await rowOf(attendee))?.changedAt)));
  return answered(await press(attendee, "change", { seen, name: "Kari Nordmann", ...fields }));
}

const answered = (response: Response) => (response.status === 303 ? "saved" : String(response.status)) as Answers;

describe.each(phases)("%s", (_, at, seats, rest, words) => {
  let there: Attendee;
  let home: Attendee;
  let gone: Attendee;

  beforeEach(async () => {
    there = await added("der", { needs: { diet: "fisk", access: "", consent: true } });
    home = await added("heime", { participation: "digital" });
    gone = await added("borte");
    await press(gone, "cancel");
    vi.setSystemTime(at);
  });

  it("the page offers what can be done, and says what is over", async () => {
    const [page, digital, cancelled] = await Promise.all([there, home, gone].map(pageOf));
    expect(page?.includes(`${there.link}/change`)).toBe(rest === "saved");
    expect(page?.includes(`${there.link}/cancel`)).toBe(rest === "saved");
    expect(cancelled?.includes(`${gone.link}/restore`)).toBe(seats === "saved");
    expect(page?.includes(`${there.link}/digital`)).toBe(rest === "saved");
    expect(digital?.includes(`${home.link}/in-person`)).toBe(seats === "saved");
    for (const always of ["data.json", "erase", "withdraw-needs"]) expect(page).toContain(`${there.link}/${always}`);
    if (words) expect(page).toContain(words);
    else expect(page).not.toMatch(/fristen er ute|har byrja|er over/);
    expect([page, digital, cancelled].join()).not.toMatch(/[{]\w+[}]/);
  });

  it("answers, needs and going digital", async () => {
    expect(await change(there, { role: "rådgivar", "needs.diet": "nøtter", "needs.consent": "true" })).toBe(rest);
    expect((await rowOf(there))?.role).toBe(rest === "saved" ? "rådgivar" : null);
    expect(await change(there, { participation: "digital" })).toBe(rest);
    expect((await rowOf(there))?.participation).toBe(rest === "saved" ? "digital" : "in-person");
  });

  it("a seat in the room, and coming back", async () => {
    expect(await change(home, { participation: "in-person", role: "rådgivar" })).toBe(seats);
    const row = await rowOf(home);
    expect([row?.participation, row?.role]).toEqual(seats === "saved" ? ["in-person", "rådgivar"] : ["digital", null]);
    expect(answered(await press(gone, "restore"))).toBe(seats);
    expect((await rowOf(gone))?.status).toBe(seats === "saved" ? "confirmed" : "cancelled");
  });

  it("cancelling; what deletes is always possible", async () => {
    expect(answered(await press(there, "withdraw-needs"))).toBe("saved");
    expect(await pageOf(there)).not.toContain("fisk");
    expect(answered(await press(home, "cancel"))).toBe(rest);
    expect((await rowOf(home))?.status).toBe(rest === "saved" ? "cancelled" : "confirmed");
    expect((await press(there, "erase")).status).toBe(200);
    expect(await rowOf(there)).toBeUndefined();
  });

  it("an organiser corrects answers at any time, and gives places until it is over", async () => {
    const path = `/api/events/${slug}/registrations/${(await rowOf(home))?.id}`;
    const correct = (body: object) => call(path, { ...asAdmin(json(body)), method: "PATCH" });
    expect((await correct({ role: "rådgivar" })).status).toBe(200);
    const moved = await correct({ participation: "in-person" });
    expect(moved.status).toBe(at < ends ? 200 : 409);
    if (at >= ends) expect(await moved.json()).toMatchObject({ type: "/problems/past" });
    expect((await call(`${path}/cancel`, asAdmin({ method: "POST" }))).status).toBe(200);
    expect((await call(`${path}/restore`, asAdmin({ method: "POST" }))).status).toBe(at < ends ? 200 : 409);
  });
});

describe("a refusal on the manage page", () => {
  it("after the deadline names it, keeps what was typed, and offers the refused seat no more", async () => {
    const home = await added("heime", { participation: "digital" });
    vi.setSystemTime(closes);
    const seen = String(Date.parse(String((await rowOf(home))?.changedAt)));
    const response = await press(home, "change", { seen, name: "Kari N.", participation: "in-person" });
    const page = await response.text();
    expect(response.status).toBe(409);
    expect(page).toContain("Påmeldingsfristen er ute, så du kan ikkje få plass no. Ingenting er endra.");
    expect(page).toContain('value="Kari N."');
    expect(page).not.toContain(`${home.link}/in-person`);
  });

  it("says before cancelling and before going digital that there is no way back", async () => {
    const there = await added("der");
    expect(await (await call(`${there.link}/cancel`)).text()).toContain("Du kan angre så lenge");
    vi.setSystemTime(closes);
    expect(await (await call(`${there.link}/cancel`)).text()).toContain("så du kan ikkje melde deg på igjen");
    expect(await (await call(`${there.link}/digital`)).text()).toContain("så du kan ikkje byte tilbake");
    await press(there, "cancel");
    expect((await mailsTo(there.address)).at(-1)?.text).not.toContain("melde deg på igjen");
    expect(await pageOf(there)).toContain("Fristen var onsdag 9. desember 2026.");
  });

  it("of a cancelled event says that it is, and takes nothing", async () => {
    const there = await added("der");
    await put({ ...sample, ...roomy, slug, cancelled: { reason: { nb: "Sjukdom" } } });
    expect(await pageOf(there)).not.toMatch(/\/(change|cancel)"/);
    expect([await change(there, { role: "x" }), answered(await press(there, "cancel"))]).toEqual(["409", "409"]);
  });
});

describe("a tab that was opened before", () => {
  let kari: Attendee;
  let old: Record<string, string>;

  beforeEach(async () => {
    kari = await added("kari", { needs: { diet: "fisk", access: "", consent: true } });
    const seen = /name="seen" value="(\d+)"/.exec(await pageOf(kari))?.[1] ?? "";
    old = { seen, name: "Kari Nordmann", role: "rådgivar", "needs.diet": "fisk", "needs.consent": "true" };
  });

  it("the consent was withdrawn saves nothing, says so, and keeps what was typed but not the consent", async () => {
    await press(kari, "withdraw-needs");
    const response = await press(kari, "change", old);
    const page = await response.text();
    expect(response.status).toBe(409);
    expect(page).toContain("Du har trekt samtykket");
    expect(page).toContain('value="rådgivar"');
    expect(page).toMatch(/<textarea[^>]*name="needs.diet"[^>]*>fisk</);
    expect(page).not.toMatch(/name="needs.consent"[^>]* checked/);
    expect(await (await call(`${kari.link}/data.json`)).json()).toMatchObject({ registration: { needs: null } });
    // Given again, in the open, it is stored.
    const seen = /name="seen" value="(\d+)"/.exec(page)?.[1] ?? "";
    expect(seen).not.toBe(old.seen);
    expect(answered(await press(kari, "change", { ...old, seen, "needs.consent": "" }))).toBe("422");
    expect(answered(await press(kari, "change", { ...old, seen }))).toBe("saved");
  });

  it("does not become a fresh one by an error in what it sends", async () => {
    await press(kari, "withdraw-needs");
    const response = await press(kari, "change", { ...old, name: "" });
    expect([response.status, await response.text()]).toEqual([409, expect.stringContaining("Du har trekt samtykket")]);
  });

  it.each([
    ["the attendee cancelled and came back", ["cancel", "restore"]],
    ["the consent was withdrawn within the same millisecond", ["withdraw-needs"]],
  ])("%s is refused", async (_, presses) => {
    for (const action of presses) await press(kari, action);
    expect(answered(await press(kari, "change", old))).toBe("409");
  });

  it("a seat was given to the attendee meanwhile is refused", async () => {
    await put({ ...sample, slug, participation: { inPerson: { capacity: 1, waitlist: true }, digital: {} } });
    const ventar = await added("ventar", { waitlist: true });
    const seen = /name="seen" value="(\d+)"/.exec(await pageOf(ventar))?.[1] ?? "";
    await press(kari, "cancel");
    expect((await rowOf(ventar))?.status).toBe("confirmed");
    expect(answered(await press(ventar, "change", { seen, name: "Kari", participation: "digital" }))).toBe("409");
  });

  it("tells programs of a withdrawal, once, and sends no e-mail about it", async () => {
    const { cursor } = await exported(slug);
    await press(kari, "withdraw-needs");
    const after = await exported(slug, `?since=${cursor}`);
    expect(after.registrations).toMatchObject([{ email: kari.address }]);
    await press(kari, "withdraw-needs");
    expect((await exported(slug)).cursor).toBe(after.cursor);
    expect(await mailsTo(kari.address)).toHaveLength(1);
  });
});
