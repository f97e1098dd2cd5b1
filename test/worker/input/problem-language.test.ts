import { beforeEach, describe, expect, it } from "vitest";
import { sample } from "../builders.ts";
import { asAdmin, call, json } from "../client.ts";
import { aNewEvent } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("problem-language");
});

interface ReadProblem {
  title: string;
  detail: string;
  errors?: { field: string; code: string }[];
}

/** Completely in English, and without words of the schema library. */
async function expectEnglish(response: Response): Promise<ReadProblem> {
  expect(response.headers.get("content-language")).toBe("en");
  const problem = (await response.json()) as ReadProblem;
  const all = [problem.title, problem.detail, ...(problem.errors ?? []).map(({ code }) => code)].join(" ");
  expect(all).not.toMatch(/[æøå]|\b(må|er|ikkje|ikke|og|feil|rett)\b/i);
  expect(all).not.toMatch(/Invalid input|Too (small|big)|expected (string|object|array)|received|\bundefined\b|>=|<=/);
  return problem;
}

describe("what a program should have sent is described completely in English", () => {
  it.each(["export?stauts=confirmed", "export?status=x", "export?since=x", "export?lang=nn&mail=x", "stats?x=1"])(
    "in parameters: %s",
    async (path) => {
      const { detail } = await expectEnglish(await call(`/api/events/${slug}/${path}`, asAdmin()));
      expect(detail).toMatch(/^The parameter \w+ must be .+\.$/);
    },
  );

  it("in definitions, and what was expected at each field", async () => {
    const definition = {
      ...sample,
      slug,
      title: {},
      starts: 5,
      venue: [],
      programme: "Åpning",
      colleaguesMax: 99,
      fundedBy: "",
      organiser: { name: "Stad", email: "x" },
      partners: { Å: { name: "x".repeat(201), language: "de", site: "javascript:x" } },
      retention: { needsDays: "7" },
      ekstra: 1,
    };
    const init = { ...json(definition), method: "PUT" };
    const { errors = [] } = await expectEnglish(await call(`/api/events/${slug}?lang=nn`, asAdmin(init)));
    expect(Object.fromEntries(errors.map(({ field, code }) => [field, code]))).toMatchObject({
      starts: "a text",
      venue: "an object",
      programme: "a list",
      colleaguesMax: "at most 9",
      fundedBy: "something to read",
      "organiser.email": "an e-mail address",
      "retention.needsDays": expect.stringMatching(/number$/),
      "retention.registrationsDays": expect.stringMatching(/number$/),
      ekstra: "no such field",
    });
  });

  it.each([
    ["tokens", { name: "", scopes: ["alt"] }],
    ["tokens", []],
    ["announcements", { subject: { de: "Hallo" }, text: "Hei" }],
    ["announcements", { subject: { nb: "Hei" }, text: { nb: "Hei" }, to: { partner: "ukjend" } }],
  ])("in organisers' documents: %s %j", async (path, body) => {
    const { errors } = await expectEnglish(await call(`/api/events/${slug}/${path}`, asAdmin(json(body))));
    expect(errors?.length).toBeGreaterThan(0);
  });
});

describe("what a person reads", () => {
  it("is completely in their language", async () => {
    const response = await call(`/api/events/${slug}/does-not-exist?lang=nn`);
    expect(response.headers.get("content-language")).toBe("nn");
    expect(((await response.json()) as ReadProblem).title).toBe("Finst ikkje");
  });
});
