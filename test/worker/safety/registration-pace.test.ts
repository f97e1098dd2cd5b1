import { beforeEach, describe, expect, it, vi } from "vitest";
import { solve } from "../../../widget/challenge/proof-of-work.ts";
import type { Bindings } from "../../../worker/environment.ts";
import { unitsOf } from "../../../worker/security/challenge-work.ts";
import { peopleIn } from "../../../worker/security/registration-pace.ts";
import { aBody, bindings, call, exported, forgetQueued, form, json } from "../client.ts";
import { addressAt, aNewEvent } from "../people.ts";
import { type Challenge, challengeIn, limitsByTestClock } from "./crowd.ts";

let slug: string;
let env: Bindings;

beforeEach(async () => {
  forgetQueued();
  slug = await aNewEvent("tempo", { colleaguesMax: 9 });
  vi.setSystemTime(Math.ceil(Date.now() / 60_000) * 60_000);
  env = { ...bindings, ...limitsByTestClock() } as Bindings;
});

const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);
const taken = async () => (await exported(slug)).registrations.length;

interface Attempt {
  people?: number;
  ip?: string;
  proof?: string | undefined;
}

/** Registers a person and colleagues, all with made-up addresses. */
function register(name: string, { people = 1, ip = "198.18.0.7", proof }: Attempt = {}): Promise<Response> {
  const colleagues = Array.from({ length: people - 1 }, (_, index) => ({
    name: `Ola ${index}`,
    email: addressAt(slug, `${name}-${index}`),
  }));
  const headers = {
    "cf-connecting-ip": ip,
    "idempotency-key": `"${slug}-${name}"`,
    ...(proof ? { "pamelding-proof": proof } : {}),
  };
  const body = aBody(addressAt(slug, name), { participation: "in-person", waitlist: true, colleagues });
  return call(`/api/events/${slug}/registrations`, json(body, headers), env);
}

/** Registers like the form: does the work, waits as long as it is told, and sends again, at most twice. */
async function registerAsTheForm(name: string, attempt: Attempt = {}): Promise<Response> {
  let response = await register(name, attempt);
  for (let rounds = 2; rounds-- && response.status === 429; ) {
    const { wait = 0, ...challenge } = await challengeIn(response.clone());
    pass(wait);
    response = await register(name, { ...attempt, proof: await solve(challenge) });
  }
  return response;
}

const attempts = ({ parameters }: Challenge) => parameters.data as { people: number };

describe("an office behind one address", () => {
  it("registers sixty people within five minutes, by the form's own waiting and work", async () => {
    const began = Date.now();
    for (let number = 0; number < 60; number++) {
      expect([number, (await registerAsTheForm(`p${number}`)).status]).toEqual([number, 201]);
      pass(1);
    }
    expect(await taken()).toBe(60);
    expect(Date.now() - began).toBeLessThan(300_000);
  });

  it("does nothing for its first ten people in a minute, and a group of ten is not refused after another person", async () => {
    expect((await register("ein")).status).toBe(201);
    expect((await register("gruppe", { people: 9 })).status).toBe(201);
    pass(60);
    expect((await register("annan")).status).toBe(201);
    expect((await register("ti", { people: 10 })).status).toBe(201);
  });

  it("counts nothing for the people behind another address", async () => {
    await register("gruppe", { people: 10 });
    expect((await register("ola", { ip: "203.0.113.1" })).status).toBe(201);
  });
});

