/** The list in every form: for programs, for spreadsheets, for clients that poll. */
import { env } from "cloudflare:test";
import fc from "fast-check";
import { Hono } from "hono";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { exportAnswer, exportVersion } from "../../../worker/organiser/export.ts";
import { contentTypes, csvCell, formatFor } from "../../../worker/organiser/list-formats.ts";
import { questions } from "../../../worker/registration/event-definition.ts";
import { csvColumns } from "../../../worker/registration/export-row.ts";
import { sample } from "../builders.ts";
import { aBody, asAdmin, call, deliverQueued, type ExportedRow, exported, mailsTo, put, register } from "../client.ts";
import { metered } from "../metered.ts";
import { type Attendee, addressAt, aNewEvent, attend, deliveredTo, linkIn, press } from "../people.ts";
import { seeded } from "../random.ts";

let slug: string;

beforeEach(async () => {
  slug = await aNewEvent("former");
});

const get = (path: string, headers: Record<string, string> = {}) =>
  call(`/api/events/${slug}/${path}`, asAdmin({ headers }));

/** A CSV reader that does not depend on our writer (RFC 4180, with another separator). */
function readCsv(text: string, separator = ";"): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === separator || sign === "\n") {
      row.push(cell);
      cell = "";
      if (sign === "\n") {
        rows.push(row);
        row = [];
      }
    } else if (sign !== "\r") cell += sign;
  }
  return rows;
}

/** Text as it was sent, with the byte order mark, which `text()` would remove. */
async function raw(response: Response): Promise<string> {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await response.arrayBuffer());
}

describe("the format", () => {
  it.each([
    [undefined, "json"],
    ["*/*", "json"],
    ["text/csv", "csv"],
    ["application/x-ndjson", "ndjson"],
    ["TEXT/CSV; charset=utf-8", "csv"],
    ["text/html, text/csv;q=0.5, application/json;q=0.4", "csv"],
    ["text/csv;q=0.1, application/x-ndjson", "ndjson"],
    ["text/csv;q=0, */*", "json"],
    ["text/html", "json"],
    ["text/csv;q=hei", "csv"],
  ])("asked for with Accept: %s is %s", async (accept, format) => {
    const app = new Hono().get("/", (c) => c.text(formatFor(c)));
    const response = await app.request("/", accept === undefined ? {} : { headers: { accept } });
    expect(await response.text()).toBe(format);
  });

  it("is chosen by the address, whatever the header says, and both name the content type", async () => {
    const types = await Promise.all(
      ["export", "export.json", "export.ndjson", "export.csv", "export.xlsx"].flatMap((path) =>
        ["application/json", "text/csv"].map(async (accept) => {
          const response = await get(path, { accept });
          await response.arrayBuffer();
          return `${path} ${accept}: ${response.headers.get("content-type")}`;
        }),
      ),
    );
    expect(types).toEqual([
      "export application/json: application/json",
      "export text/csv: text/csv; charset=utf-8",
      "export.json application/json: application/json",
      "export.json text/csv: application/json",
      "export.ndjson application/json: application/x-ndjson",
      "export.ndjson text/csv: application/x-ndjson",
      "export.csv application/json: text/csv; charset=utf-8",
      "export.csv text/csv: text/csv; charset=utf-8",
      `export.xlsx application/json: ${contentTypes.xlsx}`,
      `export.xlsx text/csv: ${contentTypes.xlsx}`,
    ]);
  });
});

