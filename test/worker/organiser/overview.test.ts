/** The overview of an event on the organiser's pages. */
import { env } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { lineStep, weeksOf } from "../../../worker/organiser/pages/days-chart.tsx";
import { type Definition, sample } from "../builders.ts";
import { asAdmin, call, form, json, put, withDatabase } from "../client.ts";
import { counted } from "../counted.ts";
import { signIn, visit } from "../organisers.ts";
import { addressAt, aNewEvent, attend } from "../people.ts";

const DAY = 86_400_000;

interface Shown {
  slug: string;
  /** The page's HTML. */
  raw: (lang?: string) => Promise<string>;
  /** The same without links and bold type. */
  shown: (lang?: string) => Promise<string>;
  cookie: () => Promise<string>;
}

async function anEvent(changes: Partial<Definition> = {}): Promise<Shown> {
  const slug = await aNewEvent("oversyn", changes);
  const organisers = [addressAt(slug, "rebekka")];
  await put({ ...sample, ...changes, slug, organisers });
  // A mailbox gets three links an hour.
  let session = { cookie: "", until: 0 };
  const cookie = async () => {
    if (Date.now() >= session.until)
      session = { cookie: await signIn(addressAt(slug, "rebekka")), until: Date.now() + DAY / 4 };
    return session.cookie;
  };
  const raw = async (lang = "nb") => {
    const answer = await visit(`/organiser/${slug}?lang=${lang}`, await cookie());
    expect(answer.status).toBe(200);
    return (await answer.text()).replaceAll("&amp;", "&");
  };
  return { slug, raw, cookie, shown: async (lang) => (await raw(lang)).replaceAll(/<\/?(b|a)( [^>]*)?>/g, "") };
}

describe("the overview", () => {
  it("says in one sentence who comes, follows, waits and has cancelled", async () => {
    const { slug, shown } = await anEvent();
    for (const name of ["kari", "ola", "anne"]) await attend(slug, name);
    await attend(slug, "per", { participation: "digital" });
    const gone = await attend(slug, "eli", { participation: "digital" });
    await call(`${gone.link}/cancel`, form({}));
    expect(await shown()).toContain(
      "2 av 2 plasser i salen er tatt, 1 følger digitalt, 1 står på venteliste, og 1 har meldt seg av.",
    );
    expect(await shown("en")).toContain(
      "2 of 2 places in the room are taken, 1 follows online, 1 is on the waiting list, and 1 has cancelled.",
    );
  });

  it.each<[string, Partial<Definition>, string]>([
    [
      "without a capacity",
      { participation: { inPerson: { capacity: null }, digital: {} } },
      "1 kommer til salen, og 0 følger digitalt.",
    ],
    ["in person alone", { participation: { inPerson: { capacity: 2 } } }, "1 av 2 plasser i salen er tatt."],
    ["online alone", { participation: { digital: {} }, venue: undefined }, "1 følger digitalt."],
  ])("knows an event %s", async (_, changes, words) => {
    const { slug, shown } = await anEvent(changes as Partial<Definition>);
    await attend(slug, "kari", { participation: changes.participation?.inPerson ? "in-person" : "digital" });
    expect(await shown()).toContain(`>${words}<`);
  });

  it("says how much time is left, even if it is a day, and what is over", async () => {
    const { shown } = await anEvent();
    const at = async (time: string) => {
      vi.setSystemTime(Date.parse(time));
      return shown();
    };
    expect(await at("2026-10-30T12:00Z")).toContain("Åpner om 2 dager");
    expect(await at("2026-12-09T12:00Z")).toContain("Under 1 dag til fristen");
    expect(await at("2026-12-10T12:00Z")).toContain("5 dager til start");
    expect(await at("2026-12-15T09:00Z")).toContain("Pågår nå");
    const past = await at("2026-12-16T12:00Z");
    expect(past).toContain("Ingen meldte seg på.");
  });

  it("draws an event that is open for longer than a year, without days that have no registrations", async () => {
    const { slug, shown } = await anEvent({ registrationOpens: "2025-06-01T00:00" });
    await attend(slug, "kari");
    await env.DB.prepare("UPDATE registration SET registered_at = ? WHERE event = ?")
      .bind(Date.parse("2025-06-02T12:00:00Z"), slug)
      .run();
    await attend(slug, "ola");
    expect(await shown()).toContain("2. juni – 2. juni");
  });

  it("keeps the number of people whose data is erased", async () => {
    const { slug, shown } = await anEvent();
    await env.DB.prepare(
      "INSERT INTO past_registrations (event, status, participation, partner, day, count) VALUES (?, 'confirmed', 'digital', 'stad', '2026-11-20', 55)",
    )
      .bind(slug)
      .run();
    const page = await shown();
    expect(page).toContain("Opplysningene om de påmeldte er slettet. 55 var påmeldt til slutt.");
    expect(page).toContain(">55<");
  });

  it("lists the scheduled e-mails, and none for a cancelled event", async () => {
    const { slug, shown } = await anEvent();
    const page = await shown();
    expect(page).toMatch(/mandag 14\. desember 2026 kl\. 10\.00.*Påminnelse/s);
    expect(page).toContain("Adressen til sendingen mangler ennå");
    await put({ ...sample, slug, organisers: [addressAt(slug, "rebekka")], cancelled: { reason: { nb: "Storm" } } });
    const cancelled = await shown();
    expect(cancelled).toContain("Ingen flere e-poster går av seg selv.");
    expect(cancelled).not.toContain("Adressen til sendingen");
  });

  it("shows no data about attendees, and never a title as markup", async () => {
    const { slug, shown } = await anEvent({ title: { nb: "<script>alert(1)</script>" } });
    await attend(slug, "kari");
    const page = await shown();
    expect(page).not.toContain(addressAt(slug, "kari"));
    expect(page).not.toContain("<script>");
  });
});

