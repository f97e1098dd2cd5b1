import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import messages from "../../../worker/i18n/texts.json";
import { duringRegistration, sample } from "../builders.ts";
import {
  aBody,
  anotherLinkKey,
  bindings,
  call,
  exported,
  form,
  json,
  mailsTo,
  put,
  register,
  sendForm,
} from "../client.ts";

let events = 0;
let slug: string;

/** An event of its own for every test, with two seats and a waiting list. */
beforeEach(async () => {
  vi.setSystemTime(duringRegistration);
  slug = `paamelding-${++events}`;
  expect((await put({ ...sample, slug })).status).toBe(201);
});

const problem = async (response: Response) => {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return (await response.json()) as {
    type: string;
    title: string;
    detail: string;
    errors?: { field: string; code: string }[];
  };
};

async function rowsStored(): Promise<number> {
  const row = await env.DB.prepare(
    `SELECT (SELECT count(*) FROM registration WHERE event = ?1) + (SELECT count(*) FROM message WHERE event = ?1)
       + (SELECT count(*) FROM change WHERE event = ?1 AND registration <> '') + (SELECT count(*) FROM submission WHERE event = ?1) AS n`,
  )
    .bind(slug)
    .first<{ n: number }>();
  return row?.n ?? -1;
}

async function needsStored() {
  const { results } = await env.DB.prepare(
    "SELECT email, diet, access FROM needs JOIN registration ON id = registration WHERE event = ? ORDER BY id",
  )
    .bind(slug)
    .all();
  return results;
}

