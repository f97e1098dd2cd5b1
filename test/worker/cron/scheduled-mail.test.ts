import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { duringRegistration, sample } from "../builders.ts";
import {
  aBody,
  asAdmin,
  call,
  exported,
  first,
  forgetQueued,
  form,
  json,
  mailsTo,
  put,
  register,
  tick,
} from "../client.ts";
import { counted, QUERIES_MAX } from "../counted.ts";
import { calendarIn } from "../people.ts";

/** The sample event begins on 15 December at 09.00 in Oslo, which is an hour ahead of UTC. */
const reminderTime = Date.parse("2026-12-14T09:00:00Z");
const streamLinkTime = Date.parse("2026-12-14T14:00:00Z");
const starts = Date.parse("2026-12-15T08:00:00Z");
const thanksTime = Date.parse("2026-12-16T09:00:00Z");

const streamUrl = "https://strom.example.no/direkte";
const MINUTE = 60_000;

let events = 0;
let slug: string;

const definition = (changes: object = {}) => ({
  ...sample,
  slug,
  participation: { inPerson: { capacity: 1, waitlist: true }, digital: {} },
  ...changes,
});
const withStream = (url: string | null = streamUrl) => ({
  participation: { inPerson: { capacity: 1, waitlist: true }, digital: { streamUrl: url } },
});

beforeEach(async () => {
  at(duringRegistration);
  // A tick handles a few things at a time, and the events of other tests fall due too.
  await env.DB.batch([
    env.DB.prepare("UPDATE scheduled_mail SET done_at = 0"),
    env.DB.prepare("UPDATE event SET scheduled = 1"),
  ]);
  slug = `forfall-${++events}`;
  await put(definition());
});

/** Each test has its own clock, and all share the row of the send rate. */
function at(milliseconds: number): void {
  vi.setSystemTime(milliseconds);
}
async function tickAt(milliseconds: number): Promise<void> {
  at(milliseconds);
  await first.prepare("UPDATE send_rate SET paused_until = 0, slots = '[]'").run();
  await tick();
}

const addressOf = (name: string) => `${name}.${slug}@example.no`;
const inPerson = (name: string) => register(slug, aBody(addressOf(name), { waitlist: true, language: "nb" }));
const digital = (name: string) => register(slug, aBody(addressOf(name), { participation: "digital", language: "nb" }));

/** Kari has the seat, Ola follows digitally, Per waits. All their confirmations are sent. */
async function threePeople(): Promise<void> {
  await inPerson("kari");
  await digital("ola");
  await inPerson("per");
  for (const name of ["kari", "ola", "per"]) await mailsTo(addressOf(name));
}

/** Subjects after the confirmation. */
async function newsTo(name: string): Promise<string[]> {
  return (await mailsTo(addressOf(name))).slice(1).map(({ subject }) => subject.split(":")[0] ?? "");
}

async function manageUrl(name: string): Promise<string> {
  const [mail] = await mailsTo(addressOf(name));
  return /\/registrations\/[\w-]+/.exec(mail?.text ?? "")?.[0] ?? "";
}

/** A waiting attendee chooses the stream until there is a seat. */
async function followMeanwhile(name: string): Promise<void> {
  const response = await call(`${await manageUrl(name)}/meanwhile`, form({}));
  expect(response.status).toBe(303);
  await mailsTo(addressOf(name));
}