describe("a program with made-up addresses", () => {
  it("needs at least twenty seconds for forty seats, and a minute for sixty, even if it does all the work at once", async () => {
    const began = Date.now();
    let fortyAfter = 0;
    for (let group = 0; group < 20 && Date.now() - began < 60_000; group++) {
      const name = `g${group}`;
      let response = await register(name, { people: 10 });
      let challenge = response.status === 429 ? await challengeIn(response) : null;
      const proof = challenge ? await solve({ ...challenge, wait: 0 }) : undefined;
      while (challenge && Date.now() - began < 60_000) {
        response = await register(name, { people: 10, proof });
        if (response.status === 201) break;
        challenge = await challengeIn(response);
        // It does not wait as long as it is told.
        pass(1);
      }
      if (fortyAfter === 0 && (await taken()) >= 40) fortyAfter = Date.now() - began;
    }
    expect(fortyAfter).toBeGreaterThanOrEqual(20_000);
    expect(await taken()).toBeLessThanOrEqual(60);
  });

  it("gets no more by sending everything at the same moment", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => register(`s${index}`, { people: 10 })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await taken()).toBe(10);
  });

  it("gets no more by using many addresses of its network", async () => {
    for (const [index, ip] of ["2001:db8:1:100::1", "2001:db8:1:2ff::1", "2001:db8:1:300::1"].entries())
      await register(`v${index}`, { people: 10, ip });
    expect(await taken()).toBe(20);
    // And even fewer from one household's addresses.
    pass(60);
    for (const [index, ip] of ["2001:db8:2:101::1", "2001:db8:2:102::1"].entries())
      await register(`h${index}`, { people: 10, ip });
    expect(await taken()).toBe(30);
  });

  it("cannot do the work for one person and register ten", async () => {
    await register("gruppe", { people: 10 });
    pass(10);
    const challenge = await challengeIn(await register("kari"));
    expect(attempts(challenge).people).toBe(1);
    const proof = await solve(challenge);
    expect((await register("kari", { people: 10, proof })).status).toBe(429);
    expect((await register("kari", { proof })).status).toBe(201);
  });

  it("is not faster with the page without scripts, which must wait and keeps what was typed", async () => {
    const fields = (name: string) => ({
      ...{ partner: "stad", language: "nn", name: "Kari", email: addressAt(slug, name), participation: "digital" },
      "idempotency-key": `${slug}-${name}`,
    });
    const post = (name: string) =>
      call(`/events/${slug}`, { ...form(fields(name)), headers: { "cf-connecting-ip": "198.18.0.7" } }, env);
    const statuses: number[] = [];
    for (let number = 0; number < 12; number++) statuses.push((await post(`f${number}`)).status);
    expect(statuses).toEqual([...Array<number>(10).fill(303), 429, 429]);
    const page = await post("f12");
    expect(page.headers.get("retry-after")).toBe("60");
    expect(await page.text()).toContain(addressAt(slug, "f12"));
  });
});

describe("the work", () => {
  it("grows with the people from a client, for the event and in the request, up to a limit", () => {
    const units = (people: number, client: number, event: number) => unitsOf(people, { client, event });
    expect([units(1, 1, 0), units(1, 0, 1), units(1, 1, 1), units(1, 2, 0), units(1, 1, 2)]).toEqual([1, 1, 4, 4, 12]);
    expect([units(10, 1, 0), units(5, 0, 2), units(10, 2, 0), units(10, 1, 2)]).toEqual([10, 20, 40, 40]);
  });

  it("is asked for an event only if more people register than usual", async () => {
    const from = (index: number) => ({ people: 10, ip: `203.${index}.113.1` });
    for (let group = 0; group < 10; group++) expect((await register(`g${group}`, from(group))).status).toBe(201);
    expect((await register("kari", { ip: "192.0.2.1" })).status).toBe(429);
    pass(60);
    expect((await register("kari", { ip: "192.0.2.1" })).status).toBe(201);
  });
});

it.each<[unknown, number]>([
  [null, 1],
  ["tekst", 1],
  [{ colleagues: "mange" }, 1],
  [{ colleagues: [] }, 1],
  [{ colleagues: [{ name: "Ola", email: "" }, { name: " ", email: "" }, null, 7] }, 2],
  [{ colleagues: Array(12).fill({ name: "Ola" }) }, 10],
])("a body such as %j counts as its people, %i", (body, people) => {
  expect(peopleIn(body)).toBe(people);
});
