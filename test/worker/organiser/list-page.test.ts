/** The organiser's list: its people, search and filters, and what it never shows. */
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { ticketOf } from "../../../worker/security/ticket.ts";
import { type Definition, sample } from "../builders.ts";
import { call, form, put } from "../client.ts";
import { ownForm, signIn, visit } from "../organisers.ts";
import { addressAt, aNewEvent, attend, latestMessageTo } from "../people.ts";

const keys = [{ id: 1, secret: "gUPEURf2gnXDP9X5Cl3L8d-H9h55BmH6475t0FCQpro" }];
const participation = { inPerson: { capacity: 2, waitlist: true }, digital: {} };

async function anEvent(changes: Partial<Definition> = {}) {
  const slug = await aNewEvent("lista", { participation });
  const organiser = addressAt(slug, "rebekka");
  await put({ ...sample, participation, ...changes, slug, organisers: [organiser] });
  const cookie = await signIn(organiser);
  const path = `/organiser/${slug}/registrations`;
  /** Follows redirects to the canonical address of a list. */
  const open = async (query = ""): Promise<Response> => {
    const answer = await visit(path + query, cookie);
    return answer.status === 303 ? visit(answer.headers.get("location") ?? "", cookie) : answer;
  };
  const shown = async (query = "") => {
    const answer = await open(query);
    expect([query, answer.status]).toEqual([query, 200]);
    return answer.text();
  };
  return { slug, cookie, path, open, shown };
}

/** The names in the rows, in their order. */
const namesIn = (html: string) => [...html.matchAll(/id="person-[0-9a-f]{32}"[^>]*>([^<]*)</g)].map(([, name]) => name);
const tabsIn = (html: string) =>
  Object.fromEntries(
    [
      ...html.matchAll(
        /<a href="[^"]*"[^>]*>(?:<span class="st[^"]*">)?([^<]+)(?:<\/span>)? <span>(\d+)<\/span><\/a>/g,
      ),
    ].map(([, tab, count]) => [tab, Number(count)]),
  );

/** Kari and Åse have the seats, Per waits, Ola follows, Eli has cancelled. */
async function fivePeople(slug: string): Promise<void> {
  await attend(slug, "kari", { name: "Kari Haugen", organisation: "Stad kommune", language: "nb" });
  await attend(slug, "ase", { name: "Åse Ødegård", partner: "nordre-follo", question: "Er det mat?" });
  await attend(slug, "per", { name: "Per Vik" });
  await attend(slug, "ola", { name: "Ola Brekke", participation: "digital" });
  const eli = await attend(slug, "eli", { name: "Eli Nes", participation: "digital" });
  await call(`${eli.link}/cancel`, form({}));
}