describe("registering", () => {
  it("answers 201, stores the person and sends the confirmation with its calendar file", async () => {
    const response = await register(slug, aBody("kari.reg@example.no"));
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      status: "confirmed",
      participation: "in-person",
      position: null,
      places: { confirmed: 1, waitlisted: 0 },
      receipt: { heading: "Vi har teke imot påmeldinga di" },
    });

    const [mail] = await mailsTo("kari.reg@example.no");
    expect(mail?.subject).toContain("Du har plass");
    expect(mail?.html).toContain('lang="nn"');
    expect(mail?.text).toContain("/registrations/");
    expect(mail?.replyTo).toEqual(["konferanse@example.no"]);
    expect(mail?.attachments[0]?.contentType).toBe("text/calendar; charset=utf-8; method=PUBLISH");

    const { registrations } = await exported(slug);
    expect(registrations).toMatchObject([
      {
        status: "confirmed",
        participation: "in-person",
        partner: "stad",
        language: "nn",
        email: "kari.reg@example.no",
        registeredAt: "2026-11-24T12:00:00.000Z",
        mail: { kind: "confirmation", status: "sent" },
      },
    ]);
  });

  it("puts an attendee who accepts it on the waiting list when it is full, and gives the rough position", async () => {
    for (const email of ["a@example.no", "b@example.no"]) await register(slug, aBody(email));
    const refused = await register(slug, aBody("c@example.no"));
    expect(refused.status).toBe(409);
    expect(await problem(refused)).toMatchObject({
      type: "/problems/full",
      availability: { "in-person": "waitlist" },
      fewLeft: false,
    });
    const waiting = await register(slug, aBody("c@example.no", { waitlist: true }));
    expect(await waiting.json()).toMatchObject({ status: "waitlisted", position: "first-10" });
    const [mail] = await mailsTo("c@example.no");
    expect(mail?.text).toContain("blant dei ti første på ventelista");
  });

  it("gives a group that is too large for the free seats the present availability, in the words for its choices", async () => {
    const colleagues = [1, 2].map((n) => ({ name: "Ola Nordmann", email: `ola${n}@example.no` }));
    const group = aBody("gruppe@example.no", { colleagues });
    await put({ ...sample, slug, participation: { inPerson: { capacity: 2, waitlist: true } } });
    expect(await problem(await register(slug, group))).toMatchObject({
      type: "/problems/full",
      detail: messages["state.fullWaitlist"].nn,
      availability: { "in-person": "waitlist" },
      fewLeft: true,
    });
    await put({ ...sample, slug, participation: { inPerson: { capacity: 2, waitlist: false }, digital: {} } });
    expect(await problem(await register(slug, group))).toMatchObject({
      detail: messages["state.fullDigitalOpen"].nn,
      availability: { "in-person": "full", digital: "open" },
    });
  });

  it("ignores empty rows for colleagues, and numbers the errors of the others by their rows", async () => {
    const empty = { name: " ", email: "" };
    const filled = { name: "Ola Nordmann", email: "ola.rad@example.no" };
    const wrong = await register(
      slug,
      aBody("rad@example.no", {
        colleagues: [empty, { ...filled, email: "rad@example.no" }, { name: "", email: "x@" }],
      }),
    );
    expect((await problem(wrong)).errors?.map(({ field, code }) => [field, code])).toEqual([
      ["colleagues.2.name", "colleague.name"],
      ["colleagues.2.email", "colleague.emailInvalid"],
    ]);
    const twice = await register(
      slug,
      aBody("rad@example.no", { colleagues: [empty, { ...filled, email: "rad@example.no" }] }),
    );
    expect((await problem(twice)).errors?.map(({ field }) => field)).toEqual(["colleagues.1.email"]);
    const right = await register(slug, aBody("rad@example.no", { colleagues: [empty, filled, empty] }));
    expect(await right.json()).toMatchObject({ places: { confirmed: 2, waitlisted: 0 } });
    expect(await exported(slug)).toMatchObject({ registrations: [{}, {}] });
  });

  it("registers colleagues in the same request, each with an e-mail of their own", async () => {
    const response = await register(
      slug,
      aBody("leiar@example.no", {
        waitlist: true,
        colleagues: [
          { name: "Ola Nordmann", email: "ola.kollega@example.no" },
          { name: "Li", email: "li.kollega@example.no" },
        ],
      }),
    );
    expect(await response.json()).toMatchObject({ status: "confirmed", places: { confirmed: 2, waitlisted: 1 } });
    const [mail] = await mailsTo("ola.kollega@example.no");
    expect(mail?.subject).toContain("Ein kollega har meldt deg på");
    const { registrations } = await exported(slug);
    const leader = registrations.find(({ email }) => email === "leiar@example.no");
    expect(registrations.map(({ email, status, invitedBy }) => [email, status, invitedBy])).toEqual([
      ["leiar@example.no", "confirmed", null],
      ["ola.kollega@example.no", "confirmed", leader?.id],
      ["li.kollega@example.no", "waitlisted", leader?.id],
    ]);
  });

  it("keeps needs in their own table, with the wording that was agreed to", async () => {
    await register(
      slug,
      aBody("nøtter@example.no".replace("ø", "o"), { needs: { diet: "nøtter", access: "", consent: true } }),
    );
    const row = await env.DB.prepare(
      "SELECT diet, access, consent_wording FROM needs JOIN registration ON id = registration WHERE event = ?",
    )
      .bind(slug)
      .first();
    expect(row).toMatchObject({ diet: "nøtter", access: null });
    expect(row?.consent_wording).toContain("Eg samtykkjer til at Telemarksforsking");
    const export_ = JSON.stringify(await exported(slug));
    expect(export_).not.toContain("nøtter");
  });
});

