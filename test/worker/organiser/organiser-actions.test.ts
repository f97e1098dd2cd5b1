/** What an organiser does for attendees: each action queues the same e-mail as the attendee's own. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { suppressedAmong } from "../../../worker/storage/delivery-status.ts";
import { sample } from "../builders.ts";
import {
  aBody,
  asAdmin,
  call,
  deliverQueued,
  type ExportedRow,
  exported,
  first,
  json,
  mailsTo,
  put,
  register,
} from "../client.ts";
import { dumpOf } from "../dump.ts";
import { metered } from "../metered.ts";
import { addressAt, aNewEvent, attend, linkIn, press, subjectsTo } from "../people.ts";
import { checkConsistency, stateOf } from "../rules/state.ts";

let slug: string;

/** Two seats, a waiting list, and unlimited digital places. */
beforeEach(async () => {
  slug = await aNewEvent("handling");
});

interface Answer {
  status: number;
  /** Fields of any answer; each test reads those that its request returns. */
  body: {
    registration: ExportedRow;
    type?: string;
    errors?: unknown[];
    changes: { type: string; reason: string | null }[];
    messages: { id: string }[];
    counts: object;
    needs: unknown;
  };
}

async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  const init = body === undefined ? { method } : { ...json(body), method };
  const response = await call(`/api/events/${slug}/${path}`, asAdmin(init));
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
}

async function idOf(name: string): Promise<string> {
  const { registrations } = await exported(slug, "?rehearsals=include");
  return registrations.find(({ email }) => email === addressAt(slug, name))?.id ?? "nobody";
}

const patch = async (name: string, body: unknown) => ask("PATCH", `registrations/${await idOf(name)}`, body);

function byHand(body: unknown, key: string = crypto.randomUUID()): Promise<Response> {
  return call(`/api/events/${slug}/registrations`, asAdmin(json(body, { "idempotency-key": key })));
}

const statuses = async () =>
  Object.fromEntries((await exported(slug)).registrations.map(({ email, status }) => [email.split(".")[0], status]));

describe("at an event that is cancelled or over", () => {
  const cancelEvent = async () => {
    await put({ ...sample, slug, cancelled: { reason: { nb: "Sjukdom" } } });
    await deliverQueued();
  };

  it("nobody is restored or moved to a place", async () => {
    await press(await attend(slug, "kari"), "cancel");
    await attend(slug, "ola", { participation: "digital" });
    await cancelEvent();
    const restored = await ask("POST", `registrations/${await idOf("kari")}/restore`);
    expect([restored.status, restored.body.type]).toEqual([409, "/problems/cancelled"]);
    const moved = await patch("ola", { participation: "in-person" });
    expect([moved.status, moved.body.type]).toEqual([409, "/problems/cancelled"]);
    expect(await statuses()).toEqual({ kari: "cancelled", ola: "confirmed" });
  });

  it("nor once it is over", async () => {
    await press(await attend(slug, "kari"), "cancel");
    vi.setSystemTime(Date.parse("2026-12-20T12:00:00Z"));
    const restored = await ask("POST", `registrations/${await idOf("kari")}/restore`);
    expect([restored.status, restored.body.type]).toEqual([409, "/problems/past"]);
  });

  it("an address may still be corrected; the e-mail to it says that the event is cancelled", async () => {
    await attend(slug, "kari");
    await cancelEvent();
    expect((await patch("kari", { email: addressAt(slug, "ny") })).status).toBe(200);
    expect(await subjectsTo(addressAt(slug, "ny"))).toEqual(["Avlyst"]);
  });
});

describe("an action with an unknown parameter", () => {
  it("is refused: `?dry-run` must not be ignored", async () => {
    await attend(slug, "kari");
    const id = await idOf("kari");
    for (const [method, path, body] of [
      ["PATCH", `registrations/${id}?dry-run`, { name: "Ola Nordmann" }],
      ["DELETE", `registrations/${id}?dry-run`, undefined],
      ["POST", `registrations/${id}/cancel?dry-run`, undefined],
      ["DELETE", "rehearsals?dry-run", undefined],
    ] as const)
      expect((await ask(method, path, body)).status).toBe(400);
    expect((await exported(slug)).registrations).toMatchObject([{ status: "confirmed", name: "Kari Nordmann" }]);
  });
});