describe("every field of the form", () => {
  /** Where to find each question's answer; derived from the event, so that a new question needs an entry here. */
  const places: Record<(typeof questions)[number], (rows: ExportedRow[], needs: ExportedRow[]) => unknown> = {
    organisation: (rows) => rows[0]?.organisation,
    role: (rows) => rows[0]?.role,
    question: (rows) => rows[0]?.question,
    diet: (_, needs) => needs[0]?.diet,
    access: (_, needs) => needs[0]?.access,
    colleagues: (rows) => rows.find(({ invitedBy }) => invitedBy === rows[0]?.id)?.name,
  };

  const asObjects = (text: string) => {
    const [keys = [], ...rows] = readCsv(text.slice(1));
    return rows.map((row) => Object.fromEntries(row.map((cell, index) => [keys[index], cell]))) as ExportedRow[];
  };
  const lines = (text: string) =>
    text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as ExportedRow);

  it("is in every format, under the same key", async () => {
    const answers = { organisation: "Stad kommune", role: "Rådgjevar", question: "Når er lunsj?" };
    const needs = { diet: "Laktosefritt", access: "Teleslyngje", consent: true };
    await attend(slug, "kari", { ...answers, needs, colleagues: [{ name: "Li Å", email: addressAt(slug, "li") }] });
    const given: Record<string, unknown> = { ...answers, ...needs, colleagues: "Li Å" };
    const { registrations } = await exported(slug);
    const named = (await (await get("export/needs?names=true")).json()) as { needs: ExportedRow[] };
    const forms: Record<string, [ExportedRow[], ExportedRow[]]> = {
      json: [registrations, named.needs],
      ndjson: [
        lines(await raw(await get("export.ndjson"))),
        lines(await raw(await get("export/needs.ndjson?names=true"))),
      ],
      csv: [
        asObjects(await raw(await get("export.csv"))),
        asObjects(await raw(await get("export/needs.csv?names=true"))),
      ],
    };
    for (const [format, [rows, wishes]] of Object.entries(forms)) {
      for (const question of questions)
        expect([format, question, places[question](rows, wishes)]).toEqual([format, question, given[question]]);
      for (const field of ["name", "email", "participation", "partner", "language"])
        expect([format, field, rows[0]?.[field]]).toEqual([format, field, registrations[0]?.[field]]);
    }
    expect(forms.ndjson?.[0]).toEqual(registrations);
  });

  it("and of the envelope has the shape of this version: another shape is another version", async () => {
    const shape = JSON.stringify([Object.keys(exportAnswer.shape), csvColumns]);
    expect({ exportVersion, shape }).toEqual({
      exportVersion: 1,
      shape:
        '[["version","event","generatedAt","cursor","counts","promotion","registrations"],["id","status","participation","digitalMeanwhile","name","email","organisation","role","question","partner","language","registeredAt","waitlistedAt","heldUntil","changedAt","invitedBy","handedTo","handedFrom","checkedInAt","joinedAt","mail.kind","mail.status","mail.at","rehearsal"]]',
    });
  });
});

describe("CSV", () => {
  it("is in the format of Norwegian Excel: byte order mark, semicolons, every cell quoted, CRLF", async () => {
    await attend(slug, "kari", { name: "Bjørn Åge O'Næss", question: 'Sa han "hei"; og\nkva så?' });
    const response = await get("export.csv?lang=nn");
    const bytes = new Uint8Array(await response.clone().arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const text = (await raw(response)).slice(1);
    expect(text.split("\r\n")).toHaveLength(3);
    expect(text).not.toMatch(/(?<!\r)\n(?!kva)/);
    const [heads, row, ...more] = readCsv(text);
    expect(more).toEqual([]);
    expect(heads?.slice(0, 5)).toEqual(["Id", "Status", "Deltaking", "Følgjer digitalt imens", "Namn"]);
    expect(row).toContain("Bjørn Åge O'Næss");
    expect(row).toContain('Sa han "hei"; og\nkva så?');
    expect(row).toHaveLength(csvColumns.length);
    expect(response.headers.get("content-disposition")).toBe(`attachment; filename="${slug}-2026-11-24.csv"`);
  });

  it("names its columns in the language asked for, and by their keys without one", async () => {
    const heads = async (path: string) =>
      readCsv((await raw(await get(path))).slice(1), path.endsWith("lang=en") ? "," : ";")[0];
    expect(await heads("export.csv")).toEqual(csvColumns);
    for (const lang of ["nb", "nn", "en"]) {
      const names = await heads(`export.csv?lang=${lang}`);
      expect(new Set(names).size).toBe(csvColumns.length);
      expect(names?.filter((name) => name.includes("."))).toEqual([]);
      expect((await heads(`export/needs.csv?lang=${lang}`))?.filter((name) => /^[a-z]/.test(name))).toEqual([]);
    }
  });

  it.each([
    ["Kari Nordmann", "Kari Nordmann"],
    ["=1+1", "'=1+1"],
    ["+47 12 34 56 78", "'+47 12 34 56 78"],
    ["-2", "'-2"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["  =1", "'  =1"],
    ["\u00a0=1", "'\u00a0=1"],
    ["\t=1", "'\t'=1"],
    ["\rx", "'\rx"],
    ["\nx", "'\nx"],
    ["hei\n=cmd|' /C calc'!A0", "'hei\n=cmd|' /C calc'!A0"],
    ["＝1", "'＝1"],
    ["＋1", "'＋1"],
    ["－1", "'－1"],
    ["＠A", "'＠A"],
    ["a=b", "a=b"],
    ["kari-ola@example.no", "kari-ola@example.no"],
    ['="', '\'=""'],
    ["", ""],
    [null, ""],
    [true, "true"],
  ])("keeps %j from being a formula", (value, cell) => {
    expect(csvCell(value)).toBe(`"${cell}"`);
  });

  it("preserves any text, except for marks before what looks like a formula", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (texts) => {
        const [row] = readCsv(`${texts.map(csvCell).join(";")}\r\n`);
        const unmarked = (cells: string[] = []) => cells.map((cell) => cell.replaceAll("'", ""));
        expect(unmarked(row)).toEqual(unmarked(texts));
      }),
      seeded,
    );
  });
});

