/** How an event stands, on the organiser's page. */
import { env } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { lineStep, weeksOf } from "../../../worker/organiser/pages/days-chart.tsx";
import { type Definition, sample } from "../builders.ts";
import { call, form, put } from "../client.ts";
import { signIn, visit } from "../organisers.ts";
import { addressAt, aNewEvent, attend } from "../people.ts";

const DAY = 86_400_000;

async function anEvent(
  changes: Partial<Definition> = {},
): Promise<{ slug: string; shown: (lang?: string) => Promise<string> }> {
  const slug = await aNewEvent("oversyn", changes);
  const organisers = [addressAt(slug, "rebekka")];
  await put({ ...sample, ...changes, slug, organisers });
  return {
    slug,
    shown: async (lang = "nb") => {
      const answer = await visit(`/organiser/${slug}?lang=${lang}`, await signIn(addressAt(slug, "rebekka")));
      expect(answer.status).toBe(200);
      return (await answer.text()).replaceAll(/<\/?b>/g, "");
    },
  };
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
      "2 of 2 places in the room are taken, 1 follows digitally, 1 is on the waiting list, and 1 has cancelled.",
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

  it("says how long there is, also when it is a day, and what is over", async () => {
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

  it("says which e-mails go by themselves, and of a cancelled event that none does", async () => {
    const { slug, shown } = await anEvent();
    const page = await shown();
    expect(page).toMatch(/mandag 14\. desember 2026 kl\. 10\.00.*Påminnelse/s);
    expect(page).toContain("Lenken til sendingen mangler ennå.");
    await put({ ...sample, slug, organisers: [addressAt(slug, "rebekka")], cancelled: { reason: { nb: "Storm" } } });
    const cancelled = await shown();
    expect(cancelled).toContain("Ingen flere e-poster går av seg selv.");
    expect(cancelled).not.toContain("Lenken til sendingen");
  });

  it("writes nothing of attendees into the page, and no title as markup", async () => {
    const { slug, shown } = await anEvent({ title: { nb: "<script>alert(1)</script>" } });
    await attend(slug, "kari");
    const page = await shown();
    expect(page).not.toContain(addressAt(slug, "kari"));
    expect(page).not.toContain("<script");
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

  it("is told as a table by weeks that begin on Monday", () => {
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
