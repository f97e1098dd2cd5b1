/** Places in the options of a choice, which are never exceeded, like seats. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { endHolds } from "../../../worker/storage/holds.ts";
import { duringRegistration, sample } from "../builders.ts";
import { aBody, asAdmin, call, exported, json, mailsTo, put, register } from "../client.ts";
import { addressAt, aNewEvent, attend, press } from "../people.ts";
import { workshop } from "../workshops.ts";
import { checkConsistency, placesIn, stateOf } from "./state.ts";

beforeEach(() => {
  vi.setSystemTime(duringRegistration);
});

const event = (name: string, places: number, seats: number | null, more = {}) =>
  aNewEvent(name, {
    questions: [workshop(places), "colleagues"],
    participation: { inPerson: { capacity: seats, waitlist: true }, digital: {} },
    ...more,
  });

const choosing = (option: string, changes = {}) => ({ answers: { workshop: option }, ...changes });

async function takenAt(slug: string): Promise<Record<string, number>> {
  const state = await stateOf(slug);
  checkConsistency(state);
  return JSON.parse(state.capacity.choice_taken ?? "{}") as Record<string, number>;
}

async function refused(slug: string, name: string, changes: Record<string, unknown>) {
  const response = await register(slug, aBody(addressAt(slug, name), { waitlist: true, ...changes }));
  const { errors } = (await response.json()) as { errors?: { field: string; code: string; detail: string }[] };
  return { status: response.status, errors };
}

describe("500 people choosing among three workshops of 12 in the same second", () => {
  it("fill 12 places in each, and the others get an error at the field", async () => {
    const slug = await event("verkstad-trengsel", 12, null);
    const options = ["lek", "musikk", "mat"];
    const answers = await Promise.all(
      Array.from({ length: 500 }, async (_, n) => {
        const response = await register(slug, aBody(addressAt(slug, `gjest${n}`), choosing(options[n % 3] ?? "")));
        return { status: response.status, problem: (await response.json()) as { errors?: { field: string }[] } };
      }),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(36);
    const others = answers.filter(({ status }) => status !== 201);
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([422]));
    expect(new Set(others.flatMap(({ problem }) => problem.errors?.map(({ field }) => field)))).toEqual(
      new Set(["answers.workshop"]),
    );
    expect(await takenAt(slug)).toEqual({ "workshop.lek": 12, "workshop.musikk": 12, "workshop.mat": 12 });
    expect((await exported(slug)).registrations).toHaveLength(36);
  }, 60_000);

  it("with seats for half of them, never fill an option beyond its places either", async () => {
    const slug = await event("verkstad-seter", 12, 10);
    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        register(slug, aBody(addressAt(slug, `gjest${n}`), choosing("lek", { waitlist: true }))),
      ),
    );
    expect(await takenAt(slug)).toEqual({ "workshop.lek": 10, "workshop.musikk": 0, "workshop.mat": 0 });
  }, 60_000);
});

describe("a place in an option", () => {
  it("is refused at its field when it is full, and nothing is stored", async () => {
    const slug = await event("verkstad-fullt", 1, null);
    await attend(slug, "kari", choosing("lek"));
    expect(await refused(slug, "ola", choosing("lek"))).toEqual({
      status: 422,
      errors: [
        {
          field: "answers.workshop",
          code: "answer.full",
          detail: "Det du valde i «Kva verkstad?», er no fullt. Vel noko anna.",
        },
      ],
    });
    expect((await exported(slug)).registrations).toHaveLength(1);
    expect(await takenAt(slug)).toMatchObject({ "workshop.lek": 1 });
  });

  it("gives the same refusal for an already registered address", async () => {
    const slug = await event("verkstad-kjent", 1, null);
    await attend(slug, "kari", choosing("lek"));
    expect(await refused(slug, "kari", choosing("lek"))).toEqual(await refused(slug, "ola", choosing("lek")));
  });

  it("is free again after cancelling, changing and erasing", async () => {
    const slug = await event("verkstad-fri", 1, null);
    const kari = await attend(slug, "kari", choosing("lek"));
    await press(kari, "cancel");
    const ola = await attend(slug, "ola", choosing("lek"));
    const seen = (await exported(slug)).registrations.find(({ email }) => email === ola.address)?.changedAt;
    const changed = await press(ola, "change", {
      seen: String(Date.parse(String(seen))),
      name: "Ola Nordmann",
      participation: "in-person",
      "answers.workshop": "musikk",
    });
    expect(changed.status).toBe(303);
    expect(await takenAt(slug)).toEqual({ "workshop.lek": 0, "workshop.musikk": 1, "workshop.mat": 0 });
    const per = await attend(slug, "per", choosing("lek"));
    await press(per, "erase");
    expect(await takenAt(slug)).toMatchObject({ "workshop.lek": 0 });
  });

  it("is free again when a hold ends", async () => {
    const slug = await event("verkstad-hald", 1, null, { verification: { holdHours: 1 } });
    await attend(slug, "kari", choosing("lek"));
    expect((await refused(slug, "ola", choosing("lek"))).status).toBe(422);
    while ((await endHolds(env.DB, duringRegistration + 3_700_000)).ended > 0);
    expect(await takenAt(slug)).toMatchObject({ "workshop.lek": 0 });
  });

  it("is not taken by an attendee who waits for a seat, nor by a rehearsal", async () => {
    const slug = await event("verkstad-venter", 2, 1);
    await attend(slug, "kari", choosing("lek"));
    await attend(slug, "ola", choosing("lek"));
    const rehearsal = aBody(addressAt(slug, "prove"), choosing("lek", { rehearsal: true, waitlist: true }));
    const key = { "idempotency-key": crypto.randomUUID() };
    const response = await call(`/api/events/${slug}/registrations`, asAdmin(json(rehearsal, key)));
    expect(response.status).toBe(201);
    expect(await takenAt(slug)).toMatchObject({ "workshop.lek": 1 });
  });

  it("goes to everybody in a request, or to nobody", async () => {
    const slug = await aNewEvent("verkstad-kollega", {
      questions: [workshop(2, { perColleague: true }), "colleagues"],
      participation: { inPerson: { capacity: null, waitlist: true } },
    });
    const ask = (names: string[]) =>
      choosing("lek", {
        colleagues: [
          { name: "", email: "" },
          ...names.map((name) => ({ name: "Li", email: addressAt(slug, name), answers: { workshop: "lek" } })),
        ],
      });
    expect((await refused(slug, "kari", ask(["li", "bo"]))).errors?.map(({ field }) => field)).toEqual([
      "answers.workshop",
      "colleagues.1.answers.workshop",
      "colleagues.2.answers.workshop",
    ]);
    await attend(slug, "kari", ask(["li"]));
    expect(await takenAt(slug)).toMatchObject({ "workshop.lek": 2 });
  });
});

describe("a place from the waiting list", () => {
  it("comes without an option that has filled meanwhile, and the e-mail says so", async () => {
    const slug = await event("verkstad-opprykk", 1, 1);
    const kari = await attend(slug, "kari", choosing("musikk"));
    await attend(slug, "ola", choosing("lek"));
    // An attendee who takes part digitally takes the last place meanwhile.
    await attend(slug, "per", choosing("lek", { participation: "digital" }));
    await press(kari, "cancel");
    const row = (await exported(slug)).registrations.find(({ email }) => email === addressAt(slug, "ola"));
    expect(row).toMatchObject({ status: "confirmed", answers: {} });
    const mail = (await mailsTo(addressAt(slug, "ola"))).at(-1);
    expect(mail?.text).toContain("blei fullt før du fekk plass: «Leikeplassar»");
    expect(await takenAt(slug)).toMatchObject({ "workshop.lek": 1, "workshop.musikk": 0 });
  });

  it("comes with the option if it has a place, in the order of the waiting list", async () => {
    const slug = await event("verkstad-rekke", 1, 1);
    const kari = await attend(slug, "kari", choosing("mat"));
    for (const name of ["ola", "per"]) await attend(slug, name, choosing("lek"));
    const questions = [workshop(1), "colleagues" as const];
    await put({ ...sample, slug, questions, participation: { inPerson: { capacity: 3 }, digital: {} } });
    const rows = (await stateOf(slug)).rows;
    expect(rows.map((row) => [row.email.split(".")[0], placesIn(row)])).toEqual(
      expect.arrayContaining([
        ["kari", ["workshop.mat"]],
        ["ola", ["workshop.lek"]],
        ["per", []],
      ]),
    );
    expect(await takenAt(slug)).toMatchObject({ "workshop.lek": 1 });
    expect(kari.link).toBeTruthy();
  });
});

describe("an attendee who comes back after cancelling", () => {
  it("comes without an option that has filled meanwhile, and is told so", async () => {
    const slug = await event("verkstad-attende", 1, null);
    const kari = await attend(slug, "kari", choosing("lek"));
    await press(kari, "cancel");
    await attend(slug, "ola", choosing("lek"));
    await press(kari, "restore");
    expect((await exported(slug)).registrations[0]).toMatchObject({ status: "confirmed", answers: {} });
    expect((await mailsTo(kari.address)).at(-1)?.text).toContain("blei fullt før du fekk plass: «Leikeplassar»");
    expect(await takenAt(slug)).toMatchObject({ "workshop.lek": 1 });
  });
});

describe("a required choice with every option full", () => {
  it("need not be answered, so that there is still a waiting list", async () => {
    const slug = await event("verkstad-alt", 0, null);
    expect((await refused(slug, "kari", {})).status).toBe(201);
    const open = await event("verkstad-ope", 1, null);
    expect((await refused(open, "kari", {})).errors).toEqual([
      { field: "answers.workshop", code: "answer.choose", detail: "Vel eit svar på «Kva verkstad?»." },
    ]);
  });
});

describe("a new definition", () => {
  it("counts the places again, also of options that had no limit", async () => {
    const slug = await aNewEvent("verkstad-ny", {
      questions: [workshop(null)],
      participation: { inPerson: { capacity: null } },
    });
    for (const name of ["kari", "ola"]) await attend(slug, name, choosing("lek"));
    expect(await takenAt(slug)).toEqual({});
    await put({ ...sample, slug, questions: [workshop(1)], participation: { inPerson: { capacity: null } } });
    expect(await takenAt(slug)).toEqual({ "workshop.lek": 2, "workshop.musikk": 0, "workshop.mat": 0 });
    expect((await refused(slug, "per", choosing("lek"))).status).toBe(422);
  });
});