describe("the list", () => {
  it("shows the newest first, and counts each tab", async () => {
    const { slug, shown } = await anEvent();
    await fivePeople(slug);
    const html = await shown();
    expect(namesIn(html)).toEqual(["Eli Nes", "Ola Brekke", "Per Vik", "Åse Ødegård", "Kari Haugen"]);
    expect(tabsIn(html)).toEqual({
      Alle: 5,
      "I salen": 2,
      Digitalt: 1,
      Venteliste: 1,
      "Meldt av": 1,
      "E-post feilet": 0,
    });
  });

  it.each([
    ["?status=confirmed&participation=in-person", ["Åse Ødegård", "Kari Haugen"]],
    ["?status=cancelled", ["Eli Nes"]],
    ["?sort=name", ["Eli Nes", "Kari Haugen", "Ola Brekke", "Per Vik", "Åse Ødegård"]],
    ["?sort=-name&status=confirmed", ["Åse Ødegård", "Ola Brekke", "Kari Haugen"]],
    ["?sort=time", ["Kari Haugen", "Åse Ødegård", "Per Vik", "Ola Brekke", "Eli Nes"]],
    ["?sort=status", ["Kari Haugen", "Åse Ødegård", "Ola Brekke", "Per Vik", "Eli Nes"]],
    ["?sort=partner", ["Åse Ødegård", "Kari Haugen", "Per Vik", "Ola Brekke", "Eli Nes"]],
    ["?sort=name&letter=O", ["Ola Brekke", "Per Vik", "Åse Ødegård"]],
    ["?partner=nordre-follo", ["Åse Ødegård"]],
    ["?partner=nordre-follo&not=partner", ["Eli Nes", "Ola Brekke", "Per Vik", "Kari Haugen"]],
    ["?hasQuestion=true", ["Åse Ødegård"]],
    ["?search=ase+odeg", ["Åse Ødegård"]],
    ["?search=stad", ["Kari Haugen"]],
    ["?search=vik&partner=&language=&not=partner", ["Per Vik"]],
    ["?registeredFrom=2026-11-24&registeredBefore=2030-01-01&search=vik", ["Per Vik"]],
  ])("%s shows %j", async (query, names) => {
    const { slug, shown } = await anEvent();
    await fivePeople(slug);
    expect(namesIn(await shown(query))).toEqual(names);
  });

  it("has people with an undelivered e-mail in a tab, until a later e-mail arrives", async () => {
    const { slug, shown } = await anEvent();
    const { address } = await attend(slug, "kari", { name: "Kari Haugen" });
    await attend(slug, "ola", { name: "Ola Brekke", participation: "digital" });
    await env.DB.prepare("UPDATE message SET status = 'bounced' WHERE id = ?")
      .bind(await latestMessageTo(address))
      .run();
    const html = await shown("?mail=undelivered");
    expect([namesIn(html), tabsIn(html)["E-post feilet"]]).toEqual([["Kari Haugen"], 1]);
    expect(html).toContain(`href="/organiser/${slug}/undelivered"`);
    await env.DB.prepare("UPDATE message SET status = 'delivered' WHERE id = ?")
      .bind(await latestMessageTo(address))
      .run();
    expect(tabsIn(await shown())["E-post feilet"]).toBe(0);
  });

  it("shows each filter in words, with links that negate and remove it", async () => {
    const { slug, path, shown } = await anEvent();
    await fivePeople(slug);
    const html = await shown("?partner=stad&registeredFrom=2026-11-20&not=registeredFrom");
    expect(html).toContain("Fra: Stad");
    expect(html).toContain("Påmeldt siden 20. november");
    expect(html).toContain(`href="${path}?partner=stad"`);
    expect(html).toContain('class="chip not"');
    expect(html).toContain(`href="${path}?partner=stad&amp;registeredFrom=2026-11-19T23%3A00%3A00.000Z"`);
  });

  it("has one canonical address for the different addresses that a form can send", async () => {
    const { path, cookie } = await anEvent();
    const answer = await visit(`${path}?search=kari&partner=&hasQuestion=&registeredFrom=2026-11-20&lang=nb`, cookie);
    expect([answer.status, answer.headers.get("location")]).toEqual([
      303,
      `${path}?registeredFrom=2026-11-19T23%3A00%3A00.000Z&search=kari&lang=nb`,
    ]);
  });

  it.each([
    "?status=present",
    "?partner=nowhere",
    "?answer=lunch.soup",
    "?name=Kari",
    `?search=${"a".repeat(10_000)}`,
    "?ids=1%27%20OR%201=1",
    "?not=partner",
  ])("refuses %s as a page that says what is wrong", async (query) => {
    const { open } = await anEvent();
    const answer = await open(query.slice(0, 10_100));
    expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "text/html; charset=utf-8"]);
  });

  it.each(["%25", "_", "'", '"', "%00", "\\", "😀", "); DROP TABLE registration;--", "<script>alert(1)</script>"])(
    "takes %s in a search for what it is",
    async (typed) => {
      const { slug, shown } = await anEvent();
      await attend(slug, "kari", { name: "Kari Haugen" });
      const html = await shown(`?search=${typed.startsWith("%") ? typed : encodeURIComponent(typed)}`);
      expect(namesIn(html)).toEqual([]);
      expect(html).not.toContain("<script>alert");
    },
  );

  it("never shows people of another event, or rehearsals, for any query", async () => {
    const mine = await anEvent();
    const other = await anEvent();
    await attend(mine.slug, "kari", { name: "Kari Haugen" });
    await attend(other.slug, "ola", { name: "Ola Brekke" });
    const id = await env.DB.prepare("SELECT id FROM registration WHERE event = ?").bind(other.slug).first<string>("id");
    for (const query of ["", "?search=ola", `?ids=${id}`, `?after=${id}`, `?sort=name&after=${id}`, `?person=${id}`])
      expect(await mine.shown(query)).not.toContain("Brekke");
    expect((await visit(other.path, mine.cookie)).status).toBe(403);
    expect((await call(mine.path)).status).toBe(303);
    await env.DB.prepare("UPDATE registration SET rehearsal = 1 WHERE event = ?").bind(mine.slug).run();
    expect(namesIn(await mine.shown())).toEqual([]);
  });

  it("is logged with the organiser's address and the number of people shown", async () => {
    const { slug, shown } = await anEvent();
    await fivePeople(slug);
    await shown("?search=kari");
    const entry = await env.DB.prepare("SELECT who, count, detail FROM audit_log WHERE event = ? AND action = 'list'")
      .bind(slug)
      .first();
    expect(entry).toEqual({ who: addressAt(slug, "rebekka"), count: 1, detail: null });
  });
});

