/** The list as an Excel workbook, read as another program reads it: unpacked, and its XML looked at. */
import { env } from "cloudflare:test";
import { strFromU8, unzipSync } from "fflate";
import { beforeEach, describe, expect, it } from "vitest";
import { csvWords } from "../../../worker/organiser/csv-words.ts";
import { wholeList } from "../../../worker/organiser/list-formats.ts";
import { xlsxList } from "../../../worker/organiser/xlsx.ts";
import { anEvent } from "../builders.ts";
import { asAdmin, call, exported } from "../client.ts";
import { addressAt, aNewEvent, attend } from "../people.ts";

interface Cell {
  type: string | undefined;
  style: string | undefined;
  /** As the XML has it, its entities read. */
  value: string;
}

async function workbookIn(file: Response | Blob): Promise<{ files: Record<string, string>; rows: Cell[][] }> {
  const unpacked = unzipSync(new Uint8Array(await file.arrayBuffer()));
  const files = Object.fromEntries(Object.entries(unpacked).map(([path, octets]) => [path, strFromU8(octets)]));
  const sheet = files["xl/worksheets/sheet1.xml"] ?? "";
  const rows = [...sheet.matchAll(/<row>(.*?)<\/row>/gs)].map(([, row = ""]) =>
    [...row.matchAll(/<c(?: t="(\w+)")?(?: s="(\d+)")?(?:\/>|>(.*?)<\/c>)/gs)].map(([, type, style, inner = ""]) => ({
      type,
      style,
      value: inner
        .replaceAll(/<[^>]*>/g, "")
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&amp;", "&"),
    })),
  );
  return { files, rows };
}

const asExcelCounts = (utc: string) => Date.parse(utc) / 86_400_000 + 25_569;

let slug: string;
beforeEach(async () => {
  slug = await aNewEvent("rekneark");
});
const get = (path: string) => call(`/api/events/${slug}/${path}`, asAdmin());

describe("the list as a workbook", () => {
  it("has the columns of the CSV in words, times that Excel can calculate with, and everybody once", async () => {
    await attend(slug, "kari", { name: "Åse & <Kari>", organisation: "Stad kommune" });
    await attend(slug, "ola", { participation: "digital" });
    const answer = await get("export.xlsx?lang=nb");
    expect(answer.headers.get("content-disposition")).toMatch(
      /^attachment; filename="rekneark-\d+-2026-\d\d-\d\d\.xlsx"$/,
    );
    const { files, rows } = await workbookIn(answer);
    expect(Object.keys(files).sort()).toEqual([
      "[Content_Types].xml",
      "_rels/.rels",
      "xl/_rels/workbook.xml.rels",
      "xl/styles.xml",
      "xl/workbook.xml",
      "xl/worksheets/sheet1.xml",
    ]);
    for (const xml of Object.values(files)) expect(xml).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"/);
    expect(files["xl/workbook.xml"]).toContain('<sheet name="Påmeldte"');
    const [head = [], first = []] = rows;
    const column = (name: string) => head.findIndex(({ value }) => value === name);
    expect(rows).toHaveLength(3);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    expect(first[column("Navn")]).toEqual({ type: "inlineStr", style: "0", value: "Åse & <Kari>" });
    expect(first[column("Deltakelse")]?.value).toBe("Møter opp");
    const [row] = (await exported(slug)).registrations;
    const registered = first[column("Påmeldt")];
    // Norway is an hour ahead of UTC in November.
    expect([registered?.type, registered?.style, Number(registered?.value)]).toEqual([
      undefined,
      "2",
      expect.closeTo(asExcelCounts(`${String(row?.registeredAt).slice(0, 16)}:00Z`) + 1 / 24, 9),
    ]);
    expect(files["xl/worksheets/sheet1.xml"]).toMatch(/<autoFilter ref="A1:[A-Z]3"\/>/);
  });

  it("contains nothing that runs, nothing that XML or Excel cannot read, and as much of a long text as fits", async () => {
    const definition = anEvent();
    const typed = [
      '=HYPERLINK("https://example.no")',
      "+1+1",
      "-2",
      "@SUM(A1)",
      "\u0000\u0007\u001b\ufffe",
      "_x000D_",
      "\ud800",
      "😀",
      "a\nb",
      " x ",
      "x".repeat(40_000),
    ];
    const rows = typed.map((name) => ({ name }));
    const list = xlsxList<{ name: string }>("[Liste]: a/b?*\\'", ["name"], csvWords(definition, [], "nb"));
    const { files, rows: read } = await workbookIn(wholeList(list, rows));
    expect(files["xl/worksheets/sheet1.xml"]).not.toContain("<f>");
    expect(read.slice(1).map(([cell]) => cell?.value)).toEqual([
      ...typed.slice(0, 4),
      "",
      "_x005F_x000D_",
      "\ufffd",
      "😀",
      "a\nb",
      " x ",
      "x".repeat(32_767),
    ]);
    expect(read.slice(1).every(([cell]) => cell?.type === "inlineStr")).toBe(true);
    expect(files["xl/workbook.xml"]).toContain('<sheet name="Liste   a b"');
  });

  it("has own questions under their labels: numbers as numbers, days as days", async () => {
    const label = (nb: string) => ({ nb });
    slug = await aNewEvent("rekneark-svar", {
      questions: [
        { key: "children", type: "number", label: label("Barn") },
        { key: "arrival", type: "date", label: label("Kommer") },
        { key: "free", type: "text", label: label("Fritt") },
      ],
    });
    await attend(slug, "kari", { answers: { children: 2.5, arrival: "2026-12-14", free: "12" } });
    const { rows } = await workbookIn(await get("export.xlsx?lang=nb"));
    const [head = [], first = []] = rows;
    const cellOf = (name: string) => first[head.findIndex(({ value }) => value === name)];
    expect(cellOf("Barn")).toEqual({ type: undefined, style: "0", value: "2.5" });
    expect(cellOf("Kommer")).toEqual({ type: undefined, style: "3", value: String(asExcelCounts("2026-12-14")) });
    expect(cellOf("Fritt")).toEqual({ type: "inlineStr", style: "0", value: "12" });
  });

  it("has needs without names, their counts as numbers, and only changes after a cursor", async () => {
    await attend(slug, "kari", { needs: { diet: "Nøtter", consent: true } });
    const { rows } = await workbookIn(await get("export/needs.xlsx?lang=nb"));
    expect(rows[1]?.map(({ value }) => value)).toEqual(["Mat", "Nøtter", "Møter opp", "1"]);
    const { cursor } = await exported(slug);
    await attend(slug, "ola", { name: "Ola" });
    const changed = await workbookIn(await get(`export.xlsx?since=${cursor}`));
    expect(changed.rows.slice(1).some((row) => row.some(({ value }) => value === addressAt(slug, "ola")))).toBe(true);
  });

  it("of ten thousand people has everybody, in the order of registering", async () => {
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
       INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
         registered_at, changed_at)
       SELECT printf('%s-%08d', ?1, i), ?1, 'confirmed', 'digital', 'P' || i, 'p' || i, 'p' || i, 'stad', 'nn', i, i FROM n`,
    )
      .bind(slug)
      .run();
    const { rows } = await workbookIn(await get("export.xlsx"));
    expect(rows.slice(1).map((row) => row[4]?.value)).toEqual(Array.from({ length: 10_000 }, (_, i) => `P${i + 1}`));
  });
});