describe("the reminder", () => {
  it("comes the day before, to people with a place, with the text for their participation", async () => {
    await threePeople();
    await tickAt(reminderTime - 1);
    expect(await newsTo("kari")).toEqual([]);
    await tickAt(reminderTime);
    expect([await newsTo("kari"), await newsTo("ola"), await newsTo("per")]).toEqual([
      ["I morgen kl. 09.00"],
      ["I morgen kl. 09.00"],
      [],
    ]);
    expect((await mailsTo(addressOf("kari"))).at(-1)?.text).toContain("Vi ses på Oslo Kongressenter.");
    expect((await mailsTo(addressOf("ola"))).at(-1)?.text).toContain("Vi minner om at du er med digitalt.");
    const { registrations } = await exported(slug);
    expect(registrations.map(({ mail }) => mail)).toMatchObject([
      { kind: "reminder", status: "sent" },
      { kind: "reminder", status: "sent" },
      { kind: "confirmation", status: "sent" },
    ]);
  });

  it("does not come to rehearsals", async () => {
    const body = { ...aBody(addressOf("prove"), { participation: "digital" }), rehearsal: true };
    const init = asAdmin(json(body, { "idempotency-key": crypto.randomUUID() }));
    expect((await call(`/api/events/${slug}/registrations`, init)).status).toBe(201);
    await mailsTo(addressOf("prove"));
    for (const time of [reminderTime, thanksTime]) {
      await tickAt(time);
      expect(await newsTo("prove")).toEqual([]);
    }
  });

  it("comes once, however often the cron runs, and together at the same time", async () => {
    await threePeople();
    at(reminderTime);
    await Promise.all([tick(), tick(), tick()]);
    await tickAt(reminderTime + MINUTE);
    expect(await newsTo("kari")).toEqual(["I morgen kl. 09.00"]);
  });

  it("comes even if the cron was down at the hour, and not to people who registered meanwhile", async () => {
    await put(definition({ registrationCloses: "2026-12-15T08:00" }));
    await threePeople();
    at(reminderTime + 30 * MINUTE);
    await digital("sein");
    await mailsTo(addressOf("sein"));
    await tickAt(reminderTime + 180 * MINUTE);
    expect(await newsTo("kari")).toEqual(["I morgen kl. 09.00"]);
    expect(await newsTo("sein")).toEqual([]);
  });

  it("says today if it was delayed until the day itself, and is not sent after the event has begun", async () => {
    await threePeople();
    await tickAt(starts - 60 * MINUTE);
    expect((await mailsTo(addressOf("kari"))).at(-1)?.subject).toMatch(/^I dag kl. 09.00: /);

    slug = `forfall-${++events}`;
    at(duringRegistration);
    await put(definition());
    await threePeople();
    await tickAt(starts);
    expect(await newsTo("kari")).toEqual([]);
  });

  it("is dropped for an attendee who cancels before it is sent", async () => {
    await threePeople();
    at(reminderTime);
    await first
      .prepare("UPDATE send_rate SET paused_until = ?")
      .bind(reminderTime + MINUTE)
      .run();
    await tick();
    await call(`${await manageUrl("ola")}/cancel`, form({}));
    await tickAt(reminderTime + MINUTE);
    expect(await newsTo("kari")).toEqual(["I morgen kl. 09.00"]);
    expect(await newsTo("ola")).toEqual(["Du er meldt av"]);
  });

  it("is deleted if it is not sent, and the export shows the previous e-mail again, as a change", async () => {
    await put(definition({ mails: { streamLink: null } }));
    await threePeople();
    at(reminderTime);
    await first
      .prepare("UPDATE send_rate SET paused_until = ?")
      .bind(reminderTime + MINUTE)
      .run();
    await tick();
    const { cursor, registrations } = await exported(slug);
    expect(registrations[0]?.mail).toMatchObject({ kind: "reminder", status: "queued" });
    await tickAt(starts + MINUTE);
    expect(await newsTo("kari")).toEqual([]);
    const later = await exported(slug, `?since=${cursor}`);
    expect(later.registrations.map(({ mail }) => mail)).toMatchObject([
      { kind: "confirmation", status: "sent" },
      { kind: "confirmation", status: "sent" },
    ]);
  });

  it("comes once more when the event is moved to another day", async () => {
    await threePeople();
    await tickAt(reminderTime);
    at(reminderTime + MINUTE);
    await put(definition({ starts: "2026-12-18T09:00", ends: "2026-12-18T13:00" }));
    await tickAt(Date.parse("2026-12-17T09:00:00Z"));
    expect(await newsTo("kari")).toEqual(["I morgen kl. 09.00", "Ny tid", "I morgen kl. 09.00"]);
  });

  it("comes at the hour in the definition, or not at all", async () => {
    await put(definition({ mails: { reminder: "2026-12-14T18:00" } }));
    await threePeople();
    await tickAt(reminderTime);
    expect(await newsTo("kari")).toEqual([]);
    await tickAt(Date.parse("2026-12-14T17:00:00Z"));
    expect(await newsTo("kari")).toEqual(["I morgen kl. 09.00"]);

    slug = `forfall-${++events}`;
    at(duringRegistration);
    await put(definition({ mails: { reminder: null } }));
    await threePeople();
    await tickAt(reminderTime);
    expect(await newsTo("kari")).toEqual([]);
  });

  it.each([
    ["reminder", "2026-12-13T10:00", "a time on the day before starts"],
    ["streamLink", "2026-12-15T13:00", "a time before ends"],
    ["thanks", "2026-12-15T12:00", "a time after ends"],
  ])("is refused at an hour that makes no sense: mails.%s %s", async (field, time, code) => {
    const response = await put(definition({ mails: { [field]: time } }));
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ field: `mails.${field}`, code }] });
  });

  it("does not come for an event that is cancelled", async () => {
    await threePeople();
    await put(definition({ cancelled: { reason: { nb: "Sjukdom" } } }));
    await tickAt(reminderTime);
    expect(await newsTo("kari")).toEqual(["Avlyst"]);
  });
});