describe("a refused body", () => {
  it.each([
    [{ name: " " }, [{ field: "name", code: "name.required" }]],
    [{ name: "x".repeat(101) }, [{ field: "name", code: "name.tooLong" }]],
    [{ name: "Kjøp nå https://spam.example" }, [{ field: "name", code: "name.link" }]],
    [{ email: "" }, [{ field: "email", code: "email.required" }]],
    [{ email: "kari" }, [{ field: "email", code: "email.noAt" }]],
    [{ email: "kåri@example.no" }, [{ field: "email", code: "email.nonAsciiLocal" }]],
    [{ email: "kari@localhost" }, [{ field: "email", code: "email.invalid" }]],
    [
      { email: `kari@${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(70)}.no` },
      [{ field: "email", code: "email.tooLong" }],
    ],
    [{ participation: "" }, [{ field: "participation", code: "participation.required" }]],
    [{ partner: "ukjend" }, [{ field: "partner", code: "partner.unknown" }]],
    [{ partner: "__proto__" }, [{ field: "partner", code: "partner.unknown" }]],
    [{ language: "de" }, [{ field: "language", code: "language.unknown" }]],
    [{ question: "x".repeat(1001) }, [{ field: "question", code: "question.tooLong" }]],
    [{ needs: { diet: "fisk" } }, [{ field: "needs.consent", code: "needs.consentRequired" }]],
    [
      { colleagues: [{ name: "", email: "x" }] },
      [
        { field: "colleagues.0.name", code: "colleague.name" },
        { field: "colleagues.0.email", code: "colleague.emailInvalid" },
      ],
    ],
    [
      { colleagues: [{ name: "Ola", email: "KARI@example.no" }] },
      [{ field: "colleagues.0.email", code: "email.duplicateInForm" }],
    ],
    [
      {
        colleagues: [
          { name: "Ola", email: "ola@example.no" },
          { name: "Per", email: "Ola@Example.no" },
        ],
      },
      [{ field: "colleagues.1.email", code: "email.duplicateInForm" }],
    ],
    [
      { colleagues: Array.from({ length: 6 }, (_, n) => ({ name: "Ola", email: `o${n}@example.no` })) },
      [{ field: "colleagues", code: "colleagues.tooMany" }],
    ],
    [
      { name: 7, email: null },
      [
        { field: "name", code: "name.required" },
        { field: "email", code: "email.required" },
      ],
    ],
  ])("%j is answered with the field and nothing is stored", async (changes, errors) => {
    const response = await register(slug, aBody("kari@example.no", changes));
    expect(response.status).toBe(422);
    const answer = await problem(response);
    expect(answer).toMatchObject({ type: "/problems/invalid", errors });
    expect(await rowsStored()).toBe(0);
  });

  it.each([
    ["no object", "[]", 422],
    ["no JSON", "{", 400],
    ["nothing", "", 400],
  ])("%s is a problem", async (_, body, status) => {
    const headers = { "content-type": "application/json", "idempotency-key": "12345678" };
    const response = await call(`/api/events/${slug}/registrations`, { method: "POST", headers, body });
    expect(response.status).toBe(status);
    await problem(response);
    expect(await rowsStored()).toBe(0);
  });

  it("gets a problem if it is too large, of another type, without a key, or for an unknown event", async () => {
    const large = await register(slug, aBody("kari@example.no", { question: "x".repeat(20_000) }));
    expect([large.status, (await problem(large)).type]).toEqual([413, "/problems/too-large"]);
    const text = await call(`/api/events/${slug}/registrations`, { method: "POST", body: "hei" });
    expect([text.status, (await problem(text)).type]).toEqual([415, "/problems/media-type"]);
    const keyless = await call(`/api/events/${slug}/registrations`, json(aBody("kari@example.no")));
    expect([keyless.status, (await problem(keyless)).type]).toEqual([400, "/problems/idempotency-key"]);
    const elsewhere = await register("finst-ikkje", aBody("kari@example.no"));
    expect([elsewhere.status, (await problem(elsewhere)).type]).toEqual([404, "/problems/no-such-event"]);
    const wrongWay = await call(`/api/events/${slug}/registrations`);
    expect([wrongWay.status, wrongWay.headers.get("allow")]).toEqual([405, "POST"]);
    expect(await rowsStored()).toBe(0);
  });
});

describe("an event that asks for little", () => {
  beforeEach(async () => {
    await put({ ...sample, slug, questions: [] });
  });

  it("takes no colleagues", async () => {
    const colleagues = [{ name: "Ola", email: "ola@example.no" }];
    const response = await register(slug, aBody("kari@example.no", { colleagues }));
    expect(response.status).toBe(422);
    expect(await problem(response)).toMatchObject({ errors: [{ field: "colleagues", code: "colleagues.tooMany" }] });
    expect(await rowsStored()).toBe(0);
  });

  it("stores no answer to a question that it does not ask, which a form opened earlier may send", async () => {
    const answers = { organisation: "Stad", role: "Rådgjevar", question: "Når?" };
    const needs = { diet: "nøtter", access: "teleslynge", consent: true };
    expect((await register(slug, aBody("kari@example.no", { ...answers, needs }))).status).toBe(201);
    expect((await exported(slug)).registrations).toMatchObject([{ organisation: null, role: null, question: null }]);
    expect(await needsStored()).toEqual([]);
  });
});