describe("its numbers", () => {
  it("link to the people that they count", async () => {
    const { slug, raw, cookie } = await anEvent();
    for (const name of ["kari", "ola", "anne"]) await attend(slug, name);
    await attend(slug, "per", { participation: "digital" });
    const gone = await attend(slug, "eli", { participation: "digital" });
    await call(`${gone.link}/cancel`, form({}));
    const page = await raw();
    const links = [
      ...page.matchAll(new RegExp(`<a href="(/organiser/${slug}/registrations\\?[^"]+)">([^<]+)</a>`, "g")),
    ];
    const counts = await Promise.all(
      links.map(async ([, href = "", number = ""]) => {
        const list = await (await visit(href, await cookie())).text();
        return [number, [...list.matchAll(/<tbody>.*?<\/tbody>/gs)].join("").split("<tr").length - 1];
      }),
    );
    expect(counts.slice(0, 4)).toEqual([
      ["2 av 2", 2],
      ["1", 1],
      ["1", 1],
      ["1", 1],
    ]);
  });

  it("tell from the day of the event how many have come and followed", async () => {
    const { slug, shown, raw } = await anEvent();
    await attend(slug, "kari");
    await attend(slug, "per", { participation: "digital" });
    vi.setSystemTime(Date.parse("2026-12-14T22:59:00Z"));
    expect(await shown()).not.toContain("møtt opp");
    vi.setSystemTime(Date.parse("2026-12-14T23:00:00Z"));
    expect(await shown()).toContain("0 har møtt opp, og 0 har fulgt sendingen.");
    await env.DB.prepare("UPDATE registration SET joined_at = 1 WHERE email = ?").bind(addressAt(slug, "per")).run();
    expect(await raw()).toContain(`<a href="/organiser/${slug}/registrations?joined=true">1</a> har fulgt sendingen`);
  });
});

describe("the next e-mails", () => {
  it("are listed with their recipients, including planned announcements", async () => {
    const { slug, raw, shown } = await anEvent();
    await attend(slug, "kari");
    await attend(slug, "per", { participation: "digital" });
    const page = await raw();
    expect(page).toContain(
      `Påminnelse til dem som kommer eller følger digitalt: <a href="/organiser/${slug}/registrations?status=confirmed">2</a>`,
    );
    const planned = await call(`/api/events/${slug}/announcements`, {
      ...asAdmin(
        json(
          {
            subject: { nb: "Ny inngang" },
            text: { nb: "Bruk inngangen fra Storgata 2." },
            to: { participation: "digital" },
            sendAt: "2026-12-14T13:00",
          },
          { "idempotency-key": '"ny-inngang"' },
        ),
      ),
    });
    expect([planned.status, await planned.text()]).toEqual([202, expect.anything()]);
    expect(await shown()).toMatch(/mandag 14\. desember 2026 kl\. 13\.00.*Meldingen «Ny inngang» til 1</s);
    expect(await raw()).toContain(`<a href="/organiser/${slug}/registrations?participation=digital">1</a>`);
  });
});