describe("filters", () => {
  it("by the status of the latest e-mail find the attendees that an organiser must help", async () => {
    await attend(slug, "kari");
    await attend(slug, "ola");
    await env.DB.prepare(
      "UPDATE message SET status = 'bounced' WHERE registration = (SELECT id FROM registration WHERE email = ?)",
    )
      .bind(addressAt(slug, "ola"))
      .run();
    const found = async (mail: string) =>
      (await exported(slug, `?mail=${mail}`)).registrations.map(({ email }) => email);
    expect(await found("bounced")).toEqual([addressAt(slug, "ola")]);
    expect(await found("sent")).toEqual([addressAt(slug, "kari")]);
    expect(await found("failed")).toEqual([]);
  });

  it("by the latest e-mail's status find the rows with it, including those still being delivered", async () => {
    await attend(slug, "kari");
    await attend(slug, "ola");
    await env.DB.prepare(
      "UPDATE message SET delayed = 1 WHERE registration = (SELECT id FROM registration WHERE email = ?)",
    )
      .bind(addressAt(slug, "ola"))
      .run();
    const all = (await exported(slug)).registrations;
    expect(all.map(({ mail }) => mail?.status)).toEqual(["sent", "delayed"]);
    for (const row of all)
      expect((await exported(slug, `?mail=${row.mail?.status}`)).registrations.map(({ id }) => id)).toEqual([row.id]);
  });

  it("by a partner that the event has, or had, give that partner's people", async () => {
    await attend(slug, "kari");
    await attend(slug, "ola", { partner: "nordre-follo", participation: "digital" });
    const { stad: _, ...partners } = sample.partners;
    expect((await put({ ...sample, slug, partners })).status).toBe(200);
    for (const [partner, name] of [
      ["stad", "kari"],
      ["nordre-follo", "ola"],
    ] as const)
      expect((await exported(slug, `?partner=${partner}`)).registrations.map(({ email }) => email)).toEqual([
        addressAt(slug, name),
      ]);
  });

  it.each([
    ["stauts", "stauts=confirmed", "left out: there are since, status, .+"],
    ["status", "status=confirmed&status=cancelled", "given once"],
    ["?", `${encodeURIComponent("<img>")}=1`, "left out: .+"],
    ["mail", "mail=lost", "one of queued, .+"],
    ["partner", "partner=ukjend", "a partner of the event"],
    ["since", "since={slug}.0&mail=sent", "alone, without filters"],
    ["since", "since={slug}.0&status=confirmed", "alone, without filters"],
    ["rehearsals", "rehearsals=yes", "one of include, only"],
    ["lang", "lang=de", "one of nb, nn, en"],
    ["since", "since={slug}.999999999999999", "a cursor of this service as it is now, and this one is ahead of it.+"],
  ])("that can't be meant are refused, not ignored: %s in %s", async (parameter, query, expected) => {
    const response = await get(`export?${query.replace("{slug}", slug)}`);
    expect(response.status).toBe(400);
    const { detail } = (await response.json()) as { detail: string };
    expect(detail).toMatch(new RegExp(`^The parameter ${parameter.replace("?", "\\?")} must be ${expected}\\.$`));
  });
});

