import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { csvCell } from "../../../worker/organiser/list-formats.ts";
import { asAdmin, call, exported } from "../client.ts";
import { addressAt, aNewEvent, attend, press } from "../people.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("tabell");
});

async function csv(path: string): Promise<string[]> {
  const response = await call(`/api/events/${slug}/${path}`, asAdmin());
  return (await response.text())
    .replace(/^\ufeff/, "")
    .trimEnd()
    .split("\r\n");
}

/** The cells of a line as read by a program with another separator that ignores quotes. */
function cellsOf(line: string, separator: string): string[] {
  const cells = [""];
  let quoted = false;
  for (const sign of line) {
    if (sign === '"') quoted = !quoted;
    if (sign === separator) cells.push("");
    else cells.push(`${cells.pop()}${sign}`);
  }
  return cells;
}

const begins = /^[\s\u00a0"]*[=+\-@＝＋－＠]/;

describe("a cell", () => {
  it.each([
    ["Bygg,=1+1,x", "Bygg,'=1+1,x"],
    ["Bygg;=1+1;x", "Bygg;'=1+1;x"],
    ["Bygg\t=1+1", "Bygg\t'=1+1"],
    ["Bygg|@SUM(A1)", "Bygg|'@SUM(A1)"],
    ["Bygg, \u00a0=1+1", "Bygg, \u00a0'=1+1"],
    ['Bygg,"=1+1"', 'Bygg,""\'=1+1""'],
    ['Bygg;"" +1', 'Bygg;"""" \'+1'],
    ["a,=1,-2;@x", "a,'=1,'-2;'@x"],
    ["Bygg,＝1", "Bygg,'＝1"],
    [",=1", ",'=1"],
    ["Bygg, bygg og bygg", "Bygg, bygg og bygg"],
    ["Stad; Nordre Follo", "Stad; Nordre Follo"],
    ["a = b, c - d", "a = b, c - d"],
    ["kari@example.no, ola@example.no", "kari@example.no, ola@example.no"],
  ])("keeps %j from being a formula for any separator", (text, cell) => {
    expect(csvCell(text)).toBe(`"${cell}"`);
  });

  it("never begins a formula, whatever its content and the reader's separator", () => {
    const sign = fc.constantFrom(...'a=+-@;,\t|" \u00a0＝1');
    fc.assert(
      fc.property(fc.array(fc.string({ unit: sign, maxLength: 12 })), fc.constantFrom(";", ","), (texts, between) => {
        const line = texts.map(csvCell).join(between);
        for (const separator of [";", ",", "\t", "|"])
          for (const cell of cellsOf(line, separator))
            expect([line, separator, begins.test(cell)]).toEqual([line, separator, false]);
      }),
    );
  });
});

describe("a list for people", () => {
  const cells = (line = "", separator = ";") => line.slice(1, -1).split(`"${separator}"`);
  async function rowIn(lang: string, separator = ";"): Promise<Record<string, string>> {
    const [heads, row] = await csv(`export.csv?lang=${lang}`);
    const names = cells(heads, separator);
    return Object.fromEntries(cells(row, separator).map((cell, index) => [names[index] ?? "", cell]));
  }

  it("has words for values, and times on the clock at the venue", async () => {
    await attend(slug, "kari", { language: "nn" });
    expect(await rowIn("nb")).toMatchObject({
      Status: "Har plass",
      Deltakelse: "Møter opp",
      "Følger digitalt imens": "Nei",
      "Meldt på via": "Stad kommune",
      Språk: "Nynorsk",
      Påmeldt: "2026-11-24 13:00",
      "På venteliste siden": "",
      "Siste e-post": "Bekreftelse",
      Levering: "Sendt",
      "E-post oppdatert": "2026-11-24 13:00",
      Test: "Nei",
    });
    expect(await rowIn("nn")).toMatchObject({
      Deltaking: "Møter opp",
      "Siste e-post": "Stadfesting",
      Levering: "Send",
    });
  });

  it("has words for every value, in every language", async () => {
    for (const name of ["a", "b", "c", "d"])
      await attend(slug, name, { participation: name === "d" ? "digital" : "in-person" });
    const kari = await attend(slug, "kari", { participation: "digital" });
    const { cursor } = await exported(slug);
    await press(kari, "cancel");
    await press(await attend(slug, "ola", { participation: "digital" }), "erase");
    // Except ids, names and addresses.
    for (const [lang, separator] of [
      ["nb", ";"],
      ["nn", ";"],
      ["en", ","],
    ] as const)
      for (const path of [`export.csv?lang=${lang}`, `export.csv?lang=${lang}&since=${cursor}`])
        for (const line of (await csv(path)).slice(1))
          for (const [index, cell] of cells(line, separator).entries())
            if (![0, 4, 5, 14].includes(index)) expect(cell).not.toMatch(/^[a-z-]+$|T\d\d:|Z$/);
  });

  it("has commas in English, as English Excel expects", async () => {
    await attend(slug, "kari", { organisation: 'Bygg, "bygg" & co' });
    const [heads, row] = await csv("export.csv?lang=en");
    expect(heads).toMatch(/^"Id","Status","Participation",/);
    expect(row).toContain('"Has a place","In person","No",');
    expect(row).toContain('"Bygg, ""bygg"" & co"');
    expect((await csv("export/needs.csv?lang=en"))[0]).toMatch(/^"Type","Need",/);
  });

  it("of needs has words, too", async () => {
    const needs = { diet: "Laktosefritt", access: "", consent: true };
    await attend(slug, "kari", { needs });
    expect((await csv("export/needs.csv?lang=nn"))[1]).toBe('"Mat";"Laktosefritt";"Møter opp";"1"');
    expect((await csv("export/needs.csv?lang=nb&names=true"))[1]).toContain('"2026-11-24 13:00"');
  });

  it("does not change JSON, or CSV without a language, which programs read", async () => {
    await attend(slug, "kari");
    const [row] = (await exported(slug, "?lang=nb")).registrations;
    expect(row).toMatchObject({ status: "confirmed", partner: "stad", registeredAt: "2026-11-24T12:00:00.000Z" });
    const [, line] = await csv("export.csv");
    expect(line).toContain(`"confirmed";"in-person";"false";"Kari Nordmann";"${addressAt(slug, "kari")}"`);
    expect(line).toContain('"stad";"nn";"2026-11-24T12:00:00.000Z"');
  });
});