describe("what a person needs", () => {
  it.each([
    ["diet", { diet: "nøtter", access: null }],
    ["access", { diet: null, access: "teleslynge" }],
  ])("is stored though it is %s alone", async (_, needs) => {
    await register(slug, aBody("kari@example.no", { needs: { ...needs, consent: true } }));
    expect(await needsStored()).toEqual([{ email: "kari@example.no", ...needs }]);
  });

  it("is only the person's own, never typed for colleagues", async () => {
    const colleagues = [{ name: "Ola", email: "ola@example.no" }];
    const needs = { diet: "nøtter", access: "teleslynge", consent: true };
    await register(slug, aBody("kari@example.no", { colleagues, needs, role: "Rådgjevar", question: "Når?" }));
    expect(await needsStored()).toEqual([{ email: "kari@example.no", diet: "nøtter", access: "teleslynge" }]);
    expect((await exported(slug)).registrations).toMatchObject([
      { email: "kari@example.no", role: "Rådgjevar", question: "Når?" },
      { email: "ola@example.no", role: null, question: null },
    ]);
  });
});

describe("a name of 100 characters", () => {
  it.each([
    ["letters", "å".repeat(100)],
    ["letters of scripts that need two units of UTF-16 each", "𐐀".repeat(100)],
  ])("fits, in %s", async (_, name) => {
    expect((await register(slug, aBody("kari@example.no", { name }))).status).toBe(201);
    expect((await exported(slug)).registrations).toMatchObject([{ name }]);
  });

  it("is accepted, whatever its letters, and no longer one", async () => {
    const response = await register(slug, aBody("kari@example.no", { name: "𐐀".repeat(101) }));
    expect(await problem(response)).toMatchObject({ errors: [{ field: "name", code: "name.tooLong" }] });
  });
});

describe("the same press of the button", () => {
  it("twenty times at once makes one registration and one e-mail, and twenty equal answers", async () => {
    const key = crypto.randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => register(slug, aBody("tjue@example.no"), key)));
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(bodies).size).toBe(1);
    expect((await exported(slug)).registrations).toHaveLength(1);
    expect(await mailsTo("tjue@example.no")).toHaveLength(1);
  });

  it("gets its first answer again, even when the event has filled up or closed since", async () => {
    const key = crypto.randomUUID();
    const first = await (await register(slug, aBody("fyrst@example.no"), key)).text();
    for (const email of ["b@example.no", "c@example.no"]) await register(slug, aBody(email, { waitlist: true }));
    expect(await (await register(slug, aBody("fyrst@example.no"), key)).text()).toBe(first);
    vi.setSystemTime(Date.parse("2026-12-11T00:00:00Z"));
    expect(await (await register(slug, aBody("fyrst@example.no"), key)).text()).toBe(first);
    expect((await register(slug, aBody("ny@example.no"))).status).toBe(409);
  });

  it("with another body is refused, after the deadline as before it", async () => {
    const key = crypto.randomUUID();
    await register(slug, aBody("kari@example.no"), key);
    const other = await register(slug, aBody("ola@example.no"), key);
    expect([other.status, (await problem(other)).type]).toEqual([422, "/problems/idempotency-key-reused"]);
    vi.setSystemTime(Date.parse("2026-12-11T00:00:00Z"));
    const late = await register(slug, aBody("ola@example.no"), key);
    expect([late.status, (await problem(late)).type]).toEqual([409, "/problems/closed"]);
  });

  it("is recognised by its key, with or without quotes", async () => {
    const key = crypto.randomUUID();
    for (const header of [`"${key}"`, key, ` "${key}" `])
      expect((await registerWith(header, aBody("kari.nykel@example.no"))).status).toBe(201);
    expect(await mailsTo("kari.nykel@example.no")).toHaveLength(1);
  });

  it("is recognised by its key while a link key is being replaced", async () => {
    const key = crypto.randomUUID();
    const first = await (await register(slug, aBody("kari@example.no"), key)).text();
    const both = { ...bindings, LINK_KEYS: `${env.LINK_KEYS},2:${anotherLinkKey}` };
    const again = await registerWith(key, aBody("kari@example.no"), both);
    expect([again.status, await again.text()]).toEqual([201, first]);
  });

  const registerWith = (key: string, body: unknown, env = bindings) =>
    call(`/api/events/${slug}/registrations`, json(body, { "idempotency-key": key }), env);
});