describe("an address with an impossible filter", () => {
  it("gives a simple page in the organiser's language, which links to the whole list", async () => {
    const { path, cookie, shown } = await anEvent();
    await shown("?lang=nn");
    for (const query of ["status=nonsense", "partner=gone", "foo=1", "not=status", `search=${"x".repeat(201)}`])
      for (const at of [path, `${path}/cancel`, path.replace("registrations", "downloads")]) {
        const answer = await visit(`${at}?${query}`, cookie);
        const html = await answer.text();
        expect([at, query, answer.status, /<h1>([^<]*)/.exec(html)?.[1]]).toEqual([
          at,
          query,
          400,
          "Dette utvalet finst ikkje",
        ]);
        expect(html).toContain(`href="${path}">Sjå alle påmelde</a>`);
      }
  });

  it("tells programs which parameter it is", async () => {
    const { path, cookie } = await anEvent();
    const answer = await call(`${path}?status=nonsense`, { headers: { cookie, accept: "application/json" } });
    expect(await answer.json()).toMatchObject({
      type: "/problems/parameter",
      detail: expect.stringContaining("status"),
    });
  });
});

describe("a person beside the list", () => {
  it("is opened by the name, keeps the list as it is, and links to the previous and next person", async () => {
    const { slug, path, shown } = await anEvent();
    await fivePeople(slug);
    const html = await shown("?sort=name&status=confirmed");
    const href = /href="([^"]*)" id="person-[0-9a-f]{32}">Kari Haugen/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect(href).toMatch(/\?status=confirmed&sort=name&person=[0-9a-f]{32}$/);
    const open = await shown(href.slice(path.length));
    expect(namesIn(open)).toEqual(["Kari Haugen", "Ola Brekke", "Åse Ødegård"]);
    expect(open).toContain('<aside class="attendee side"');
    expect(open).toContain(`href="${path}?status=confirmed&amp;sort=name#person-`);
    expect(open).toContain('data-key="j"');
    expect(open).not.toContain('data-key="k"');
  });

  it("who is erased is a sentence, and the list stays", async () => {
    const { slug, shown } = await anEvent();
    await fivePeople(slug);
    expect(await shown(`?person=${"0".repeat(32)}`)).toContain("Ingen slik påmelding");
    expect(await shown(`?person=${"0".repeat(32)}&done=erase`)).toContain('role="status"');
  });
});

