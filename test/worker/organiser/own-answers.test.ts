/** Answers to the organiser's own questions, wherever organisers find them. */
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Definition, duringRegistration, sample } from "../builders.ts";
import { asAdmin, call, type ExportedRow, exported, json } from "../client.ts";
import { addressAt, aNewEvent, attend, press } from "../people.ts";
import { everyAnswer, everyType, type OwnQuestions, workshop } from "../workshops.ts";

beforeEach(() => {
  vi.setSystemTime(duringRegistration);
});

const sensitive = { allergy: "nøtter" };
const needs = { diet: "", access: "", consent: true };

async function get(slug: string, path: string): Promise<string> {
  const response = await call(`/api/events/${slug}/${path}`, asAdmin());
  expect(response.status).toBe(200);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await response.arrayBuffer());
}

const getJson = async (slug: string, path: string) => JSON.parse(await get(slug, path));

/** The cells of a table that quotes every one and has no line breaks but those between rows. */
function table(csv: string): Record<string, string>[] {
  const rows = csv.slice(1).split("\r\n").filter(Boolean);
  const [names = [], ...cells] = rows.map((row) => row.slice(1, -1).split(/"[;,]"/));
  return cells.map((row) => Object.fromEntries(row.map((cell, index) => [names[index], cell])));
}

async function put(slug: string, changes: Partial<Definition>, query = "") {
  const response = await call(`/api/events/${slug}${query}`, {
    ...asAdmin(json({ ...sample, slug, ...changes })),
    method: "PUT",
  });
  return { status: response.status, body: await response.json<Record<string, unknown>>() };
}

describe("every question of the organiser's own", () => {
  let slug = "";
  beforeAll(async () => {
    slug = await aNewEvent("svar", { questions: ["diet", ...everyType] });
    await attend(slug, "kari", { answers: { ...everyAnswer, ...sensitive }, needs });
  });

  /** Derived from the event, so that a question of a new type needs an answer here. */
  const answers: Record<string, unknown> = { ...everyAnswer, topics: ["a", "b"], ...sensitive };

  it("is in every format, under its key; sensitive answers are only among the needs", async () => {
    const { registrations } = await exported(slug);
    const rows: Record<string, ExportedRow | undefined> = {
      json: registrations[0],
      ndjson: JSON.parse(await get(slug, "export.ndjson")) as ExportedRow,
    };
    const [cells] = table(
      (await get(slug, "export.csv"))
        .replaceAll("\n", "\r\n")
        .replaceAll("\r\r", "\r")
        .replace("Det var\r\nen", "Det var en"),
    );
    const named = await getJson(slug, "export/needs?names=true");
    const [needsCells] = table(await get(slug, "export/needs.csv?names=true"));
    for (const { key, sensitive = false } of everyType) {
      const given = answers[key];
      expect([key, given]).not.toEqual([key, undefined]);
      const inCell = String(Array.isArray(given) ? given.join(", ") : given).replace("\n", " ");
      for (const [format, row] of Object.entries(rows))
        expect([format, key, (row?.answers as Record<string, unknown> | undefined)?.[key]]).toEqual([
          format,
          key,
          sensitive ? undefined : given,
        ]);
      expect([key, cells?.[`answers.${key}`]]).toEqual([key, sensitive ? undefined : inCell]);
      expect([key, needsCells?.[`answers.${key}`]]).toEqual([key, sensitive ? inCell : undefined]);
      expect([key, named.needs[0].answers[key]]).toEqual([key, sensitive ? given : undefined]);
    }
  });

  it("has its label and the words of its options in a table for people, none of them a formula", async () => {
    const csv = await get(slug, "export.csv?lang=nb");
    const cell = (label: string) => new RegExp(`"${label}"`).test(csv);
    for (const label of ["Hvilket verksted\\?", "Temaer", "Antall barn", "Lekeplasser", "2,5", "2026-12-14", "Ja"])
      expect([label, cell(label)]).toEqual([label, true]);
    // "=A1" and "Barn; unge" are options of one question.
    expect(csv).toContain(`"'=A1, Barn; unge"`);
    expect(await get(slug, "export.csv?lang=en")).toContain(`"Which workshop?"`);
    expect(await get(slug, "export/needs.csv?lang=nb")).toContain(`"Allergier hos barnet";"nøtter"`);
  });

  it("is counted by option, and sensitive ones without names", async () => {
    await attend(slug, "ola", { participation: "digital", answers: { workshop: "lek" } });
    const { answers } = await getJson(slug, "stats");
    expect(answers.workshop.lek).toEqual({ confirmed: 2, waitlisted: 0, capacity: 12 });
    expect(answers.topics).toEqual({
      a: { confirmed: 1, waitlisted: 0, capacity: null },
      b: { confirmed: 1, waitlisted: 0, capacity: 3 },
      c: { confirmed: 0, waitlisted: 0, capacity: null },
    });
    expect(answers).not.toHaveProperty("allergy");
    expect((await getJson(slug, "export/needs")).needs).toEqual([
      { kind: "answers.allergy", text: "nøtter", participation: "in-person", count: 1 },
    ]);
  });

  it("can be corrected, one answer at a time, within the places", async () => {
    const [kari] = (await exported(slug)).registrations;
    const patch = async (answers: unknown) => {
      const init = { ...asAdmin(json({ answers })), method: "PATCH" };
      const response = await call(`/api/events/${slug}/registrations/${kari?.id}`, init);
      return { status: response.status, body: await response.json<{ errors?: unknown; answers?: unknown }>() };
    };
    expect((await patch({ workshop: "mat", story: null })).status).toBe(200);
    const [row] = (await exported(slug)).registrations;
    expect(row?.answers).toMatchObject({ workshop: "mat", member: "ÆB1234" });
    expect(row?.answers).not.toHaveProperty("story");
    expect((await patch({ workshop: "ski" })).body.errors).toMatchObject([
      { field: "answers.workshop", code: "answer.choose" },
    ]);
    expect((await patch({ allergy: "x" })).body.errors).toMatchObject([
      { field: "answers.allergy", code: "field.unknown" },
    ]);
  });
});