describe("whether an address is registered", () => {
  async function answerTo(email: string, changes: Record<string, unknown> = {}) {
    const response = await register(slug, aBody(email, changes));
    return { status: response.status, headers: [...response.headers], body: await response.text() };
  }

  it("is not shown by any answer: confirmed, waiting, full, with colleagues", async () => {
    await register(slug, aBody("kjend@example.no"));
    for (const changes of [{}, { waitlist: true }, { participation: "digital" }, { name: "En annen" }])
      expect(await answerTo("kjend@example.no", changes)).toEqual(
        await answerTo(`ny${JSON.stringify(changes).length}@example.no`, changes),
      );
    // Now it is full.
    for (const changes of [{}, { waitlist: true }])
      expect({ ...(await answerTo("kjend@example.no", changes)), n: 0 }).toEqual({
        ...(await answerTo("kjend2@example.no", changes)),
        n: 0,
      });
  });

  it("is told only to the address itself", async () => {
    await register(slug, aBody("kjend3@example.no"));
    await register(slug, aBody("Kjend3@Example.no", { name: "Noen Andre" }));
    // Two e-mails that leave together may arrive in either order.
    const mail = (await mailsTo("kjend3@example.no")).find(({ text }) => text?.includes("Du er allereie påmeld"));
    expect(mail?.text).toContain("Noen Andre er ikkje meld på");
    const { registrations } = await exported(slug);
    expect(registrations).toMatchObject([{ name: "Kari Nordmann", mail: { kind: "already" } }]);
  });
});

describe("the edges of time", () => {
  it.each([
    ["2026-10-31T22:59:59Z", 409, "/problems/not-open"],
    ["2026-10-31T23:00:00Z", 201, undefined],
    ["2026-12-09T22:59:59Z", 201, undefined],
    ["2026-12-09T23:00:00Z", 409, "/problems/closed"],
    ["2026-12-15T11:59:59Z", 409, "/problems/closed"],
    ["2026-12-15T12:00:00Z", 409, "/problems/past"],
  ])("at %s: %i", async (time, status, type) => {
    vi.setSystemTime(Date.parse(time));
    const response = await register(slug, aBody("kari@example.no"));
    expect(response.status).toBe(status);
    if (type) {
      const { detail, ...rest } = await problem(response);
      expect(rest.type).toBe(type);
      expect(detail).not.toMatch(/[{}]/);
    }
  });

  it("a cancelled event registers nobody", async () => {
    await put({ ...sample, slug, cancelled: { reason: { nb: "Sykdom" } } });
    expect((await problem(await register(slug, aBody("kari@example.no")))).type).toBe("/problems/cancelled");
  });

  it("an event that was changed a moment ago is the one that counts", async () => {
    await register(slug, aBody("kari@example.no"));
    await put({ ...sample, slug, participation: { inPerson: { capacity: 1, waitlist: false } } });
    expect((await register(slug, aBody("ola@example.no"))).status).toBe(409);
    await put({ ...sample, slug, participation: { inPerson: { capacity: 2, waitlist: false } } });
    expect((await register(slug, aBody("ola@example.no"))).status).toBe(201);
  });
});

describe("a plain form post", () => {
  const fields = {
    partner: "stad",
    language: "nn",
    "idempotency-key": "0123456789",
    name: "Kari",
    participation: "in-person",
  };

  it("registers, and shows what the script would show", async () => {
    const response = await sendForm(`/events/${slug}`, { ...fields, email: "skjema@example.no" });
    expect(response.status).toBe(200);
    const page = await response.text();
    expect(page).toContain("Vi har teke imot påmeldinga di");
    expect(page).toContain("skjema@example.no");
    expect((await exported(slug)).registrations).toHaveLength(1);
  });

  it("comes back with what was typed and its errors", async () => {
    const response = await call(`/events/${slug}`, form({ ...fields, name: "<b>Kari", email: "kari" }));
    expect(response.status).toBe(422);
    const page = await response.text();
    expect(page).toContain("E-postadressa manglar krøllalfa (@).");
    expect(page).toContain('value="&lt;b>Kari"');
    expect(response.headers.get("cache-control")).toContain("no-store");
    expect(await rowsStored()).toBe(0);
  });
});
