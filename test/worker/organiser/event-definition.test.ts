import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { type Definition, sample } from "../builders.ts";
import { aBody, asAdmin, call, exported, json, mailsTo, put, register } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { addressAt, aNewEvent, attend, calendarIn, press, subjectsTo } from "../people.ts";

let slug: string;

/** Two seats, a waiting list, and unlimited digital places. */
beforeEach(async () => {
  slug = await aNewEvent("arrangement");
});

const inPerson = (capacity: number | null, waitlist = true) => ({
  participation: { inPerson: { capacity, waitlist }, digital: { capacity: null, streamUrl: null } },
});

async function change(changes: Partial<Definition>) {
  const response = await put({ ...sample, ...changes, slug });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

async function statuses(): Promise<Record<string, string>> {
  const { registrations } = await exported(slug);
  return Object.fromEntries(registrations.map(({ email, status }) => [email.split(".")[0], status]));
}

describe("putting an event", () => {
  it("creates it with 201, replaces it with 200, and returns it as it was meant", async () => {
    const created = await put({ ...sample, slug: `${slug}-ny` });
    expect(created.status).toBe(201);
    expect(await created.json()).toMatchObject({ created: true, promoted: 0, messages: 0, overCapacity: 0 });
    const replaced = await put({ ...sample, slug: `${slug}-ny`, fundedBy: "Forskingsrådet" });
    expect(replaced.status).toBe(200);
    expect(await replaced.json()).toMatchObject({ created: false });
    const definition = await call(`/api/events/${slug}-ny/definition`, asAdmin());
    expect(definition.headers.get("cache-control")).toBe("private, no-store, no-transform");
    expect(await definition.json()).toMatchObject({ ...sample, slug: `${slug}-ny`, fundedBy: "Forskingsrådet" });
  });

  it("sends no e-mail for a change that does not affect calendars", async () => {
    await attend(slug, "kari");
    expect(await change({ price: { nb: "Gratis" }, title: { nb: "Ny tittel" } })).toMatchObject({ messages: 0 });
    expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(1);
  });

  it("is all or nothing for two at once: the slower one gets an error, and no part of it is stored", async () => {
    const answers = await Promise.all(
      [3, 4, 5].map(async (capacity) => ({
        capacity,
        response: await put({
          ...sample,
          slug,
          ...inPerson(capacity),
          venue: { name: `Sal ${capacity}`, city: "Oslo" },
        }),
      })),
    );
    for (const { response } of answers) expect([200, 412]).toContain(response.status);
    expect(answers.filter(({ response }) => response.status === 200).length).toBeGreaterThan(0);
    const row = await env.DB.prepare(
      `SELECT version = event_version AS same, definition, in_person_capacity AS capacity
       FROM event JOIN capacity ON event = slug WHERE slug = ?`,
    )
      .bind(slug)
      .first<{ same: number; definition: string; capacity: number }>();
    const stored = JSON.parse(row?.definition ?? "") as Definition;
    expect(row?.same).toBe(1);
    expect(stored.venue?.name).toBe(`Sal ${row?.capacity}`);
    expect(stored.participation.inPerson?.capacity).toBe(row?.capacity);
    const refused = answers.find(({ response }) => response.status === 412)?.response;
    if (refused) expect(await refused.json()).toMatchObject({ type: "/problems/changed-meanwhile" });
  });

  it("twice at once with a new place tells everybody once for each stored change", async () => {
    await attend(slug, "kari");
    const answers = await Promise.all(
      ["Her", "Der"].map((name) => put({ ...sample, slug, venue: { name, city: "Oslo" } })),
    );
    const made = answers.filter(({ status }) => status === 200).length;
    expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(1 + made);
  });
});

describe("capacity", () => {
  it("raised, promotes the first on the waiting list, in order, each with an e-mail", async () => {
    for (const name of ["a", "b", "c", "d", "e"]) await attend(slug, name);
    expect(await change(inPerson(4))).toMatchObject({ promoted: 2, messages: 2, overCapacity: 0 });
    expect(await statuses()).toEqual({
      a: "confirmed",
      b: "confirmed",
      c: "confirmed",
      d: "confirmed",
      e: "waitlisted",
    });
    for (const name of ["c", "d"]) expect((await subjectsTo(addressAt(slug, name))).at(-1)).toBe("Du har fått plass");
    expect(await subjectsTo(addressAt(slug, "e"))).toEqual(["Du står på venteliste"]);
    const { results } = await env.DB.prepare(
      "SELECT reason FROM change WHERE event = ? AND type = 'registration.promoted'",
    )
      .bind(slug)
      .all();
    expect(results).toEqual([{ reason: "capacity-raised" }, { reason: "capacity-raised" }]);
  });

  it("without a limit empties the waiting list", async () => {
    for (const name of ["a", "b", "c", "d"]) await attend(slug, name);
    expect(await change(inPerson(null))).toMatchObject({ promoted: 2 });
  });

  it("lowered below the taken places, removes no place, promotes nobody, and says so", async () => {
    const [a] = [await attend(slug, "a"), await attend(slug, "b"), await attend(slug, "c")];
    expect(await change(inPerson(1))).toMatchObject({ promoted: 0, messages: 0, overCapacity: 1 });
    expect(await statuses()).toEqual({ a: "confirmed", b: "confirmed", c: "waitlisted" });
    await press(a, "cancel");
    expect(await statuses()).toEqual({ a: "cancelled", b: "confirmed", c: "waitlisted" });
  });

  it("raised after the end of promotion leaves the seats free, and the organiser sees why", async () => {
    const ended = { promotionEnds: "2026-11-20T00:00" };
    await change(ended);
    for (const name of ["a", "b", "c"]) await attend(slug, name);
    expect(await change({ ...ended, ...inPerson(10) })).toMatchObject({ promoted: 0 });
    expect(await statuses()).toMatchObject({ c: "waitlisted" });
    expect(await exported(slug)).toMatchObject({
      promotion: { ends: "2026-11-19T23:00:00.000Z", ended: true },
      counts: { inPersonFree: 8, waitlisted: 1 },
    });
  });
});

describe("an event moved in time or place", () => {
  it("tells everyone concerned once, with the same calendar entry and a higher SEQUENCE", async () => {
    const kari = await attend(slug, "kari");
    const gone = await attend(slug, "borte");
    await press(gone, "cancel");
    await attend(slug, "ola");
    await attend(slug, "ventar");
    await attend(slug, "heime", { participation: "digital" });
    await change({ starts: "2026-12-16T09:00", ends: "2026-12-16T13:00" });

    const [first, second, ...more] = await mailsTo(kari.address);
    expect(more).toEqual([]);
    expect(second?.subject).toContain("Ny tid");
    const [before, after] = [calendarIn(first), calendarIn(second)];
    expect(after).toMatchObject({ uid: before.uid, method: "PUBLISH", starts: "2026-12-16T08:00:00Z" });
    expect(after.sequence).toBeGreaterThan(before.sequence);
    expect((await subjectsTo(addressAt(slug, "ola"))).at(-1)).toBe("Ny tid");
    expect((await subjectsTo(addressAt(slug, "heime"))).at(-1)).toBe("Ny tid");
    const waiting = (await mailsTo(addressAt(slug, "ventar"))).at(-1);
    expect([waiting?.subject.split(":")[0], waiting?.attachments]).toEqual(["Ny tid", []]);
    expect((await subjectsTo(gone.address)).at(-1)).toBe("Du er meld av");
  });

  it.each<[string, Partial<Definition>]>([
    ["the house", { venue: { name: "Rådhuset", city: "Oslo" } }],
    ["the street", { venue: { name: "Oslo Kongressenter", city: "Oslo", address: "Youngs gate 11" } }],
    ["the end", { ends: "2026-12-15T14:00" }],
  ])("in %s is told", async (_, changes) => {
    await attend(slug, "kari");
    expect(await change(changes)).toMatchObject({ messages: 1 });
  });
});

describe("a cancelled event", () => {
  const cancelled = { cancelled: { reason: { nb: "Foredragsholderen er syk." } } };

  it("tells everybody why, and removes the calendar entry", async () => {
    const kari = await attend(slug, "kari");
    expect(await change(cancelled)).toMatchObject({ messages: 1 });
    const [first, second, ...more] = await mailsTo(kari.address);
    expect(more).toEqual([]);
    expect(second?.subject).toContain("Avlyst");
    expect(second?.text).toContain("Foredragsholderen er syk.");
    expect(second?.html).toContain('lang="nb">Foredragsholderen er syk.');
    const [before, after] = [calendarIn(first), calendarIn(second)];
    expect(after).toMatchObject({ uid: before.uid, method: "CANCEL", status: "CANCELLED" });
    expect(after.sequence).toBeGreaterThan(before.sequence);
    // Told once, however often the definition is stored again.
    expect(await change(cancelled)).toMatchObject({ messages: 0 });
  });

  it("promotes nobody, although an attendee is erased", async () => {
    const [a] = [await attend(slug, "a"), await attend(slug, "b"), await attend(slug, "c")];
    await change(cancelled);
    await press(a, "erase");
    expect(await statuses()).toEqual({ b: "confirmed", c: "waitlisted" });
  });

  it("that takes place after all tells everyone, with a SEQUENCE higher still", async () => {
    const kari = await attend(slug, "kari");
    await change(cancelled);
    await mailsTo(kari.address);
    expect(await change({})).toMatchObject({ messages: 1 });
    const [, second, third] = await mailsTo(kari.address);
    expect(third?.subject).toContain("Blir noko av likevel");
    const [before, after] = [calendarIn(second), calendarIn(third)];
    expect(after).toMatchObject({ uid: before.uid, method: "PUBLISH", status: "CONFIRMED" });
    expect(after.sequence).toBeGreaterThan(before.sequence);
  });

  it("that is restored before the e-mail is sent does not mention cancelling", async () => {
    const kari = await attend(slug, "kari");
    await change(cancelled);
    await change({});
    const [, ...news] = await mailsTo(kari.address);
    for (const mail of news) {
      expect(mail.subject).not.toContain("Avlyst");
      expect(calendarIn(mail).method).toBe("PUBLISH");
    }
  });

  it("that was moved just before does not mention the move", async () => {
    const kari = await attend(slug, "kari");
    await change({ venue: { name: "Rådhuset", city: "Oslo" } });
    await change({ ...cancelled, venue: { name: "Rådhuset", city: "Oslo" } });
    const [, ...news] = await mailsTo(kari.address);
    for (const mail of news) expect(mail.text).not.toContain("Du er framleis påmeld");
  });
});

describe("a text in one language", () => {
  it("is shown to readers of the other languages, marked with its language", async () => {
    await change({ title: { en: "How to co-create" }, price: { nn: "Gratis" } });
    const event = (await (await call(`/api/events/${slug}?lang=nn`)).json()) as Record<string, unknown>;
    expect(event).toMatchObject({ title: { text: "How to co-create", lang: "en" }, price: { text: "Gratis" } });
    expect(event.price).not.toHaveProperty("lang");
    const page = await (await call(`/events/${slug}?lang=nb`)).text();
    expect(page).toContain('<span lang="en">How to co-create</span>');
    await register(slug, aBody(addressAt(slug, "kari")));
    const [mail] = await mailsTo(addressAt(slug, "kari"));
    expect(mail?.subject).toBe("Du har plass: How to co-create");
    expect(mail?.html).toContain('<span lang="en">How to co-create</span>');
  });
});

describe("a definition that can't be right", () => {
  const stad = { name: "Stad", language: "nn", site: "https://stad.example.no" };
  type Wrong = [field: string, changes: Record<string, unknown>];
  it.each<Wrong>([
    ["starts", { starts: "2026-02-30T09:00" }],
    ["starts", { starts: "15.12.2026 09:00" }],
    ["starts", { starts: "2026-12-15T09:00:00Z" }],
    ["ends", { ends: "2026-12-15T25:00" }],
    ["ends", { ends: "2026-12-15T08:00" }],
    ["registrationCloses", { registrationCloses: "2026-11-01T00:00" }],
    ["timeZone", { timeZone: "Europa/Oslo" }],
    ["title", { title: {} }],
    ["title", { title: { nb: " " } }],
    ["title.de", { title: { nb: "Samling", de: "Sammlung" } }],
    ["title", { title: "Samling" }],
    ["title", { title: undefined }],
    ["programme.1", { programme: [{ nb: "Åpning" }, {}] }],
    ["programme", { programme: Array.from({ length: 51 }, () => ({ nb: "Pause" })) }],
    ["summary.nb", { summary: { nb: "x".repeat(4001) } }],
    ["registrationOpen", { registrationOpen: "2026-11-01T00:00" }],
    ["participation", { participation: {} }],
    ["participation.inPerson.capacity", { participation: { inPerson: { capacity: -1 } } }],
    ["participation.inPerson.capacity", { participation: { inPerson: { capacity: 1.5 } } }],
    ["participation.inPerson.capacity", { participation: { inPerson: { capacity: "40" } } }],
    ["participation.digital.streamUrl", { participation: { digital: { streamUrl: "javascript:alert(1)" } } }],
    ["partners", { partners: {} }],
    ["partners.Stad", { partners: { Stad: { name: "Stad", language: "nn", site: "https://stad.example.no" } } }],
    ["partners.stad.site", { partners: { stad: { name: "Stad", language: "nn", site: "javascript:alert(1)" } } }],
    ["partners.stad.site", { partners: { stad: { name: "Stad", language: "nn", site: "stad.example.no" } } }],
    [
      "partners.stad.language",
      { partners: { stad: { name: "Stad", language: "no", site: "https://stad.example.no" } } },
    ],
    ["organiser.email", { organiser: { name: "Telemarksforsking", email: "konferanse" } }],
    ["contacts.practical.email", { contacts: { practical: { name: "Kari Nordmann" } } }],
    ["questions.0", { questions: ["age"] }],
    ["colleaguesMax", { colleaguesMax: 10 }],
    ["retention.needsDays", { retention: { needsDays: 400, registrationsDays: 90 } }],
    ["slug", { slug: "et-anna" }],
    ["slug", { slug: "Stor Bokstav" }],
    ["cancelled.reason", { cancelled: { reason: {} } }],
    ["partners.stad.origins.0", { partners: { stad: { ...stad, origins: ["https://stad.example.no/meld-deg-pa"] } } }],
    ["partners.stad.origins.0", { partners: { stad: { ...stad, origins: ["*"] } } }],
    // What the privacy notice must say.
    ["organiser", { organiser: undefined }],
    ["organiser.name", { organiser: { name: "–", email: "konferanse@example.no" } }],
    ["organiser.email", { organiser: { name: "Telemarksforsking", email: "" } }],
    ["contacts.practical.name", { contacts: { practical: { name: "...", email: "kari@example.no" } } }],
    ["retention", { retention: undefined }],
    ["retention.needsDays", { retention: { registrationsDays: 90 } }],
    ["retention.registrationsDays", { retention: { needsDays: 7 } }],
    ["retention.needsDays", { retention: { needsDays: 91, registrationsDays: 90 } }],
    ["privacy.processors", { privacy: { processors: [] } }],
    ["privacy.processors.0", { privacy: { processors: ["?"] } }],
    ["privacy.controllerContact", { privacy: { controllerContact: "-" } }],
    ["privacy.dataProtectionOfficer", { privacy: { dataProtectionOfficer: "" } }],
  ])("is refused at %s, and the running event goes on: %j", async (field, changes) => {
    const before = await dumpOf();
    const body = { ...sample, slug, ...changes };
    const response = await call(`/api/events/${slug}`, { ...asAdmin(json(body)), method: "PUT" });
    expect(response.status).toBe(422);
    const problem = (await response.json()) as { type: string; errors: { field: string; code: string }[] };
    expect(problem.type).toBe("/problems/invalid-definition");
    expect(problem.errors.map((error) => error.field)).toContain(field);
    for (const { code } of problem.errors) expect(code).not.toBe("");
    expect(await dumpOf()).toBe(before);
  });

  it.each([
    ["larger than any programme", `{"slug":"${"x".repeat(300_000)}"}`, 413],
    ["no JSON", "<event/>", 400],
    ["nested without end", "[".repeat(200_000), 400],
    ["nested deep", `{"title":${"[".repeat(20_000)}${"]".repeat(20_000)}}`, 422],
    ["no object", "null", 422],
  ])("%s is refused", async (_, body, status) => {
    const before = await dumpOf();
    const headers = { "content-type": "application/json" };
    const response = await call(`/api/events/${slug}`, asAdmin({ method: "PUT", headers, body }));
    expect(response.status).toBe(status);
    expect(await dumpOf()).toBe(before);
  });

  it("of a new event creates no event", async () => {
    const response = await put({ ...sample, slug: "halv", ends: sample.starts });
    expect(response.status).toBe(422);
    expect((await call("/api/events/halv")).status).toBe(404);
  });
});