describe("asking again", () => {
  const pull = (tag?: string, path = "export") => get(path, tag ? { "if-none-match": tag } : {});

  async function tagNow(path = "export"): Promise<string> {
    const response = await pull(undefined, path);
    await response.arrayBuffer();
    return response.headers.get("etag") ?? "";
  }

  it("answers 304 for one row read, and logs nothing, while nothing has changed", async () => {
    for (const name of ["a", "b", "c"]) await attend(slug, name);
    const tag = await tagNow();
    const log = () =>
      env.DB.prepare("SELECT count(*) AS n FROM audit_log WHERE event = ?").bind(slug).first<number>("n");
    const logged = await log();
    const { bindings, cost } = metered();
    for (const known of [tag, tag.replace("W/", ""), `"x", ${tag}`]) {
      const response = await call(
        `/api/events/${slug}/export`,
        asAdmin({ headers: { "if-none-match": known } }),
        bindings,
      );
      expect([response.status, await response.text(), response.headers.get("etag")?.replace("W/", "")]).toEqual([
        304,
        "",
        tag.replace("W/", ""),
      ]);
    }
    expect(cost).toMatchObject({ queries: 3, read: 3, written: 0 });
    expect(await log()).toBe(logged);
  });

  it("answers in full after every change of the full export", async () => {
    const kari = await attend(slug, "kari");
    const actions: Record<string, () => Promise<unknown>> = {
      "a new attendee": () => attend(slug, "ola"),
      "an attendee cancels": () => press(kari, "cancel"),
      "an attendee comes back": () => press(kari, "restore"),
      "an e-mail arrives": () =>
        env.DB.prepare("UPDATE message SET status = 'delivered', changed_at = 1 WHERE event = ?").bind(slug).run(),
      "another capacity": () => put({ ...sample, slug, participation: { inPerson: { capacity: 9 } } }),
      "an attendee is erased": () => press(kari, "not-me"),
      "promotion ends": async () => vi.setSystemTime(Date.parse("2026-12-15T08:00:00Z")),
    };
    for (const [action, happens] of Object.entries(actions)) {
      const tag = await tagNow();
      expect([action, (await pull(tag)).status]).toEqual([action, 304]);
      await happens();
      expect([action, (await pull(tag)).status]).toEqual([action, 200]);
    }
    expect((await pull(await tagNow())).status).toBe(304);
  });

  it("has a tag for each format, and answers in full to a tag of another format", async () => {
    const tags = await Promise.all(["export", "export.ndjson", "export.csv"].map(tagNow));
    expect(new Set(tags).size).toBe(3);
    for (const tag of [
      ...tags.slice(1),
      "*",
      '"x"',
      'W/"json1.1"',
      'W/"json1.99999.0"',
      `W/"json0.${"9".repeat(15)}.0"`,
    ])
      expect([tag, (await pull(tag)).status]).toEqual([tag, 200]);
  });
});