describe("the link to the stream", () => {
  it("comes the day before, to people who take part digitally or wait, even if there is no address yet", async () => {
    await threePeople();
    expect(await newsTo("ola")).toEqual([]);
    await tickAt(streamLinkTime);
    expect(await newsTo("kari")).not.toContain("Lenke til strømmingen");
    expect(await newsTo("ola")).toContain("Lenke til strømmingen");
    expect(await newsTo("per")).toEqual(["Lenke til strømmingen"]);
    expect((await mailsTo(addressOf("per"))).at(-1)?.text).toMatch(
      /Åpne sendingen: https:\/\/pamelding\.example\.no\/s\/[\w-]+\n/,
    );
  });

  it("comes at once when the event is streamed only after that hour", async () => {
    await put(definition({ participation: { inPerson: { capacity: 1, waitlist: true } } }));
    await inPerson("kari");
    await inPerson("per");
    await mailsTo(addressOf("per"));
    await tickAt(streamLinkTime);
    at(streamLinkTime + 60 * MINUTE);
    await put(definition(withStream()));
    expect(await newsTo("per")).toEqual(["Lenke til strømmingen"]);
  });

  it("also comes at once during the event, and not after it", async () => {
    await put(definition({ participation: { inPerson: { capacity: 1, waitlist: true } } }));
    await inPerson("kari");
    await inPerson("per");
    await mailsTo(addressOf("per"));
    at(starts + 30 * MINUTE);
    await put(definition(withStream()));
    expect(await newsTo("per")).toEqual(["Lenke til strømmingen"]);
    at(starts + 240 * MINUTE);
    await put(definition(withStream("https://strom.example.no/opptak")));
    await tickAt(starts + 241 * MINUTE);
    expect(await newsTo("per")).toEqual(["Lenke til strømmingen"]);
  });

  it("comes at the hour in the definition, or never", async () => {
    await threePeople();
    const soon = { mails: { streamLink: "2026-11-24T14:00" } };
    await put(definition(soon));
    await tickAt(Date.parse("2026-11-24T12:59:59Z"));
    expect(await newsTo("ola")).toEqual([]);
    await put(definition({ mails: { streamLink: null } }));
    await tickAt(Date.parse("2026-11-24T13:00:00Z"));
    expect(await newsTo("ola")).toEqual([]);
    await put(definition(soon));
    await tickAt(Date.parse("2026-11-24T13:01:00Z"));
    expect(await newsTo("ola")).toEqual(["Lenke til strømmingen"]);
  });

  it("is in the confirmation of an attendee who registers after it was sent, and in no other e-mail", async () => {
    await put(definition({ ...withStream(), mails: { streamLink: "2026-11-24T12:00" } }));
    await digital("ola");
    const [confirmation] = await mailsTo(addressOf("ola"));
    expect(confirmation?.text).toMatch(/\/s\/[\w-]+\n/);
    await tickAt(streamLinkTime);
    expect(await newsTo("ola")).not.toContain("Lenke til strømmingen");
  });

  it("comes once, however the address of the stream changes", async () => {
    await threePeople();
    await put(definition(withStream(null)));
    await tickAt(streamLinkTime);
    at(streamLinkTime + MINUTE);
    await put(definition({ ...withStream(null), fundedBy: "Noregs forskingsråd" }));
    await put(definition(withStream()));
    await put(definition(withStream("https://strom.example.no/ny")));
    await tickAt(streamLinkTime + 2 * MINUTE);
    expect(await newsTo("per")).toEqual(["Lenke til strømmingen"]);
  });
});

