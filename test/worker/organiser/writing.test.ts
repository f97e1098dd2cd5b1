/** Writing to many on the organiser's pages, as a browser without a script does it. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { languages } from "../../../worker/i18n/language.ts";
import messages from "../../../worker/i18n/texts.json";
import { duringRegistration } from "../builders.ts";
import {
  aBody,
  acceptedFor,
  asAdmin,
  call,
  deliverQueued,
  form,
  mailsTo,
  register,
  threeTicks,
  tick,
  withDatabase,
} from "../client.ts";
import { counted } from "../counted.ts";
import { ownForm, signIn, visit } from "../organisers.ts";
import { addressAt, aNewEvent, linkIn } from "../people.ts";

let slug: string;
let organiser: string;
let cookie: string;
let clock = duringRegistration;

function pass(seconds: number): void {
  clock += seconds * 1000;
  vi.setSystemTime(clock);
}

beforeEach(async () => {
  slug = await aNewEvent("skriv", { participation: { inPerson: { capacity: 1, waitlist: true }, digital: {} } });
  // The session and the drafts of each test are its own.
  organiser = `rebekka.${slug}@example.no`;
  await call(`/api/events/${slug}`, {
    ...asAdmin(),
    method: "PUT",
    headers: { ...asAdmin().headers, "content-type": "application/json" },
    body: JSON.stringify({
      ...((await (await call(`/api/events/${slug}/definition`, asAdmin())).json()) as object),
      organisers: [organiser],
    }),
  });
  clock = duringRegistration + 3_600_000;
  vi.setSystemTime(clock);
  cookie = await signIn(organiser);
});

/** Kari is in the room and reads Nynorsk, Ola follows in English, Per waits. */
async function threePeople(): Promise<void> {
  const enter = (name: string, more: object) =>
    register(slug, aBody(addressAt(slug, name), { waitlist: true, name: `${name} Nordmann`, ...more }));
  await enter("kari", {});
  await enter("ola", { participation: "digital", language: "en", partner: "nordre-follo" });
  await enter("per", { language: "nb" });
  await deliverQueued();
}

const path = (more = "") => `/organiser/${slug}/announcements${more}`;
const open = (more = "?to=all") => visit(path(more), cookie);
const words = { "subject-nb": "Ta med egen kopp", "text-nb": "Det er kaffe fra kl. 08.30." };

/** Presses a button of a form, and answers where that leads. */
async function press(
  to: string,
  fields: Record<string, string>,
): Promise<{ status: number; location: string; text: string }> {
  const answer = await call(to, ownForm(fields, cookie));
  return { status: answer.status, location: answer.headers.get("location") ?? "", text: await answer.text() };
}