describe("what needs doing", () => {
  const stream = (streamUrl: string | null) => ({
    participation: { inPerson: { capacity: 2, waitlist: true }, digital: { streamUrl } },
  });

  it("includes the stream's missing address, from three days before it opens until it closes", async () => {
    const { slug, shown } = await anEvent(stream(null));
    const at = async (time: string) => {
      vi.setSystemTime(Date.parse(time));
      return shown();
    };
    expect(await at("2026-12-12T07:44:59Z")).not.toContain("Sendingen mangler adresse");
    expect(await at("2026-12-12T07:45:00Z")).toContain(
      "Sendingen mangler adresse, og den åpner tirsdag 15. desember 2026 kl. 08.45.",
    );
    expect(await at("2026-12-15T07:45:00Z")).toContain("Sendingen er åpen uten adresse.");
    expect(await at("2026-12-15T13:00:00Z")).not.toContain("uten adresse");
    await put({ ...sample, slug, organisers: [addressAt(slug, "rebekka")], ...stream("https://strom.example.no") });
    expect(await at("2026-12-15T07:45:00Z")).not.toContain("adresse");
  });

  it("includes a failing or paused webhook, an announcement being sent, and texts missing in a partner's language", async () => {
    const url = "https://system.example.no/pamelding?nokkel=hemmelig";
    const { slug, shown, raw } = await anEvent({ webhooks: [{ url }] });
    const set = (what: string) =>
      env.DB.prepare(`UPDATE webhook_endpoint SET ${what} WHERE event = ?`).bind(slug).run();
    expect(await shown()).not.toContain("system.example.no");
    await set("failing_since = 1");
    expect(await shown()).toContain("Endringer kommer ikke fram til system.example.no. Vi prøver igjen.");
    await set("paused_at = 1");
    const page = await raw();
    expect(page).toContain("Endringer blir ikke lenger sendt til system.example.no");
    expect(page).not.toContain("hemmelig");
    await env.DB.prepare(
      `INSERT INTO announcement (id, event, key, body_hash, subject, text, audience, recipients, queued, queued_to, sent_by,
         created_at, due_at, counted_at)
       VALUES (?1, ?1, 'k', 'h', '{}', '{}', '{}', 10000, 4200, 'x', 'admin', 1, 1, 1)`,
    )
      .bind(slug)
      .run();
    expect(await shown()).toContain("Meldingen er på vei ut: 4200 av 10000 er lagt i køen.");
    expect(await shown()).toContain("Dette finnes ikke på nynorsk: tittelen og programmet.");
    expect(await shown("en")).toContain("Not available in Norwegian Nynorsk: the title and the programme.");
  });
});

describe("asking for the page again", () => {
  it("costs a few rows while nothing has changed, whatever the event's size, and returns the page after a change", async () => {
    const { slug, cookie } = await anEvent();
    for (const name of ["kari", "per"]) await attend(slug, name, { participation: "digital" });
    const session = await cookie();
    const first = await visit(`/organiser/${slug}`, session);
    const tag = first.headers.get("etag") ?? "";
    expect((await first.text()).replaceAll("&quot;", '"')).toContain(`data-fresh="${tag}"`);
    const { db, cost } = counted(env.DB);
    const ask = (known: string) =>
      call(
        `/organiser/${slug}`,
        { headers: { cookie: session, accept: "text/html", "if-none-match": known } },
        withDatabase(db),
      );
    const same = await ask(tag);
    expect([same.status, await same.text(), same.headers.get("cache-control")]).toEqual([304, "", "no-store"]);
    expect(cost).toMatchObject({ roundTrips: 3, written: 0 });
    expect(cost.read).toBeLessThanOrEqual(10);
    await attend(slug, "siri", { participation: "digital" });
    expect((await ask(tag)).status).toBe(200);
    const later = (await ask(tag)).headers.get("etag") ?? "";
    expect((await ask(later)).status).toBe(304);
    // Another day in Oslo, but within the life of a session.
    vi.setSystemTime(Date.parse("2026-11-24T23:30:00Z"));
    expect((await ask(later)).status).toBe(200);
  });

  it("gives nothing to an organiser who is signed out", async () => {
    const { slug, cookie } = await anEvent();
    const tag = (await visit(`/organiser/${slug}`, await cookie())).headers.get("etag") ?? "";
    const answer = await call(`/organiser/${slug}`, { headers: { accept: "text/html", "if-none-match": tag } });
    expect(answer.status).toBe(303);
  });
});

describe("the chart", () => {
  it.each([
    [0, 1],
    [1, 1],
    [4, 1],
    [9, 2],
    [55, 20],
    [1000, 200],
  ])("for %i registrations a day has a line each %i, at most five", (most, step) => {
    expect(lineStep(most)).toBe(step);
    expect(most / step).toBeLessThanOrEqual(5);
  });

  it("has a table by weeks that begin on Monday", () => {
    const days = Array.from(
      { length: 10 },
      (_, index) => [new Date(Date.UTC(2026, 10, 13) + index * DAY).toISOString().slice(0, 10), 1] as const,
    );
    expect(weeksOf(days)).toEqual([
      { from: "2026-11-13", to: "2026-11-15", count: 3, total: 3 },
      { from: "2026-11-16", to: "2026-11-22", count: 7, total: 10 },
    ]);
  });
});