describe("the link, for people who register later", () => {
  const hasLink = async (name: string) =>
    (await mailsTo(addressOf(name))).some(({ text }) => /\/s\/[\w-]+\n/.test(text ?? ""));
  const open = { registrationCloses: "2026-12-15T08:00" };

  it("comes at the new date when the event is postponed after it was sent", async () => {
    await put(definition(withStream()));
    await tickAt(streamLinkTime);
    at(streamLinkTime + MINUTE);
    const moved = { starts: "2027-01-19T09:00", ends: "2027-01-19T13:00", registrationCloses: "2027-01-18T00:00" };
    await put(definition({ ...withStream(), ...moved }));
    at(Date.parse("2027-01-05T12:00:00Z"));
    await digital("kari");
    await mailsTo(addressOf("kari"));
    await tickAt(Date.parse("2027-01-18T14:00:00Z"));
    expect((await newsTo("kari")).sort()).toEqual(["I morgen kl. 09.00", "Lenke til strømmingen"]);
    await tickAt(Date.parse("2027-01-20T09:00:00Z"));
    expect(await newsTo("kari")).toContain("Takk for at du var med");
  });

  it("comes, and so do the thanks, if the date was first that of last year", async () => {
    const lastYear = { starts: "2025-12-15T09:00", ends: "2025-12-15T13:00" };
    const opened = { registrationOpens: "2025-11-01T00:00", registrationCloses: "2025-12-10T00:00" };
    await put(definition({ ...withStream(), ...lastYear, ...opened }));
    await tickAt(duringRegistration + MINUTE);
    await put(definition(withStream()));
    await digital("ola");
    await mailsTo(addressOf("ola"));
    for (const time of [reminderTime, streamLinkTime, thanksTime]) {
      await tickAt(time);
      await newsTo("ola");
    }
    expect(await newsTo("ola")).toEqual(["I morgen kl. 09.00", "Lenke til strømmingen", "Takk for at du var med"]);
  });

  it("is in the e-mail to an attendee who joins the waiting list after it was sent", async () => {
    await put(definition({ ...withStream(), mails: { streamLink: "2026-11-24T12:00" } }));
    await threePeople();
    expect([await hasLink("kari"), await hasLink("ola"), await hasLink("per")]).toEqual([false, true, true]);
  });

  it("comes to people who registered while it was switched off, and to nobody twice", async () => {
    await put(definition({ ...withStream(), ...open }));
    await threePeople();
    await tickAt(streamLinkTime);
    expect(await newsTo("ola")).toContain("Lenke til strømmingen");
    at(streamLinkTime + 10 * MINUTE);
    await put(definition({ ...withStream(), ...open, mails: { streamLink: null } }));
    at(streamLinkTime + 20 * MINUTE);
    await digital("siri");
    await mailsTo(addressOf("siri"));
    at(streamLinkTime + 30 * MINUTE);
    await put(definition({ ...withStream(), ...open }));
    await tickAt(streamLinkTime + 31 * MINUTE);
    expect(await newsTo("siri")).toEqual(["Lenke til strømmingen"]);
    expect((await newsTo("ola")).filter((subject) => subject === "Lenke til strømmingen")).toHaveLength(1);
  });

  it("comes to people who registered after it was sent and before its postponed hour", async () => {
    await put(definition({ ...withStream(), ...open, mails: { streamLink: "2026-12-01T12:00" } }));
    await threePeople();
    await tickAt(Date.parse("2026-12-01T11:00:00Z"));
    at(Date.parse("2026-12-02T11:00:00Z"));
    await put(definition({ ...withStream(), ...open, mails: { streamLink: "2026-12-10T12:00" } }));
    await digital("siri");
    await mailsTo(addressOf("siri"));
    await tickAt(Date.parse("2026-12-10T11:00:00Z"));
    expect(await newsTo("siri")).toEqual(["Lenke til strømmingen"]);
    expect(await newsTo("ola")).toEqual(["Lenke til strømmingen"]);
  });

  it("does not come when the stream is taken back before it is sent", async () => {
    await put(definition(withStream()));
    await threePeople();
    at(streamLinkTime);
    await first
      .prepare("UPDATE send_rate SET paused_until = ?")
      .bind(streamLinkTime + MINUTE)
      .run();
    await tick();
    await put(definition({ participation: { inPerson: { capacity: 1, waitlist: true } } }));
    await tickAt(streamLinkTime + MINUTE);
    expect(await newsTo("per")).toEqual([]);
  });
});