describe("a search without a result", () => {
  it("suggests a spelling that occurs, and a wider search", async () => {
    const { slug, path, shown } = await anEvent();
    await fivePeople(slug);
    const misspelt = await shown("?search=hågen");
    expect(misspelt).toContain("Ingen treff på «hågen»");
    expect(misspelt).toContain(`<a href="${path}?search=Haugen">Haugen</a>?`);
    const narrow = await shown("?status=waitlisted&search=kari");
    expect(narrow).toContain("Du søker bare i Venteliste. I hele lista er det 1 treff.");
    expect(narrow).toContain(`href="${path}?search=kari"`);
  });

  it("finds the person with a code at the door, however it is typed, only in this event", async () => {
    const { slug, path, shown } = await anEvent();
    const other = await anEvent();
    await fivePeople(slug);
    await attend(other.slug, "ola", { name: "Ola Annen" });
    const { id } = (await env.DB.prepare("SELECT id FROM registration WHERE event = ? AND name = 'Per Vik'")
      .bind(slug)
      .first<{ id: string }>()) ?? { id: "" };
    const { code } = await ticketOf({ registration: id, version: 1 }, keys);
    for (const typed of [code, code.toLowerCase(), `${code.slice(0, 2)} ${code.slice(2)}`]) {
      const html = await shown(`?status=confirmed&search=${encodeURIComponent(typed)}`);
      expect(html).toContain(`Dette er koden til <a href="${path}?person=${id}">Per Vik</a>`);
    }
    expect(await other.shown(`?search=${code}`)).not.toContain("Dette er koden til");
  });

  it("is not the same as a list without anybody, or filters that match nobody", async () => {
    const { slug, shown } = await anEvent();
    expect(await shown()).toContain("Ingen har meldt seg på ennå");
    await attend(slug, "kari");
    expect(await shown("?language=en")).toContain("Ingen passer med filtrene");
  });
});