describe("a definition that removes answered questions", () => {
  const text = { key: "member", type: "text" as const, label: { nb: "Medlem" } };
  const all: OwnQuestions = ["colleagues", workshop(12), text, { ...text, key: "secret", sensitive: true }];

  async function anAnsweredEvent(name: string): Promise<string> {
    const slug = await aNewEvent(name, { questions: all });
    await attend(slug, "kari", { answers: { workshop: "lek", member: "A" } });
    await attend(slug, "ola", { answers: { workshop: "mat", secret: "B" }, needs });
    return slug;
  }

  it("says how many people have answers, and keeps the answers with their labels until retention", async () => {
    const slug = await anAnsweredEvent("tek-ut");
    const options = workshop(12).options.filter(({ key }) => key !== "lek");
    const changed = { questions: [workshop(12, { options })] };
    const takesOut = {
      people: 2,
      answers: "kept",
      what: [
        { question: "workshop", option: "lek", people: 1, until: "2027-03-14T23:00:00.000Z" },
        { question: "member", option: null, people: 1, until: "2027-03-14T23:00:00.000Z" },
        { question: "secret", option: null, people: 1, until: "2026-12-21T23:00:00.000Z" },
      ],
    };
    expect((await put(slug, changed, "?dry-run")).body.takesOut).toEqual(takesOut);
    expect((await put(slug, changed)).body.takesOut).toEqual(takesOut);
    const csv = await get(slug, "export.csv?lang=nb");
    for (const word of [`"Medlem"`, `"Lekeplasser"`]) expect(csv).toContain(word);
    expect((await exported(slug)).registrations[0]?.answers).toEqual({ workshop: "lek", member: "A" });
  });

  it("erases them at once if the number is confirmed, with a row in the feed, and no others", async () => {
    const slug = await anAnsweredEvent("slett-svar");
    const { cursor } = await exported(slug);
    const changed = { questions: ["colleagues", workshop(12)] as OwnQuestions };
    const refused = await put(slug, changed, "?erase-answers=1");
    expect([refused.status, refused.body.type]).toEqual([409, "/problems/answers-unconfirmed"]);
    expect(refused.body.detail).toContain("2");
    expect((await exported(slug)).registrations[0]?.answers).toHaveProperty("member");

    const { status, body } = await put(slug, changed, "?erase-answers=2");
    expect([status, (body.takesOut as { answers: string }).answers]).toEqual([200, "erased"]);
    expect((await exported(slug)).registrations.map(({ answers }) => answers)).toEqual([
      { workshop: "lek" },
      { workshop: "mat" },
    ]);
    expect((await exported(slug, `?since=${cursor}`)).registrations).toHaveLength(2);
    expect((await getJson(slug, "export/needs?names=true")).needs).toEqual([]);
    // Nothing is left to erase.
    expect((await put(slug, changed, "?dry-run")).body.takesOut).toMatchObject({ people: 0, what: [] });
    expect((await getJson(slug, "audit-log")).entries).toContainEqual(
      expect.objectContaining({ action: "answers erased", count: 2 }),
    );
  });

  it("frees the places of an option with erased answers, and can erase them later too", async () => {
    const slug = await anAnsweredEvent("slett-seinare");
    const options = workshop(12).options.filter(({ key }) => key !== "lek");
    const changed = { questions: [workshop(12, { options })] };
    await put(slug, changed);
    expect((await put(slug, changed, "?erase-answers=2")).status).toBe(200);
    expect((await exported(slug)).registrations.map(({ answers }) => answers)).toEqual([{}, { workshop: "mat" }]);
    expect((await getJson(slug, "stats")).answers.workshop).toEqual({
      musikk: { confirmed: 0, waitlisted: 0, capacity: 12 },
      mat: { confirmed: 1, waitlisted: 0, capacity: 12 },
    });
  });

  it("keeps the type of a key while it has answers, even after the question was removed", async () => {
    const slug = await anAnsweredEvent("ny-type");
    const retyped = [
      { ...text, key: "x" },
      { ...text, type: "date" as const },
    ];
    const refused = await put(slug, { questions: retyped });
    expect([refused.status, refused.body.errors]).toMatchObject([422, [{ field: "questions.1.key" }]]);
    expect((await put(slug, { questions: [{ ...text, sensitive: true }] }, "?dry-run")).status).toBe(422);
    expect((await put(slug, { questions: [workshop(12)] })).status).toBe(200);
    expect((await put(slug, { questions: retyped })).status).toBe(422);
    // After erasing the answers, the key may have any type.
    expect((await put(slug, { questions: [workshop(12)] }, "?erase-answers=2")).status).toBe(200);
    expect((await put(slug, { questions: retyped })).status).toBe(200);
  });
});

describe("retention and withdrawal", () => {
  it("delete sensitive answers with the needs", async () => {
    const slug = await aNewEvent("trekk-svar", { questions: everyType });
    const kari = await attend(slug, "kari", { answers: { workshop: "lek", ...sensitive }, needs });
    expect((await press(kari, "withdraw-needs")).status).toBe(303);
    expect((await getJson(slug, "export/needs?names=true")).needs).toEqual([]);
    expect((await exported(slug)).registrations[0]?.answers).toEqual({ workshop: "lek" });
    expect(addressAt(slug, "kari")).toBe(kari.address);
  });
});