describe("notices about the event", () => {
  it("have the new calendar entry also for people who follow digitally while they wait", async () => {
    await threePeople();
    await followMeanwhile("per");
    await put(definition({ starts: "2026-12-15T11:00" }));
    const mail = (await mailsTo(addressOf("per"))).at(-1);
    expect(mail?.subject).toMatch(/^Ny tid/);
    expect(calendarIn(mail)).toMatchObject({ method: "PUBLISH", starts: "2026-12-15T10:00:00Z" });
  });

  const holdFor = (minutes: number) =>
    first
      .prepare("UPDATE send_rate SET paused_until = ?")
      .bind(duringRegistration + minutes * MINUTE)
      .run();

  it("come once, with the present facts, if the organiser corrects the event before they are sent", async () => {
    await threePeople();
    await holdFor(10);
    await put(definition({ venue: { name: "Rådhuset", city: "Oslo" } }));
    at(duringRegistration + MINUTE);
    await put(definition({ venue: { name: "Rådhuset i Oslo", city: "Oslo" } }));
    await tickAt(duringRegistration + 10 * MINUTE);
    await tickAt(duringRegistration + 11 * MINUTE);
    expect(await newsTo("kari")).toEqual(["Nytt sted"]);
    expect((await mailsTo(addressOf("kari"))).at(-1)?.text).toContain("Rådhuset i Oslo");
    expect((await exported(slug)).registrations.map(({ mail }) => mail?.status)).toEqual(["sent", "sent", "sent"]);
  });

  it("do not come to an attendee who has cancelled before they are sent", async () => {
    await threePeople();
    const link = await manageUrl("ola");
    await holdFor(10);
    await put(definition({ venue: { name: "Rådhuset", city: "Oslo" } }));
    await call(`${link}/cancel`, form({}));
    await tickAt(duringRegistration + 10 * MINUTE);
    await tickAt(duringRegistration + 11 * MINUTE);
    expect(await newsTo("ola")).toEqual(["Du er meldt av"]);
  });
});

describe("a tick with everything to do at once", () => {
  it.each([
    ["holds end", 1],
    ["everybody is erased", null],
  ])("makes no more database queries than the free plan allows, when %s", async (_, heldUntil) => {
    const here = slug;
    for (const more of ["a", "b", "c"]) {
      slug = `${here}-${more}`;
      await put(definition(withStream()));
      await digital("ola");
    }
    slug = here;
    for (const name of ["kari", "ola", "per", "siri"]) await digital(name);
    forgetQueued();
    await env.DB.batch([
      env.DB.prepare("UPDATE message SET bulk = 1, kind = 'reminder' WHERE event <> ?").bind(here),
      env.DB.prepare("UPDATE event SET scheduled = 0 WHERE slug LIKE ?").bind(`${here}%`),
      first.prepare("UPDATE send_rate SET paused_until = 0, slots = '[]'"),
      env.DB.prepare("UPDATE retention SET at = 1, due_at = 1 WHERE event LIKE ?").bind(`${here}-%`),
      first.prepare("DELETE FROM pinned_script"),
      env.DB.prepare("UPDATE registration SET held_until = ?2, hold_reminder_at = ?2 WHERE event LIKE ?1").bind(
        `${here}-%`,
        heldUntil,
      ),
    ]);
    at(streamLinkTime);
    const { db, queries } = counted(env.DB);
    await tick(db);
    expect(queries()).toBeGreaterThan(30);
    expect(queries()).toBeLessThanOrEqual(QUERIES_MAX);
  });
});