const hidden = (page: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? "";

/** The page that asks whether it is right, as the form that it has. */
async function confirmation(audience = "to=all") {
  const page = await (await visit(path(`/send?${audience}`), cookie)).text();
  return { page, fields: { key: hidden(page, "key"), version: hidden(page, "version"), count: hidden(page, "count") } };
}

/** Writes, confirms and sends. Answers the id. */
async function send(audience = "to=all", fields: Record<string, string> = words): Promise<string> {
  await press(path(`?${audience}`), { ...fields, do: "send" });
  const { fields: confirmed } = await confirmation(audience);
  const { location } = await press(path(`/send?${audience}`), { ...confirmed, do: "now" });
  return new URLSearchParams(location.split("?")[1]).get("sent") ?? "";
}

/** Who has got it. */
async function readers(): Promise<string[]> {
  const mails = (await acceptedFor(`.${slug}@example.no`)).filter(({ subject }) => subject.startsWith("Ta med"));
  return mails.map(({ to }) => to[0]?.split(".")[0] ?? "").sort();
}

async function later(): Promise<void> {
  for (let minute = 0; minute < 3; minute++) {
    pass(61);
    await tick();
    await deliverQueued();
  }
}

describe("the page to write on", () => {
  it("shows the number and languages of recipients, the e-mail to one of them, and logs the person named", async () => {
    await threePeople();
    await press(path("?to=all"), { ...words, do: "save" });
    const page = await (await open()).text();
    expect(page).toContain("3 mottakere.");
    expect(page).toContain("1 på bokmål, 1 på nynorsk, 1 på engelsk.");
    expect(page).toContain("Slik ser kari Nordmann den");
    expect(page).toContain("Hei, kari Nordmann");
    expect(page).toContain(addressAt(slug, "kari"));
    expect(page).not.toContain("ola Nordmann");
    const log = await (await call(`/api/events/${slug}/audit-log`, asAdmin())).json();
    expect(log).toMatchObject({
      entries: expect.arrayContaining([expect.objectContaining({ who: organiser, action: "announcement previewed" })]),
    });
  });

  it("goes through the recipients, and keeps what was typed on the way", async () => {
    await threePeople();
    let page = await (await open()).text();
    for (const name of ["ola", "per"]) {
      const next = [...page.matchAll(/value="(reader:[^"]+)"/g)].at(-1)?.[1] ?? "";
      const { location } = await press(path("?to=all"), { ...words, do: next, tab: "nb" });
      page = await (await visit(location, cookie)).text();
      expect(page).toContain(`Hei, ${name} Nordmann`);
      expect(page).toContain('value="Ta med egen kopp"');
    }
    expect(page).toContain("3 av 3");
    expect(page).not.toContain(messages["organiser.write.next"].nb);
  });

  it("says which text readers of a missing language get", async () => {
    await threePeople();
    await press(path("?to=all"), { ...words, do: "save" });
    const page = await (await open()).text();
    expect(page).toContain("1 leser engelsk.");
    expect(page).toContain("teksten på bokmål hvis du ikke skriver en på engelsk.");
    expect(page.match(/class="st wait">mangler/g)).toHaveLength(2);
    await press(path("?to=all"), { ...words, "subject-en": "Bring a cup", "text-en": "There is coffee.", do: "save" });
    expect(await (await open()).text()).not.toContain("leser engelsk.");
  });

  it.each([
    ["?status=waitlisted", "1 mottaker."],
    ["?partner=nordre-follo&not=partner", "2 mottakere."],
    ["?status=confirmed&participation=digital", "1 mottaker."],
    ["?status=cancelled", "0 mottakere."],
  ])("takes its audience from the filter of the list: %s", async (filter, count) => {
    await threePeople();
    expect(await (await open(filter)).text()).toContain(count);
  });

  it("keeps what was typed for an audience that no longer exists", async () => {
    await threePeople();
    for (const to of ["", "/preview"]) {
      const { status } = await press(path(`${to}?partner=nedlagt`), {
        ...words,
        "subject-nb": `Kopp ${to}`,
        do: "send",
      });
      expect(status).toBe(400);
      expect(await (await open()).text()).toContain(`value="Kopp ${to}"`);
    }
    expect(await readers()).toEqual([]);
  });

  it("refuses an unknown filter, instead of writing to everybody", async () => {
    expect((await open("?status=everybody")).status).toBe(400);
    expect((await open("?partner=nowhere")).status).toBe(400);
  });

  it.each([
    ["list", `/registrations?status=confirmed&not=status`],
    ["turn:status", `/announcements?status=confirmed&`],
    ["without:status", `/announcements?to=all`],
    ["audience:status=waitlisted", `/announcements?status=waitlisted`],
  ])("changes the audience by %s, and keeps the words", async (choice, to) => {
    const { status, location } = await press(path("?status=confirmed&not=status"), { ...words, do: choice });
    expect([status, location]).toEqual([303, expect.stringContaining(`/organiser/${slug}${to}`)]);
    expect(await (await open()).text()).toContain("Ta med egen kopp");
  });

  it("offers those who did not show up once the event has begun", async () => {
    expect(await (await open()).text()).not.toContain("dem som ikke møtte opp");
    vi.setSystemTime(Date.parse("2026-12-15T12:00:00Z"));
    cookie = await signIn(organiser);
    expect(await (await open()).text()).toContain(
      "audience:status=confirmed&amp;participation=in-person&amp;checkedIn=false",
    );
  });

  it("reads as many rows as the event has people, and a few more for what was sent", async () => {
    await threePeople();
    await send();
    const { db, cost } = counted(env.DB);
    await call(path("?to=all"), { headers: { cookie, accept: "text/html" } }, withDatabase(db));
    expect(cost.read).toBeLessThanOrEqual(40);
  });
});

describe("what was typed", () => {
  it("is still there after a reload, in another browser, and for the same audience", async () => {
    await press(path("?status=waitlisted"), { ...words, do: "save" });
    const again = await visit(path(), await signIn(organiser));
    expect([again.status, again.headers.get("location")]).toEqual([303, `${path()}?status=waitlisted`]);
    expect(await (await open("?status=waitlisted")).text()).toContain("Det er kaffe fra kl. 08.30.");
  });

  it("is private to the organiser", async () => {
    await press(path("?to=all"), { ...words, do: "save" });
    const definition = (await (await call(`/api/events/${slug}/definition`, asAdmin())).json()) as {
      organisers: string[];
    };
    const other = `siri.${slug}@example.no`;
    const body = JSON.stringify({ ...definition, organisers: [organiser, other] });
    await call(`/api/events/${slug}`, {
      ...asAdmin(),
      method: "PUT",
      body,
      headers: { ...asAdmin().headers, "content-type": "application/json" },
    });
    expect(await (await visit(path("?to=all"), await signIn(other))).text()).not.toContain("Ta med egen kopp");
    // It is deleted with the organiser.
    const without = JSON.stringify({ ...definition, organisers: [other] });
    await call(`/api/events/${slug}`, {
      ...asAdmin(),
      method: "PUT",
      body: without,
      headers: { ...asAdmin().headers, "content-type": "application/json" },
    });
    expect(
      await env.DB.prepare("SELECT count(*) AS n FROM announcement_draft WHERE event = ?").bind(slug).first("n"),
    ).toBe(0);
  });

  it("is saved by each press of the script, which gets the e-mail as it is now", async () => {
    await threePeople();
    const page = await (await open()).text();
    const context = { reader: hidden(page, "reader"), n: "1", "count-nb": "1", "count-nn": "1", "count-en": "1" };
    const { status, text } = await press(path("/preview?to=all"), { ...words, ...context });
    expect(status).toBe(200);
    expect(text).toContain("Hei, kari Nordmann");
    expect(text).toContain("1 leser engelsk.");
    expect(await (await open()).text()).toContain('value="Ta med egen kopp"');
  });

  it.each(languages)(
    "stays in the page when the session is over, and continues after signing in, in %s",
    async (language) => {
      const old = cookie;
      await call("/sign-out", ownForm({}, cookie));
      const lost = await call(
        path(`?status=confirmed&lang=${language}`),
        ownForm({ ...words, "text-nb": 'Fra «A»\n"B" <c>', do: "send" }, old),
      );
      const page = await lost.text();
      expect([lost.status, lost.headers.get("content-language")]).toEqual([403, language]);
      expect(page).toContain(messages["organiser.kept.heading"][language]);
      expect(page).toContain('name="subject-nb" value="Ta med egen kopp"');
      expect(page).toContain("Fra «A»\n&quot;B&quot; &lt;c>");
      const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? "";
      expect(action).toBe(path(`?status=confirmed&lang=${language}`));
      cookie = await signIn(organiser);
      expect((await press(action, { ...words, do: "send" })).location).toBe(path("/send?status=confirmed"));
    },
  );

  it("is not taken from another site", async () => {
    const init = ownForm({ ...words, do: "save" }, cookie);
    const headers = {
      ...(init.headers as Record<string, string>),
      "sec-fetch-site": "cross-site",
      origin: "https://ond.example.no",
    };
    expect((await call(path("?to=all"), { ...init, headers })).status).toBe(403);
    expect((await call(path("/send?to=all"), { ...init, headers })).status).toBe(403);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ["nothing", {}, ["subject-nb"]],
    ["a subject without a text", { "subject-nn": "Hei" }, ["text-nn"]],
    ["a text without a subject beside a whole one", { ...words, "text-en": "Hello" }, ["subject-en"]],
    ["a subject that is too long", { ...words, "subject-nb": "x".repeat(151) }, ["subject-nb"]],
    ["a text that is too long", { ...words, "text-nb": "x".repeat(10_001) }, ["text-nb"]],
    ["signs that nobody sees", { ...words, "subject-nb": "\u200b" }, ["subject-nb"]],
  ])("is refused at the field, and still there, with %s", async (_, fields, wrong) => {
    await threePeople();
    for (const button of ["send", "test", "later"]) {
      const { status, text } = await press(path("?to=all"), { ...fields, do: button });
      expect(status).toBe(422);
      for (const field of wrong) {
        expect(text).toContain(`href="#${field}"`);
        expect(new RegExp(`id="${field}"[^>]*aria-invalid`).test(text)).toBe(true);
      }
      for (const value of Object.values(fields)) expect(text).toContain(value);
    }
    expect(await mailsTo(organiser)).toHaveLength(1);
  });

  it("can be thrown away", async () => {
    await press(path("?to=all"), { ...words, do: "save" });
    await press(path("?to=all"), { ...words, do: "clear" });
    expect(await (await open()).text()).not.toContain("Ta med egen kopp");
  });

  it("is forgotten after 30 days", async () => {
    await press(path("?to=all"), { ...words, do: "save" });
    pass(31 * 86_400);
    await threeTicks();
    expect(
      await env.DB.prepare("SELECT count(*) AS n FROM announcement_draft WHERE event = ?").bind(slug).first("n"),
    ).toBe(0);
  });
});

describe("a test", () => {
  it("goes only to the organiser, once in each written language, and is in no list", async () => {
    await threePeople();
    const { location } = await press(path("?to=all"), {
      ...words,
      "subject-en": "Bring a cup",
      "text-en": "There is coffee.",
      do: "test",
    });
    expect(await (await visit(location, cookie)).text()).toContain(`Testen er på vei til ${organiser}.`);
    const tests = (await mailsTo(organiser)).filter(({ subject }) => subject.startsWith("Test:"));
    expect(tests.map(({ subject }) => subject).sort()).toEqual([
      "Test: Bring a cup: Samling om samskaping",
      "Test: Ta med egen kopp: Samling om samskaping",
    ]);
    expect(tests.find(({ subject }) => subject.includes("kopp"))?.text).toContain("Det er kaffe fra kl. 08.30.");
    expect(await readers()).toEqual([]);
    const { announcements } = (await (await call(`/api/events/${slug}/announcements`, asAdmin())).json()) as {
      announcements: unknown[];
    };
    expect(announcements).toEqual([]);
    const log = await (await call(`/api/events/${slug}/audit-log`, asAdmin())).json();
    expect(log).toMatchObject({
      entries: expect.arrayContaining([
        expect.objectContaining({ who: organiser, action: "announcement tested", count: 2 }),
      ]),
    });
  });

  it("that fails is not among the e-mails that did not arrive, and goes after a day with the next", async () => {
    await press(path("?to=all"), { ...words, do: "test" });
    await deliverQueued();
    await env.DB.prepare("UPDATE message SET status = 'bounced' WHERE event = ? AND kind = 'announcement-test'")
      .bind(slug)
      .run();
    expect(await (await call(`/api/events/${slug}/undelivered`, asAdmin())).json()).toMatchObject({ messages: [] });
    pass(86_400 + 60);
    cookie = await signIn(organiser);
    await press(path("?to=all"), { ...words, do: "test" });
    await deliverQueued();
    const count = (table: string) => env.DB.prepare(table).bind(slug).first("n");
    expect(await count("SELECT count(*) AS n FROM announcement WHERE event = ? AND test")).toBe(1);
    expect(await count("SELECT count(*) AS n FROM message WHERE event = ? AND kind = 'announcement-test'")).toBe(1);
  });

  it("is sent ten times an hour at most, and signing in stays possible", async () => {
    for (let time = 0; time < 12; time++) await press(path("?to=all"), { ...words, do: "test" });
    const { location } = await press(path("?to=all"), { ...words, do: "test" });
    expect(await (await visit(location, cookie)).text()).toContain(messages["organiser.write.testedEnough"].nb);
    expect((await mailsTo(organiser)).filter(({ subject }) => subject.startsWith("Test:"))).toHaveLength(10);
    expect(await signIn(organiser)).toContain("organiser=");
  });
});

describe("sending", () => {
  it("asks first, says how many read which text, and then reaches each once", async () => {
    await threePeople();
    await press(path("?to=all"), { ...words, do: "send" });
    const { page, fields } = await confirmation();
    expect(page).toContain("Skal dette til 3 mottakere?");
    expect(page).toContain("1 leser engelsk.");
    const [first, second] = await Promise.all([
      press(path("/send?to=all"), { ...fields, do: "now" }),
      press(path("/send?to=all"), { ...fields, do: "now" }),
    ]);
    expect(new Set([first.location, second.location]).size).toBe(1);
    const shown = await (await visit(first.location, cookie)).text();
    expect(shown).toContain("Sendes til 3 om 10 sekunder");
    expect(shown).not.toContain('value="Ta med egen kopp"');
    await deliverQueued();
    expect(await readers()).toEqual([]);
    await later();
    expect(await readers()).toEqual(["kari", "ola", "per"]);
    // The same form again, from the browser's history.
    expect((await press(path("/send?to=all"), { ...fields, do: "now" })).location).toBe(first.location);
    await later();
    expect(await readers()).toHaveLength(3);
    const log = await (await call(`/api/events/${slug}/audit-log`, asAdmin())).json();
    expect(log).toMatchObject({
      entries: expect.arrayContaining([expect.objectContaining({ who: organiser, action: "announcement", count: 3 })]),
    });
  });

  it("asks again when the audience has grown or shrunk meanwhile", async () => {
    await threePeople();
    await press(path("?to=all"), { ...words, do: "send" });
    const { fields } = await confirmation();
    const [mail] = await mailsTo(addressAt(slug, "ola"));
    await call(`${linkIn(mail)}/cancel`, form({}));
    const { location } = await press(path("/send?to=all"), { ...fields, do: "now" });
    expect(location).toBe(path("/send?to=all&was=3"));
    const again = await (await visit(location, cookie)).text();
    expect(again).toContain("nå er det 2, før 3");
    await later();
    expect(await readers()).toEqual([]);
    const { fields: fresh } = await confirmation();
    await press(path("/send?to=all"), { ...fresh, do: "now" });
    await later();
    expect(await readers()).toEqual(["kari", "per"]);
  });

  it("shows the text again when another tab has changed it", async () => {
    await threePeople();
    await press(path("?to=all"), { ...words, do: "send" });
    const { fields } = await confirmation();
    pass(5);
    await press(path("?to=all"), { ...words, "text-nb": "Noe annet.", do: "save" });
    expect((await press(path("/send?to=all"), { ...fields, do: "now" })).location).toBe(path("/send?to=all"));
    await later();
    expect(await readers()).toEqual([]);
  });

  it("is taken back with the button of the toast, and the words are in the form again", async () => {
    await threePeople();
    const id = await send("status=confirmed");
    const { location } = await press(path(`/${id}`), {});
    expect(location).toContain(path("?status=confirmed&outcome=taken-back&gone=0&of=2"));
    const page = await (await visit(location, cookie)).text();
    expect(page).toContain(messages["organiser.write.takenBackNone"].nb);
    expect(page).toContain('value="Ta med egen kopp"');
    await later();
    expect(await readers()).toEqual([]);
    // Sent again, it is another announcement.
    const other = await send("status=confirmed");
    expect(other).not.toBe(id);
    await later();
    expect(await readers()).toEqual(["kari", "ola"]);
  });

  it("says honestly that it is too late", async () => {
    await threePeople();
    const id = await send();
    await later();
    const { location } = await press(path(`/${id}`), {});
    expect(await (await visit(location, cookie)).text()).toContain("For sent: alle 3 hadde gått.");
    expect((await press(path(`/${"0".repeat(32)}`), {})).status).toBe(404);
  });

  it("waits for a time that was chosen, can be changed until then, and removed", async () => {
    await threePeople();
    await press(path("?to=all"), { ...words, do: "later" });
    const { fields } = await confirmation();
    const wrong = await press(path("/send?to=all"), { ...fields, do: "later", at: "2020-01-01T09:00" });
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining(messages["organiser.write.error.at"].nb)]);
    const at = new Date(clock + 5 * 3_600_000).toISOString().slice(0, 16);
    await press(path("/send?to=all"), { ...fields, do: "later", at });
    let page = await (await open()).text();
    expect(page).toMatch(/Sendes \w+ \d+\. november 2026 kl\. \d\d\.\d\d\./);
    const [change, remove] = [...page.matchAll(/action="([^"]+announcements\/[0-9a-f]{32})"/g)].map(
      ([, action = ""]) => action,
    );
    expect(remove).toBe(change);
    await press(change ?? "", {});
    page = await (await open()).text();
    expect(page).toContain('value="Ta med egen kopp"');
    const id = await send();
    await press(path(`/${id}`), { keep: "no" });
    expect(await (await open()).text()).not.toContain('value="Ta med egen kopp"');
    pass(6 * 3600);
    await later();
    expect(await readers()).toEqual([]);
  });

  it("without a text leads back to the text", async () => {
    expect((await visit(path("/send?to=all"), cookie)).headers.get("location")).toBe(path("?to=all"));
    expect((await press(path("/send?to=all"), { key: "x", do: "now" })).location).toBe(path("?to=all"));
  });
});