describe("pages of the list", () => {
  /** 120 people, P001 to P120, in the order of registering. */
  async function manyPeople(slug: string): Promise<void> {
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 120)
       INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
         registered_at, changed_at)
       SELECT printf('%032x', i + (SELECT count(*) FROM registration) * 1000), ?1, 'confirmed', 'digital', 'P' || printf('%03d', i), 'p' || i || '@example.no',
         'p' || i || '@example.no', 'stad', 'nn', i, i FROM n`,
    )
      .bind(slug)
      .run();
  }
  const hrefOf = (html: string, rel: string) =>
    new RegExp(`href="[^"]*/registrations(\\?[^"]*)" rel="${rel}"`).exec(html)?.[1]?.replaceAll("&amp;", "&");

  it.each(["", "?sort=time", "?sort=name", "?sort=-name", "?sort=status", "?sort=-partner"])(
    "%s lead through everybody once, and back again",
    async (query) => {
      const { slug, shown } = await anEvent();
      await manyPeople(slug);
      const pages: string[][] = [];
      let next: string | undefined = query;
      let html = "";
      while (next !== undefined) {
        html = await shown(next);
        pages.push(namesIn(html) as string[]);
        next = hrefOf(html, "next");
      }
      expect(pages.map((page) => page.length)).toEqual([50, 50, 20]);
      expect(new Set(pages.flat()).size).toBe(120);
      const back: string[][] = [];
      for (let previous = hrefOf(html, "prev"); previous !== undefined; previous = hrefOf(html, "prev")) {
        html = await shown(previous);
        back.push(namesIn(html) as string[]);
      }
      expect(back).toEqual([pages[1], pages[0]]);
    },
  );

  it("lead on from where they were when people are erased or register meanwhile", async () => {
    const { slug, shown } = await anEvent();
    await manyPeople(slug);
    const first = await shown("?sort=name");
    const next = hrefOf(first, "next") ?? "";
    await env.DB.prepare("DELETE FROM registration WHERE event = ? AND name = 'P010'").bind(slug).run();
    await attend(slug, "aa", { name: "A" });
    expect(namesIn(await shown(next))[0]).toBe("P051");
    await env.DB.prepare("DELETE FROM registration WHERE event = ? AND name = 'P050'").bind(slug).run();
    // The person before the page is erased: shows the beginning, not an error.
    expect(namesIn(await shown(next))[0]).toBe("A");
  });
});

describe("columns", () => {
  it("are chosen with a form, remembered by the browser, and unknown ones are left out", async () => {
    const { slug, path, cookie, shown } = await anEvent();
    await attend(slug, "kari", { name: "Kari Haugen", role: "Rådgiver" });
    expect(await shown()).not.toContain("Rådgiver");
    const query = new URLSearchParams([
      ["column", "role"],
      ["column", "email"],
      ["column", "answers.gone"],
      ["column", "<script>"],
      ["query", "sort=name"],
    ]);
    const saved = await call(path, ownForm(query as never, cookie));
    expect([saved.status, saved.headers.get("location")]).toEqual([303, `${path}?sort=name`]);
    const remembered = saved.headers.get("set-cookie") ?? "";
    expect(remembered).toMatch(/^__Secure-list-columns=.*; Path=\/organiser; HttpOnly; Secure; SameSite=Lax$/);
    const html = await (await visit(path, `${cookie}; ${remembered.split(";")[0]}`)).text();
    expect(html).toContain("Rådgiver");
    expect(html).toContain(addressAt(slug, "kari"));
    expect(html).not.toContain("Påmeldt</a>");
  });

  it("have the answers to the organiser's own questions, without what is sensitive", async () => {
    const label = (nb: string) => ({ nb });
    const { slug, path, cookie } = await anEvent({
      questions: [
        {
          key: "workshop",
          type: "choice",
          label: label("Verksted"),
          options: [{ key: "lek", label: label("Lekeplasser") }],
        },
        { key: "allergy", type: "text", label: label("Allergier"), sensitive: true },
      ],
    });
    await attend(slug, "kari", { name: "Kari Haugen", answers: { workshop: "lek" } });
    const html = await (await visit(path, `${cookie}; __Secure-list-columns=answers.workshop~answers.allergy`)).text();
    expect(html).toContain('<td class="wide">Lekeplasser</td>');
    expect(html).not.toContain("Allergier");
    expect(namesIn(await (await visit(`${path}?answer=workshop.lek`, cookie)).text())).toEqual(["Kari Haugen"]);
  });
});

describe("selected people", () => {
  const idsIn = (html: string) => [...html.matchAll(/name="ids" value="([0-9a-f]{32})"/g)].map(([, id]) => id ?? "");

  it("can be written to, or cancelled after a question; no selection means nobody, not everybody", async () => {
    const { slug, path, cookie, shown } = await anEvent();
    await fivePeople(slug);
    const ids = idsIn(await shown("?search=vik"));
    const to = async (query: string) => (await visit(`${path}/selected${query}`, cookie)).headers.get("location");
    expect(await to(`?do=write&ids=${ids[0]}`)).toBe(`/organiser/${slug}/announcements?ids=${ids[0]}`);
    expect(await to(`?do=cancel&ids=${ids[0]}`)).toBe(`${path}/cancel?ids=${ids[0]}`);
    for (const act of ["write", "cancel"])
      expect(await to(`?do=${act}&query=sort%3Dname`)).toBe(`${path}?sort=name&choose=1`);
    expect((await visit(`${path}/cancel`, cookie)).headers.get("location")).toBe(`${path}?choose=1`);
  });

  it("are cancelled with the number that the page said, and the places go on", async () => {
    const { slug, path, cookie, shown } = await anEvent();
    await fivePeople(slug);
    const asked = await visit(`${path}/cancel?search=haugen`, cookie);
    const html = await asked.text();
    expect(html).toContain("Melde av 1 person?");
    expect(html).toContain("Kari Haugen");
    const done = await call(`${path}/cancel?search=haugen`, ownForm({ matching: "1", notify: "true" }, cookie));
    expect([done.status, done.headers.get("location")]).toEqual([303, `${path}?cancelled=1&promoted=1`]);
    const after = await shown("?cancelled=1&promoted=1");
    expect(after).toContain("1 person er meldt av. 1 fikk plass fra ventelisten.");
    expect(tabsIn(after)).toMatchObject({ "I salen": 2, Venteliste: 0, "Meldt av": 2 });
  });

  it("are not cancelled if their number has changed by then", async () => {
    const { slug, path, cookie, shown } = await anEvent();
    await fivePeople(slug);
    const again = await call(`${path}/cancel?partner=stad`, ownForm({ matching: "1" }, cookie));
    expect(again.status).toBe(409);
    expect(await again.text()).toContain("Lista har endret seg");
    expect(tabsIn(await shown())["Meldt av"]).toBe(1);
    expect((await call(`${path}/cancel?partner=stad`, ownForm({}, cookie))).status).toBe(409);
  });
});