describe("the thanks", () => {
  it("come afterwards to people who had a place, and say when everything is erased", async () => {
    await threePeople();
    const recordingUrl = "https://strom.example.no/opptak";
    await put(
      definition({
        participation: { inPerson: { capacity: 1, waitlist: true }, digital: { recordingUrl } },
        mails: { materialsUrl: "https://www.example.no/lysark" },
      }),
    );
    // E-mails that are too late are dropped first.
    for (const minute of [0, 1]) await tickAt(thanksTime + minute * MINUTE);
    expect(await newsTo("kari")).toEqual(["Takk for at du var med"]);
    expect(await newsTo("per")).toEqual([]);
    const text = (await mailsTo(addressOf("ola"))).at(-1)?.text;
    expect(text).toContain("https://www.example.no/lysark");
    expect(text).toContain(`Her ligger opptaket: ${recordingUrl}`);
    expect(text).toContain("slettet senest 15. mars 2027");
  });

  it("also come to people who followed digitally while waiting, like the reminder", async () => {
    await put(definition(withStream()));
    await threePeople();
    await followMeanwhile("per");
    await tickAt(reminderTime);
    expect(await newsTo("per")).toEqual(["Påmeldingen er endret", "I morgen kl. 09.00"]);
    await tickAt(thanksTime);
    expect((await newsTo("per")).at(-1)).toBe("Takk for at du var med");
  });

  it("come on the day in the definition, even weeks after the event", async () => {
    await put(definition({ mails: { thanks: "2027-01-20T10:00" } }));
    await threePeople();
    await tickAt(thanksTime);
    expect(await newsTo("kari")).not.toContain("Takk for at du var med");
    await tickAt(Date.parse("2027-01-20T09:00:00Z"));
    expect(await newsTo("kari")).toContain("Takk for at du var med");
  });

  it("do not come if the definition has null", async () => {
    await put(definition({ mails: { thanks: null } }));
    await threePeople();
    await tickAt(thanksTime);
    expect(await newsTo("kari")).not.toContain("Takk for at du var med");
  });

  it("do not come weeks too late, for instance for an event that ended before the service had thanks", async () => {
    await threePeople();
    await tickAt(thanksTime + 15 * 24 * 60 * MINUTE);
    expect(await newsTo("kari")).toEqual([]);
  });
});

describe("an event that is cancelled while its mail waits", () => {
  it.each([
    ["reminder", reminderTime],
    ["stream's link", streamLinkTime],
    ["thanks", thanksTime],
  ])("sends no %s, but that it is cancelled", async (_, time) => {
    await put(definition(withStream()));
    await threePeople();
    at(time);
    await first
      .prepare("UPDATE send_rate SET paused_until = ?")
      .bind(time + MINUTE)
      .run();
    // A tick handles two of the three.
    for (let ticks = 0; ticks < 2; ticks++) await tick();
    await put(definition({ ...withStream(), cancelled: { reason: { nb: "Sjukdom" } } }));
    await tickAt(time + MINUTE);
    expect(await newsTo("ola")).toEqual(["Avlyst"]);
  });
});

describe("an event of an older service", () => {
  it("is planned by the cron", async () => {
    await threePeople();
    await env.DB.batch([
      env.DB.prepare("DELETE FROM scheduled_mail WHERE event = ?").bind(slug),
      env.DB.prepare("UPDATE event SET scheduled = 0 WHERE slug = ?").bind(slug),
    ]);
    await tickAt(reminderTime - MINUTE);
    await tickAt(reminderTime);
    expect(await newsTo("kari")).toEqual(["I morgen kl. 09.00"]);
  });
});
