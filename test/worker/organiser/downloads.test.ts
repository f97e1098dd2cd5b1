/** The list as files and on paper, for organisers in their browsers. */
import { env } from "cloudflare:test";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { type Definition, sample } from "../builders.ts";
import { call, form, put } from "../client.ts";
import { signIn, visit } from "../organisers.ts";
import { addressAt, aNewEvent, attend } from "../people.ts";

const participation = { inPerson: { capacity: 3, waitlist: true }, digital: {} };

async function anEvent(changes: Partial<Definition> = {}) {
  const slug = await aNewEvent("nedlasting", { participation });
  await put({ ...sample, participation, ...changes, slug, organisers: [addressAt(slug, "rebekka")] });
  const cookie = await signIn(addressAt(slug, "rebekka"));
  const path = `/organiser/${slug}/downloads`;
  const open = (file = "") => visit(path + file, cookie);
  return { slug, cookie, path, open };
}

async function people(slug: string): Promise<void> {
  const needs = { diet: "Nøtter", access: "Teleslynge", consent: true };
  await attend(slug, "kari", { name: "Kari Haugen", organisation: "Stad kommune", needs });
  await attend(slug, "ase", { name: "Åse Ødegård", partner: "nordre-follo" });
  await attend(slug, "berit", { name: "Berit <b>Vik</b>" });
  await attend(slug, "per", { name: "Per Nes" });
  await attend(slug, "ola", { name: "Ola Brekke", participation: "digital" });
  const eli = await attend(slug, "eli", { name: "Eli Moe", participation: "digital" });
  await call(`${eli.link}/cancel`, form({}));
}

const lastLogged = (slug: string) =>
  env.DB.prepare("SELECT who, action, count, detail FROM audit_log WHERE event = ? ORDER BY at DESC, id DESC LIMIT 1")
    .bind(slug)
    .first();

describe("the page of downloads", () => {
  it("gives the number of people for each before anything is downloaded", async () => {
    const { slug, path, open } = await anEvent();
    await people(slug);
    const html = await (await open("?lang=nb")).text();
    expect(html).toContain("Hele lista</b><small>6 rader");
    expect(html).toContain("2 ønsker.");
    expect(html).toContain("Liste til underskrift</b><small>3 navn, av dem i lista som har plass i salen.");
    expect(html).toContain("Ett A4-ark, åtte på arket. 3 navn");
    const filtered = await (await open("?partner=nordre-follo&not=partner&lang=nb")).text();
    expect(filtered).toContain("filtrert nå</b><small>5 rader");
    expect(filtered).toContain("ikke Fra: Nordre Follo");
    expect(filtered).toContain(`href="${path}/list.xlsx?partner=nordre-follo&amp;not=partner"`);
    expect(filtered).toContain(`href="${path}/badges?partner=nordre-follo&amp;not=partner"`);
    // The needs are those of everybody, whatever the filter of the list.
    expect(filtered).toContain(`href="${path}/needs.xlsx"`);
  });

  it("does not offer needs if the event asks for none", async () => {
    const { open } = await anEvent({ questions: ["organisation"] });
    expect(await (await open("?lang=nb")).text()).not.toContain("kjøkkenet");
  });
});

describe("a file", () => {
  it.each([
    ["csv", "text/csv; charset=utf-8"],
    ["xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
    ["json", "application/json"],
  ])("as %s has those of the filter alone, and the log has who took it", async (format, type) => {
    const { slug, open } = await anEvent();
    await people(slug);
    const file = await open(`/list.${format}?partner=nordre-follo`);
    expect([file.status, file.headers.get("content-type"), file.headers.get("cache-control")]).toEqual([
      200,
      type,
      "private, no-store",
    ]);
    expect(file.headers.get("content-disposition")).toContain(`.${format}"`);
    const octets = new Uint8Array(await file.arrayBuffer());
    const text =
      format === "xlsx"
        ? strFromU8(unzipSync(octets)["xl/worksheets/sheet1.xml"] ?? new Uint8Array())
        : new TextDecoder().decode(octets);
    expect(text).toContain("Åse Ødegård");
    expect(text).not.toContain("Kari Haugen");
    // Tables have words for readers, other formats are the same as the API's.
    expect(text).toContain(format === "json" ? '"status":"confirmed"' : "Har plass");
    expect(await lastLogged(slug)).toEqual({
      who: addressAt(slug, "rebekka"),
      action: "export",
      count: 1,
      detail: format,
    });
  });

  it("of the needs has no names, and is logged", async () => {
    const { slug, open } = await anEvent();
    await people(slug);
    const text = await (await open("/needs.csv?lang=nb")).text();
    expect(text).toContain('"Mat";"Nøtter";"Møter opp";"1"');
    expect(text).not.toContain("Kari");
    expect(await lastLogged(slug)).toEqual({
      who: addressAt(slug, "rebekka"),
      action: "needs",
      count: 2,
      detail: "csv",
    });
  });

  it.each(["", "/list.csv", "/list.xlsx", "/list.json", "/needs.csv", "/sheet", "/badges"])(
    "%s is only for an organiser of the event, and refuses an impossible filter",
    async (file) => {
      const { slug, path, open } = await anEvent();
      const other = await anEvent();
      expect((await call(path + file)).status).toBe(303);
      expect((await visit(other.path + file, await signIn(addressAt(slug, "rebekka")))).status).toBe(403);
      if (!file.startsWith("/needs")) expect((await open(`${file}?status=present`)).status).toBe(400);
    },
  );
});

describe("what is printed", () => {
  it("has people with a place in the room, in alphabetical order, with their names unchanged", async () => {
    const { slug, open } = await anEvent();
    await people(slug);
    const sheet = await (await open("/sheet?lang=nb")).text();
    expect([...sheet.matchAll(/<th scope="row">([^<]*)</g)].map(([, name]) => name)).toEqual([
      "Berit &lt;b>Vik&lt;/b>",
      "Kari Haugen",
      "Åse Ødegård",
    ]);
    expect(await lastLogged(slug)).toMatchObject({ action: "signed sheet", count: 3, who: addressAt(slug, "rebekka") });
    const badges = await (await open("/badges?lang=nb")).text();
    expect([...badges.matchAll(/<p class="first \w+">([^<]*)</g)].map(([, name]) => name)).toEqual([
      "Berit",
      "Kari",
      "Åse",
    ]);
    expect(await lastLogged(slug)).toMatchObject({ action: "name badges", count: 3 });
  });

  it("has everybody of 2,000 once, eight badges on a sheet", async () => {
    const { slug, open } = await anEvent({ participation: { inPerson: { capacity: null }, digital: {} } });
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
       INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
         registered_at, changed_at)
       SELECT printf('%s-%08d', ?1, i), ?1, 'confirmed', 'in-person', 'P' || i || ' Nes', 'p' || i, 'p' || i, 'stad', 'nn', i, i
       FROM n`,
    )
      .bind(slug)
      .run();
    const html = await (await open("/badges?lang=nb")).text();
    expect(new Set([...html.matchAll(/<p class="first \w+">([^<]*)</g)].map(([, name]) => name)).size).toBe(2000);
    expect(html.match(/class="a4"/g)).toHaveLength(250);
  });

  it("says so if there is nobody to print", async () => {
    const { open } = await anEvent();
    expect(await (await open("/badges?lang=nb")).text()).toContain("Ingen i lista skal skrives ut.");
  });
});