describe("the history", () => {
  it("says what was sent, by whom, when, to how many, and what became of it", async () => {
    await threePeople();
    await send();
    await later();
    await env.DB.prepare("UPDATE message SET status = 'delivered' WHERE event = ?1 AND kind = 'announcement'")
      .bind(slug)
      .run();
    await env.DB.prepare(
      "UPDATE message SET status = 'bounced' WHERE id = (SELECT id FROM message WHERE event = ?1 AND kind = 'announcement' LIMIT 1)",
    )
      .bind(slug)
      .run();
    const page = await (await open()).text();
    expect(page).toContain(`${organiser}, til 3`);
    expect(page).toContain("2 kom fram");
    const missed = /href="([^"]+announcementMissed=[0-9a-f]{32})"/.exec(page)?.[1] ?? "";
    const list = await (await visit(missed, cookie)).text();
    expect(list).toContain(messages["organiser.list.announcementMissed"].nb);
    expect(list.match(/(kari|ola|per) Nordmann<\/a>/g)).toHaveLength(1);
    expect(page).toContain("1 ikke");
  });

  it("includes the notices about a changed event", async () => {
    await threePeople();
    const definition = (await (await call(`/api/events/${slug}/definition`, asAdmin())).json()) as object;
    await call(`/api/events/${slug}`, {
      ...asAdmin(),
      method: "PUT",
      headers: { ...asAdmin().headers, "content-type": "application/json" },
      body: JSON.stringify({ ...definition, venue: { name: "Rådhuset", city: "Oslo" } }),
    });
    expect(await (await open()).text()).toContain(messages["organiser.mail.kind.event-changed"].nb);
  });
});
