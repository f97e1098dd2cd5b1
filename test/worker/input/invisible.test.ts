import { beforeEach, describe, expect, it } from "vitest";
import { parseEmailAddress } from "../../../worker/registration/email-address.ts";
import { sample } from "../builders.ts";
import { aBody, asAdmin, call, exported, form, json, mailsTo, put, register } from "../client.ts";
import { addressAt, aNewEvent, attend } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("usynleg");
});

const errorsOf = async (response: Response) => {
  const { errors } = (await response.json()) as { errors?: { field: string; code: string }[] };
  return errors?.map(({ field, code }) => ({ field, code }));
};

describe("a name", () => {
  const invisible = [
    ["a Hangul filler", "\u3164"],
    ["a half-width Hangul filler", "\uffa0"],
    ["Hangul jamo fillers", "\u115f\u1160"],
    ["the blank of Braille", "\u2800\u2800"],
    ["a zero-width space", "\u200b"],
    ["joiners", "\u200c\u200d"],
    ["a soft hyphen", "\u00ad"],
    ["a word joiner", "\u2060"],
    ["invisible operators", "\u2061\u2062\u2063\u2064"],
    ["a byte order mark", "\ufeff"],
    ["variation selectors", "\ufe0f\u{e0100}"],
    ["Mongolian variation selectors", "\u180b\u180e"],
    ["tags", "\u{e0020}\u{e0041}\u{e007f}"],
    ["direction marks", "\u200e\u200f\u061c\u202d\u2069"],
    ["spaces of all kinds", "\u00a0\u2000\u202f\u205f\u3000\u1680"],
    ["marks on nothing", "\u0301\u034f"],
    ["an object replacement", "\ufffc"],
    ["interlinear annotation", "\ufff9\ufffb"],
    ["Khmer inherent vowels", "\u17b4\u17b5"],
    ["a null note head", "\u{1d159}"],
    ["what is no character", "\uffff\u{1fffe}"],
    ["all of them in turn", "\u3164 \u2800\u200b\u00ad \u{e0001}"],
  ] as const;

  it.each(invisible)("of %s alone is no name", async (_, name) => {
    const refused = await register(slug, aBody(addressAt(slug, "kari"), { name }));
    expect([refused.status, await errorsOf(refused)]).toEqual([422, [{ field: "name", code: "name.required" }]]);
    const colleague = { name, email: addressAt(slug, "ola") };
    expect(await errorsOf(await register(slug, aBody(addressAt(slug, "kari"), { colleagues: [colleague] })))).toEqual([
      { field: "colleagues.0.name", code: "colleague.name" },
    ]);
  });

  it.each([
    ["می‌خواهم", "Persian"],
    ["क्‍ष श्री", "Devanagari"],
    ["സുധീര്‍", "Malayalam, a joiner last"],
    ["葛\u{e0100}城", "Japanese, with the form of a character chosen"],
    ["ᠠ\u180bᠨ", "Mongolian"],
    ["Bjørn Åge O'Næss-Đỗ", "Latin"],
    ["أحمد\u200f", "Arabic"],
    ["김철수", "Korean"],
    ["👩‍🔬 Kari", "joined pictures"],
  ])("keeps the joiners and selectors that spell it: %s (%s)", async (name) => {
    expect((await register(slug, aBody(addressAt(slug, "kari"), { name }))).status).toBe(201);
    expect((await exported(slug)).registrations).toMatchObject([{ name: name.normalize("NFC") }]);
  });

  it.each([
    ["Ka\u00adri Nord\u200bmann\ufeff", "Kari Nordmann"],
    ["\u2060Kari\u3164Nordmann\u2800", "Kari Nordmann"],
    ["Kari\u{e0041}\u{e0042} Nordmann", "Kari Nordmann"],
  ])("loses what was pasted into it and spells nothing: %j", async (typed, name) => {
    await register(slug, aBody(addressAt(slug, "kari"), { name: typed }));
    expect((await exported(slug)).registrations).toMatchObject([{ name }]);
  });

  it.each(invisible)("and other answers of %s alone are no answers", async (_, text) => {
    const needs = { diet: text, access: text, consent: false };
    const body = aBody(addressAt(slug, "kari"), { organisation: text, role: text, question: text, needs });
    expect((await register(slug, body)).status).toBe(201);
    expect((await exported(slug)).registrations).toMatchObject([{ organisation: null, role: null, question: null }]);
  });
});

describe("an address with invisible characters in it", () => {
  const pasted = (address: string) => [
    address.replace("@", "\u200b@"),
    address.replace("@", "@\u00ad"),
    `\u200b${address}`,
    `${address}\u200b `,
    `\ufeff ${address}\u2060`,
    `\u202a${address}\u202c`,
    `\u2068${address}\u2069`,
    address.replace(".no", "\u200c.\u200dno"),
    address.replace("kari", "ka\u200dri\ufe0f"),
    address.replace("example", "exam\u{e0041}\u3164ple").replace("\u3164", "\u115f"),
    `${address}\u2800\u3164`,
    `${[...address].join("\u00ad")}`,
  ];

  it("is read without them", () => {
    for (const typed of pasted("kari@example.no"))
      expect(parseEmailAddress(typed)).toEqual({ address: "kari@example.no", key: "kari@example.no" });
  });

  it("and of only such characters is not an address", () => {
    for (const typed of ["\u200b", "\u200d\u00ad", "\u3164", "\u2800 "])
      expect(parseEmailAddress(typed)).toBe("email.required");
  });

  it("keeps the joiners of a domain that is spelt with them", () => {
    expect(parseEmailAddress("kari@نامه‌ای.com")).toMatchObject({ address: "kari@xn--mgba3gch31f060k.com" });
  });

  it("is the same person, wherever it is typed", async () => {
    const { address } = await attend(slug, "kari");
    const [typed = ""] = pasted(address);
    const other = addressAt(slug, "ola");
    const colleagues = [{ name: "Ola Nordmann", email: `${other}\u200b` }];
    expect((await register(slug, aBody(typed, { waitlist: true, colleagues }))).status).toBe(201);
    expect((await exported(slug)).registrations.map(({ email }) => email)).toEqual([address, other]);

    const before = (await mailsTo(other)).length;
    await call(`/events/${slug}/lost-link`, form({ email: `\u00ad${other}`, language: "nn", partner: "stad" }));
    expect(await mailsTo(other)).toHaveLength(before + 1);

    const id = (await exported(slug)).registrations[1]?.id;
    const moved = addressAt(slug, "ola.ny");
    const corrected = await call(`/api/events/${slug}/registrations/${id}`, {
      ...asAdmin(json({ email: moved.replace("@", "\u200b@\ufeff") })),
      method: "PATCH",
    });
    expect(await corrected.json()).toMatchObject({ registration: { email: moved } });
  });
});

describe("what an organiser writes", () => {
  it.each([
    ["title.nb", { title: { nb: "\u200b" } }],
    ["venue.name", { venue: { name: "\u3164", city: "Oslo" } }],
    ["organiser.name", { organiser: { name: "-\u3164", email: "post@example.no", public: false } }],
    ["programme.0.nn", { programme: [{ nn: "\u2800" }] }],
  ])("says something at %s", async (field, changes) => {
    const refused = await put({ ...sample, slug, ...changes });
    expect(refused.status).toBe(422);
    expect(await errorsOf(refused)).toMatchObject([{ field }]);
  });

  it("must give a token a visible name", async () => {
    const refused = await call(`/api/events/${slug}/tokens`, asAdmin(json({ name: "\u200b\u3164" })));
    expect(await errorsOf(refused)).toMatchObject([{ field: "name" }]);
  });
});