describe("a change that changes nothing", () => {
  it("sends no e-mail: following the stream meanwhile is only for people who wait", async () => {
    await attend(slug, "kari");
    const before = await mailsTo(addressAt(slug, "kari"));
    expect((await patch("kari", { digitalMeanwhile: true })).status).toBe(200);
    expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(before.length);
  });
});

describe("adding an attendee to a long list", () => {
  it("reads no more rows than for a short one", async () => {
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 500)
       INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
         registered_at, changed_at)
       SELECT printf('%s-%08d', ?1, i), ?1, 'confirmed', 'digital', 'Ola Nordmann', i || '@example.no',
         i || '@example.no', 'stad', 'nb', 0, 0 FROM n`,
    )
      .bind(slug)
      .run();
    const { bindings, cost } = metered();
    const body = aBody(addressAt(slug, "kari"), { participation: "digital" });
    const init = asAdmin(json(body, { "idempotency-key": crypto.randomUUID() }));
    expect((await call(`/api/events/${slug}/registrations`, init, bindings)).status).toBe(201);
    expect(cost.read).toBeLessThan(60);
  });
});

describe("a person added by hand", () => {
  it("is registered as by the form, gets the e-mail, and the organiser is told who it is", async () => {
    const response = await byHand(
      aBody(addressAt(slug, "kari"), { colleagues: [{ name: "Li", email: addressAt(slug, "li") }] }),
    );
    expect(response.status).toBe(201);
    const answer = (await response.json()) as { status: string; registrations: ExportedRow[] };
    expect(answer).toMatchObject({ status: "confirmed", places: { confirmed: 2, waitlisted: 0 } });
    expect(answer.registrations).toEqual((await exported(slug)).registrations);
    expect(await subjectsTo(addressAt(slug, "kari"))).toEqual(["Du har plass"]);
    expect(await subjectsTo(addressAt(slug, "li"))).toHaveLength(1);
  });

  it("may be one after the deadline and before the opening, but not of what is over or cancelled", async () => {
    const statusAt = async (time: string, name: string) => {
      vi.setSystemTime(Date.parse(time));
      return (await byHand(aBody(addressAt(slug, name), { participation: "digital" }))).status;
    };
    expect(await statusAt("2026-10-20T12:00:00Z", "tidleg")).toBe(201);
    expect(await statusAt("2026-12-12T12:00:00Z", "sein")).toBe(201);
    expect((await register(slug, aBody(addressAt(slug, "sjolv"), { participation: "digital" }))).status).toBe(409);
    expect(await statusAt("2026-12-15T13:00:00Z", "etter")).toBe(409);
    vi.setSystemTime(Date.parse("2026-11-24T12:00:00Z"));
    await put({ ...sample, slug, cancelled: { reason: { nb: "Sjukdom" } } });
    expect(await statusAt("2026-11-24T12:00:00Z", "avlyst")).toBe(409);
    await first.prepare("UPDATE send_rate SET paused_until = 0, slots = '[]'").run();
    await deliverQueued();
  });

  it("never overbooks: the waiting list applies to organisers too", async () => {
    for (const name of ["a", "b"]) await byHand(aBody(addressAt(slug, name)));
    const response = await byHand(aBody(addressAt(slug, "c")));
    expect([response.status, await response.json()]).toMatchObject([409, { type: "/problems/full" }]);
    expect((await byHand(aBody(addressAt(slug, "c"), { waitlist: true }))).status).toBe(201);
    expect(await statuses()).toEqual({ a: "confirmed", b: "confirmed", c: "waitlisted" });
  });

  it("with an already registered address is refused at its field, and so is the whole request", async () => {
    await attend(slug, "kari", { name: "Kari Nes", organisation: "Stad kommune" });
    const before = await dumpOf();
    const post = addressAt(slug, "kari").toUpperCase();
    const [asColleague, asThemselves] = [
      await byHand(
        aBody(addressAt(slug, "ola"), {
          colleagues: [
            { name: "", email: "" },
            { name: "Per Nes", email: post },
          ],
        }),
      ),
      await byHand(aBody(post, { name: "Per Nes" })),
    ];
    for (const [response, field] of [
      [asColleague, "colleagues.1.email"],
      [asThemselves, "email"],
    ] as const) {
      expect(response.status).toBe(409);
      const problem = (await response.json()) as { errors: unknown[]; registrations?: unknown };
      expect(problem).toMatchObject({ type: "/problems/address-taken", errors: [{ field, code: "email.taken" }] });
      expect(problem.registrations).toBeUndefined();
    }
    expect(await dumpOf()).toBe(before);
    expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(1);
  });

  it("may have an address that was cancelled, and one that is only a rehearsal's", async () => {
    await press(await attend(slug, "kari"), "cancel");
    expect((await byHand(aBody(addressAt(slug, "kari"), { name: "Per Nes" }))).status).toBe(201);
    expect((await byHand(aBody(addressAt(slug, "ola"), { rehearsal: true }))).status).toBe(201);
    expect((await byHand(aBody(addressAt(slug, "ola")))).status).toBe(201);
    const again = await byHand(aBody(addressAt(slug, "ola"), { rehearsal: true }));
    expect([again.status, await again.json()]).toMatchObject([409, { type: "/problems/address-taken" }]);
  });

  it("twice at once is registered once, and refused once", async () => {
    const both = await Promise.all(["Kari", "Ola"].map((name) => byHand(aBody(addressAt(slug, "post"), { name }))));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await exported(slug)).registrations).toHaveLength(1);
  });

  it("is registered once, however often the same key comes", async () => {
    const key = crypto.randomUUID();
    const body = aBody(addressAt(slug, "kari"));
    const answers = await Promise.all([byHand(body, key), byHand(body, key), byHand(body, key)]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect((await exported(slug)).registrations).toHaveLength(1);
    expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(1);
  });
});

describe("a mistyped address", () => {
  it("is corrected: the confirmation goes to the right one, and the link sent to the wrong one no longer works", async () => {
    const wrong = await attend(slug, "krai");
    const answer = await patch("krai", { email: `  Kari.${slug}@Example.no ` });
    expect(answer).toMatchObject({
      status: 200,
      body: { registration: { email: `Kari.${slug}@example.no`, status: "confirmed", mail: { kind: "confirmation" } } },
    });
    const [mail, ...more] = await mailsTo(`Kari.${slug}@example.no`);
    expect([mail?.subject.split(":")[0], more]).toEqual(["Du har plass", []]);
    expect((await call(wrong.link)).status).toBe(404);
    expect((await call(linkIn(mail))).status).toBe(200);
    // The same attendee, and the address counts when it is used to register.
    await register(slug, aBody(`kari.${slug}@example.no`));
    expect((await exported(slug)).registrations).toHaveLength(1);
  });

  it("that bounced is visible and can be corrected", async () => {
    await attend(slug, "krai");
    const id = await idOf("krai");
    await env.DB.prepare("UPDATE message SET status = 'bounced', failure = 'Permanent General' WHERE registration = ?")
      .bind(id)
      .run();
    expect((await exported(slug, "?mail=bounced")).registrations).toMatchObject([{ id }]);
    const file = await ask("GET", `registrations/${id}`);
    expect(file.body).toMatchObject({
      registration: { mail: { status: "bounced" } },
      messages: [{ kind: "confirmation", status: "bounced", reason: "Permanent General" }],
    });
    expect((await patch("krai", { email: addressAt(slug, "kari") })).status).toBe(200);
    expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(1);
    expect((await exported(slug, "?mail=bounced")).registrations).toEqual([]);
    expect((await suppressedAmong(env.DB, [])).size).toBe(0);
  });

  it("is not corrected to another attendee's, and nothing of the rest is stored either", async () => {
    await attend(slug, "kari");
    await attend(slug, "ola");
    const before = await dumpOf(["registration", "message", "change"]);
    const answer = await patch("ola", { email: addressAt(slug, "kari").toUpperCase(), name: "Ola N" });
    expect([answer.status, answer.body.type]).toEqual([409, "/problems/address-taken"]);
    expect(await dumpOf(["registration", "message", "change"])).toBe(before);
  });

  it("corrected by two at once to the same address belongs to one person", async () => {
    for (const name of ["a", "b", "c"]) await attend(slug, name, { participation: "digital" });
    const ids = await Promise.all(["a", "b", "c"].map(idOf));
    const answers = await Promise.all(
      ids.map((id) => ask("PATCH", `registrations/${id}`, { email: addressAt(slug, "kari") })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });
});

describe("the history of a person", () => {
  const story = async (name: string) => {
    const { body } = await ask("GET", `registrations/${await idOf(name)}`);
    const { changes } = body;
    // The status of e-mails is shown beside the changes.
    return changes.filter(({ reason }) => reason !== "message").map(({ type, reason }) => [type.split(".")[1], reason]);
  };

  it("has each change with its reason", async () => {
    for (const name of ["a", "b", "c", "d"]) await attend(slug, name);
    await patch("a", { role: "Rådgjevar" });
    await patch("a", { participation: "digital" });
    await patch("c", { email: addressAt(slug, "ny") });
    await put({ ...sample, slug, participation: { inPerson: { capacity: 3 }, digital: {} } });
    await ask("POST", `registrations/${await idOf("b")}/cancel`);
    await ask("POST", `registrations/${await idOf("b")}/restore`);
    expect(await story("a")).toEqual([
      ["confirmed", null],
      ["changed", "answers"],
      ["changed", "participation"],
    ]);
    expect(await story("b")).toEqual([
      ["confirmed", null],
      ["cancelled", null],
      ["confirmed", "back"],
    ]);
    expect(await story("ny")).toEqual([
      ["waitlisted", null],
      ["promoted", "place-freed"],
      ["changed", "address"],
    ]);
    expect(await story("d")).toEqual([
      ["waitlisted", null],
      ["promoted", "capacity-raised"],
    ]);
  });
});

describe("answers corrected by hand", () => {
  it("change what is given and leave the rest, needs too", async () => {
    const needs = { diet: "Laktosefritt", access: "", consent: true };
    await attend(slug, "kari", { organisation: "Stad kommune", role: "Rådgjevar", needs });
    const consented = await dumpOf(["needs"]);
    vi.setSystemTime(Date.now() + 60_000);
    const { body } = await patch("kari", { name: "Kari N", role: null });
    expect(body.registration).toMatchObject({ name: "Kari N", organisation: "Stad kommune", role: null });
    expect(await dumpOf(["needs"])).toBe(consented);
    expect(await subjectsTo(addressAt(slug, "kari"))).toEqual(["Du har plass", "Påmeldinga er endra"]);
  });

  it("that change nothing tell nobody", async () => {
    await attend(slug, "kari", { organisation: "Stad kommune" });
    const before = await dumpOf(["registration", "message", "change"]);
    for (const body of [
      {},
      { name: "Kari Nordmann" },
      { email: addressAt(slug, "kari"), organisation: "Stad kommune" },
    ])
      expect((await patch("kari", body)).status).toBe(200);
    expect(await dumpOf(["registration", "message", "change"])).toBe(before);
  });

  it.each([
    [{ email: "kari@" }, "email", "email.invalid"],
    [{ name: "" }, "name", "name.required"],
    [{ name: null }, "name", "name.required"],
    [{ participation: "begge" }, "participation", "participation.required"],
    [{ status: "confirmed" }, "status", "field.unknown"],
    [{ needs: { diet: "fisk" } }, "needs", "field.unknown"],
    [[], "", "form.generic"],
  ])("that can't be right are refused by field: %j", async (body, field, code) => {
    await attend(slug, "kari");
    const answer = await patch("kari", body);
    expect([answer.status, answer.body.errors]).toEqual([422, [{ field, code }]]);
  });
});

describe("another participation by hand", () => {
  it("frees the seat for the next on the waiting list, who is told", async () => {
    for (const name of ["a", "b", "c"]) await attend(slug, name);
    expect((await patch("a", { participation: "digital" })).body.registration).toMatchObject({
      status: "confirmed",
      participation: "digital",
    });
    expect(await statuses()).toEqual({ a: "confirmed", b: "confirmed", c: "confirmed" });
    expect((await subjectsTo(addressAt(slug, "c"))).at(-1)).toBe("Du har fått plass");
    expect((await subjectsTo(addressAt(slug, "a"))).at(-1)).toBe("Påmeldinga er endra");
    // Coming back means the end of the waiting list, not a third seat.
    expect((await patch("a", { participation: "in-person" })).body.registration.status).toBe("waitlisted");
    checkConsistency(await stateOf(slug));
  });

  it("is refused if there is neither a seat nor a waiting list", async () => {
    await put({ ...sample, slug, participation: { inPerson: { capacity: 1, waitlist: false }, digital: {} } });
    await attend(slug, "a");
    await attend(slug, "b", { participation: "digital" });
    const answer = await patch("b", { participation: "in-person" });
    expect([answer.status, answer.body.type]).toEqual([409, "/problems/full"]);
  });
});

describe("cancelling, restoring and erasing by hand", () => {
  it("tells the person, promotes the next, and is refused a second time", async () => {
    for (const name of ["a", "b", "c"]) await attend(slug, name);
    const id = await idOf("a");
    vi.setSystemTime(Date.parse("2026-12-12T12:00:00Z"));
    expect((await ask("POST", `registrations/${id}/cancel`)).body.registration.status).toBe("cancelled");
    await first.prepare("UPDATE send_rate SET paused_until = 0, slots = '[]'").run();
    expect((await subjectsTo(addressAt(slug, "a"))).at(-1)).toBe("Du er meld av");
    expect((await subjectsTo(addressAt(slug, "c"))).at(-1)).toBe("Du har fått plass");
    expect((await ask("POST", `registrations/${id}/cancel`)).body.type).toBe("/problems/wrong-state");
    expect((await patch("a", { name: "A" })).body.type).toBe("/problems/wrong-state");
    expect((await ask("POST", `registrations/${id}/restore`)).body.registration.status).toBe("waitlisted");
    expect((await ask("POST", `registrations/${id}/restore`)).body.type).toBe("/problems/wrong-state");
    checkConsistency(await stateOf(slug));
    await deliverQueued();
  });

  it("leaves no trace of the erased attendee, and sends them a last e-mail", async () => {
    const kari = await attend(slug, "kari", {
      name: "Kari Utan Spor",
      needs: { diet: "fisk", access: "", consent: true },
    });
    const id = await idOf("kari");
    expect((await ask("DELETE", `registrations/${id}`)).status).toBe(204);
    expect((await subjectsTo(kari.address)).length).toBe(2);
    expect(await dumpOf()).not.toMatch(/Utan Spor|fisk/);
    expect((await ask("DELETE", `registrations/${id}`)).status).toBe(404);
  });

  it("is the event's own: another event's people are not found", async () => {
    await attend(slug, "kari");
    const id = await idOf("kari");
    slug = await aNewEvent("handling");
    for (const [method, path] of [
      ["GET", ""],
      ["PATCH", ""],
      ["POST", "/cancel"],
      ["POST", "/restore"],
      ["DELETE", ""],
    ] as const)
      expect(
        (await ask(method, `registrations/${id}${path}`, method === "PATCH" ? { name: "X" } : undefined)).status,
      ).toBe(404);
  });
});

describe("an e-mail sent once more", () => {
  const messages = async (name: string) => (await ask("GET", `registrations/${await idOf(name)}`)).body.messages;

  it("is a new e-mail with the present facts", async () => {
    await attend(slug, "kari");
    await patch("kari", { participation: "digital" });
    await deliverQueued();
    const [confirmation] = await messages("kari");
    const answer = await ask("POST", `messages/${confirmation?.id}/resend`);
    expect([answer.status, answer.body]).toEqual([202, { id: expect.any(String), status: "queued" }]);
    const mails = await mailsTo(addressAt(slug, "kari"));
    expect(mails.map(({ subject }) => subject.split(":")[0])).toEqual([
      "Du har plass",
      "Påmeldinga er endra",
      "Du er med digitalt",
    ]);
    expect(new Set(mails.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3);
    expect((await exported(slug)).registrations[0]?.mail).toMatchObject({ kind: "confirmation", status: "sent" });
    expect(await messages("kari")).toHaveLength(3);
  });

  it("waits for the first to be sent", async () => {
    await register(slug, aBody(addressAt(slug, "kari")));
    const [queued] = await messages("kari");
    expect((await ask("POST", `messages/${queued?.id}/resend`)).body.type).toBe("/problems/wrong-state");
    expect(await mailsTo(addressAt(slug, "kari"))).toHaveLength(1);
  });
});

describe("a rehearsal", () => {
  const rehearse = (name: string, more = {}) =>
    byHand(aBody(addressAt(slug, name), { waitlist: true, rehearsal: true, ...more }));

  it("goes through everything, marked everywhere, takes no place and is not counted", async () => {
    const publicly = async () => JSON.stringify(await (await call(`/api/events/${slug}`)).json());
    const told = async () => {
      const [stats, list, needs] = await Promise.all(
        ["stats", "export", "export/needs"].map(async (path) => (await ask("GET", path)).body),
      );
      return {
        stats,
        counts: list?.counts,
        needs: needs?.needs,
      };
    };
    const before = [await publicly(), await told()];
    for (const name of ["a", "b", "c"])
      expect((await rehearse(name, { needs: { diet: "fisk", access: "", consent: true } })).status).toBe(201);
    const mails = await mailsTo(addressAt(slug, "a"));
    expect(mails.map(({ subject }) => subject.split(":").slice(0, 2).join())).toEqual(["Test, Du har plass"]);
    expect(mails[0]?.text).toContain("Dette er ein test.");
    expect(mails[0]?.html).toContain("Dette er ein test.");
    expect(await (await call(linkIn(mails[0]))).text()).toContain("Dette er ein test.");
    expect([await publicly(), await told()]).toEqual(before);

    expect((await exported(slug)).registrations).toEqual([]);
    expect((await exported(slug, `?since=${slug}.0`)).registrations).toEqual([]);
    const rows = (await exported(slug, "?rehearsals=only")).registrations;
    expect(rows.map(({ rehearsal, status }) => [rehearsal, status])).toEqual(Array(3).fill([true, "confirmed"]));
    expect((await exported(slug, `?since=${slug}.0&rehearsals=include`)).registrations).toHaveLength(3);
  });

  it("affects nobody: the same person may register for real, and the waiting list is for others", async () => {
    await rehearse("kari");
    expect((await register(slug, aBody(addressAt(slug, "kari")))).status).toBe(201);
    expect(await subjectsTo(addressAt(slug, "kari"))).toContain("Du har plass");
    const ola = await attend(slug, "ola");
    // Now full: a waiting rehearsal is not promoted instead of a waiting attendee.
    await rehearse("prove");
    await attend(slug, "per");
    expect((await subjectsTo(addressAt(slug, "per"))).at(-1)).toBe("Du står på venteliste");
    const per = (await mailsTo(addressAt(slug, "per"))).at(-1);
    expect(per?.text).toContain("blant dei ti første");
    await press(ola, "cancel");
    expect(await statuses()).toEqual({ kari: "confirmed", ola: "cancelled", per: "confirmed" });
    const [prove] = (await exported(slug, "?rehearsals=only&status=waitlisted")).registrations;
    expect(prove).toMatchObject({ rehearsal: true });
    const { capacity } = await stateOf(slug);
    expect([capacity.in_person_taken, capacity.waiting]).toEqual([2, 0]);
  });

  it("that waits changes nobody's position, in the e-mail or on the page", async () => {
    for (const name of ["a", "b"]) await attend(slug, name);
    await rehearse("prove");
    await env.DB.prepare(
      `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 9)
       INSERT INTO registration (id, event, status, participation, name, email, email_key, partner, language,
         registered_at, waitlisted_at, changed_at)
       SELECT printf('%s-%08d', ?1, i), ?1, 'waitlisted', 'in-person', 'Ola Nordmann', i || '@example.no',
         i || '@example.no', 'stad', 'nn', 0, i, 0 FROM n`,
    )
      .bind(slug)
      .run();
    // The tenth and the eleventh, a moment after the rehearsal.
    vi.setSystemTime(Date.now() + 1000);
    const [per, siri] = [await attend(slug, "per"), await attend(slug, "siri")];
    for (const [{ address, link }, place] of [
      [per, "blant dei ti første"],
      [siri, "blant dei femti første"],
    ] as const) {
      expect((await mailsTo(address)).at(-1)?.text).toContain(`${place} på ventelista`);
      expect(await (await call(link)).text()).toContain(`På venteliste – ${place}`);
    }
  });

  it("that waits and follows the stream meanwhile changes no count", async () => {
    for (const name of ["a", "b"]) await attend(slug, name);
    const counts = async () => (await ask("GET", "export")).body.counts;
    const before = await counts();
    expect(before).toMatchObject({ confirmed: 2, waitlisted: 0, inPerson: 2, digital: 0 });
    await rehearse("prove");
    await env.DB.prepare("UPDATE registration SET digital_meanwhile = 1 WHERE event = ? AND status = 'waitlisted'")
      .bind(slug)
      .run();
    expect(await counts()).toEqual(before);
  });

  it.each([
    ["before", ["rehearsal", "person"]],
    ["after", ["person", "rehearsal"]],
  ] as const)("made %s the real registration is not what a lost link leads to", async (_, order) => {
    const address = addressAt(slug, "kari");
    for (const what of order) {
      if (what === "rehearsal") await rehearse("kari");
      else await register(slug, aBody(address));
      await deliverQueued();
      vi.setSystemTime(Date.now() + 1000);
    }
    await call(`/events/${slug}/lost-link`, { method: "POST", body: new URLSearchParams({ email: address }) });
    const mail = (await mailsTo(address)).at(-1);
    expect(mail?.subject).toMatch(/^Lenkja du bad om/);
    expect(await (await call(linkIn(mail))).text()).not.toContain("Dette er ei prøve.");
  });

  it("is managed like any other registration, without changing a count", async () => {
    await rehearse("a");
    const link = linkIn((await mailsTo(addressAt(slug, "a"))).at(-1));
    for (const action of ["cancel", "restore", "cancel"])
      await call(`${link}/${action}`, { method: "POST", body: new URLSearchParams() });
    const { capacity } = await stateOf(slug);
    expect([capacity.in_person_taken, capacity.digital_taken, capacity.waiting]).toEqual([0, 0, 0]);
  });

  it("gets no mail to many", async () => {
    await rehearse("a");
    await attend(slug, "kari");
    const sent = await call(
      `/api/events/${slug}/announcements`,
      asAdmin(json({ subject: { nb: "Hei" }, text: { nb: "Hei" } }, { "idempotency-key": crypto.randomUUID() })),
    );
    expect(await sent.json()).toMatchObject({ recipients: 1 });
    expect(await (await put({ ...sample, slug, venue: { name: "Rådhuset", city: "Oslo" } })).json()).toMatchObject({
      messages: 1,
    });
    expect(await mailsTo(addressAt(slug, "a"))).toHaveLength(1);
  });

  it("is removed with all others by one call, without e-mails", async () => {
    await attend(slug, "kari");
    for (const name of ["a", "b"]) await rehearse(name, { needs: { diet: "reker", access: "", consent: true } });
    await deliverQueued();
    const { cursor } = await exported(slug);
    expect((await ask("DELETE", "rehearsals")).body).toEqual({ purged: 2 });
    expect(await dumpOf(["registration", "needs", "message"])).not.toContain(addressAt(slug, "a"));
    expect(await dumpOf(["needs"])).not.toContain("reker");
    expect((await exported(slug, `?since=${cursor}`)).registrations).toEqual([]);
    expect((await exported(slug, "?rehearsals=include")).registrations).toHaveLength(1);
    expect((await ask("DELETE", "rehearsals")).body).toEqual({ purged: 0 });
    checkConsistency(await stateOf(slug));
  });

  it("needs a token: without one, nobody is registered instead", async () => {
    const response = await register(slug, aBody(addressAt(slug, "a"), { rehearsal: true }));
    expect(response.status).toBe(401);
    expect((await exported(slug, "?rehearsals=include")).registrations).toEqual([]);
  });
});