describe("a hundred pages", () => {
  const people = 6000;

  beforeEach(async () => {
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
       INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
         registered_at, changed_at)
       SELECT printf('%s-%08d', ?1, i), ?1, 'confirmed', 'digital', 'Ola Nordmann', 'o' || i, 'o' || i, 'stad', 'nn', i, i
       FROM n`,
    )
      .bind(slug, people)
      .run();
  });

  it.each(["json", "ndjson", "csv", "xlsx"])("as %s are read one by one, as fast as they are taken", async (format) => {
    const { bindings, cost } = metered();
    const response = await call(`/api/events/${slug}/export.${format}`, asAdmin(), bindings);
    const reader = response.body?.getReader();
    await reader?.read();
    await scheduler.wait(50);
    // The first bytes have arrived; two of three pages are still unread.
    const before = cost.read;
    expect(before).toBeLessThan(people);
    await scheduler.wait(50);
    expect(cost.read).toBe(before);
    let chunks = 1;
    while (!(await reader?.read())?.done) chunks++;
    expect(cost.read).toBeGreaterThan(people);
    expect(chunks).toBeGreaterThanOrEqual(3);
  });

  it("whose reader disconnects are read no further, and the log has the number of sent rows", async () => {
    const { bindings, cost } = metered();
    const response = await call(`/api/events/${slug}/export.ndjson`, asAdmin(), bindings);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await scheduler.wait(50);
    expect(cost.read).toBeLessThan(people);
    const row = await env.DB.prepare(
      "SELECT action, count, detail FROM audit_log WHERE event = ? ORDER BY id DESC LIMIT 1",
    )
      .bind(slug)
      .first<{ count: number }>();
    expect(row).toMatchObject({ action: "export", detail: "ndjson" });
    expect(row?.count).toBeGreaterThanOrEqual(2500);
    expect(row?.count).toBeLessThan(people);
  });

  it("cost a row per person and one for their e-mail; ten changes cost the same in any list", async () => {
    const cursor = (await exported(slug)).cursor;
    await env.DB.prepare(
      `INSERT INTO change (event, type, registration, at)
       SELECT event, 'registration.changed', id, 1 FROM registration WHERE event = ? AND registered_at <= 10`,
    )
      .bind(slug)
      .run();
    const full = metered();
    await (await call(`/api/events/${slug}/export`, asAdmin(), full.bindings)).arrayBuffer();
    const since = metered();
    const response = await call(`/api/events/${slug}/export?since=${cursor}`, asAdmin(), since.bindings);
    expect(((await response.json()) as { registrations: unknown[] }).registrations).toHaveLength(10);
    // Nobody here has got an e-mail.
    expect(full.cost.read).toBeLessThan(people + 10);
    expect(since.cost.read).toBeLessThan(100);
    expect(since.cost.queries).toBeLessThan(6);
  });
});

describe("a copy kept by ?since=", () => {
  const names = ["ada", "bo", "cai", "dag", "eli"];
  const update = fc.record({
    who: fc.constantFrom(...names),
    what: fc.constantFrom("attend", "attend", "cancel", "restore", "erase", "deliver", "rehearse"),
  });

  it("finally equals the full export, even if attendees act while it is read", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(update, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), async (rounds) => {
        slug = await aNewEvent("kopi");
        const people = new Map<string, Attendee>();
        for (const name of names.slice(0, 2)) people.set(name, await attend(slug, name));
        const copy = new Map<string, ExportedRow>();
        let cursor = "";
        const pull = async () => {
          const answer = await exported(slug, cursor && `?since=${cursor}`);
          cursor = answer.cursor;
          for (const row of answer.registrations) {
            if (row.status === "erased") copy.delete(row.id);
            else copy.set(row.id, row);
          }
        };
        for (const round of rounds) {
          // Together, the pull among them; the first one is the full one.
          await Promise.all([
            ...round.slice(0, 2).map((one) => perform(one, people)),
            pull(),
            ...round.slice(2).map((one) => perform(one, people)),
          ]);
        }
        await deliverQueued();
        for (let last = "-"; cursor !== last; ) {
          last = cursor;
          await pull();
        }
        const { registrations } = await exported(slug);
        expect([...copy.values()].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(registrations);
      }),
      { ...seeded, numRuns: 10 },
    );
  }, 60_000);

  async function perform({ who, what }: { who: string; what: string }, people: Map<string, Attendee>) {
    const attendee = people.get(who);
    if (what === "attend") await attendIfPossible(who, people);
    else if (what === "rehearse") await rehearse(who);
    else if (what === "deliver") await deliveredTo(addressAt(slug, who));
    else if (attendee) await press(attendee, what);
  }

  /** Another request may erase them before they have read the e-mail. */
  async function attendIfPossible(who: string, people: Map<string, Attendee>) {
    const address = addressAt(slug, who);
    await register(slug, aBody(address, { waitlist: true }));
    const mail = (await mailsTo(address)).findLast(({ text }) => text?.includes("/registrations/"));
    if (mail) people.set(who, { address, link: linkIn(mail) });
  }

  async function rehearse(who: string) {
    await call(
      `/api/events/${slug}/registrations`,
      asAdmin({
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
        body: JSON.stringify(aBody(addressAt(slug, who), { waitlist: true, rehearsal: true })),
      }),
    );
  }
});
