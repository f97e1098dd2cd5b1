/** A definition that is saved during a request: the new definition decides the request, once. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { type Definition, sample } from "../builders.ts";
import { aBody, asAdmin, call, exported, form, json, put, withDatabase } from "../client.ts";
import { addressAt, aNewEvent, attend, press } from "../people.ts";

let slug: string;

const places = (capacity: number, digital = 5): Partial<Definition> => ({
  participation: { inPerson: { capacity, waitlist: false }, digital: { capacity: digital } },
});

beforeEach(async () => {
  slug = await aNewEvent("endra", places(1));
});

/** The bindings with a database that waits for `interrupt` before each of its first `times` transactions. */
function interrupted(interrupt: () => Promise<unknown>, times = 1) {
  const db = {
    prepare: (sql: string) => env.DB.prepare(sql),
    batch: async (statements: D1PreparedStatement[]) => {
      if (times-- > 0) await interrupt();
      return env.DB.batch(statements);
    },
  } as unknown as D1Database; // only the methods that the service calls
  return withDatabase(db);
}

const saveAgain = () => put({ ...sample, ...places(1), slug });

const rowOf = async (name: string) =>
  (await exported(slug)).registrations.find(({ email }) => email === addressAt(slug, name));

const answersOf = (seen: unknown, changes: Record<string, string>) =>
  form({ name: "Kari Nordmann", seen: String(Date.parse(String(seen))), ...changes });

describe("a definition saved between reading it and the transaction", () => {
  it("does not prevent an attendee from coming back", async () => {
    const kari = await attend(slug, "kari");
    await press(kari, "cancel");
    const response = await call(`${kari.link}/restore`, form({}), interrupted(saveAgain));
    expect(response.headers.get("location")).toContain("done=restored");
    expect((await rowOf("kari"))?.status).toBe("confirmed");
  });

  it("does not prevent an attendee from changing answers and moving", async () => {
    const kari = await attend(slug, "kari");
    const seen = (await rowOf("kari"))?.changedAt;
    const change = answersOf(seen, { role: "rådgivar", participation: "digital" });
    const response = await call(`${kari.link}/change`, change, interrupted(saveAgain));
    expect(response.headers.get("location")).toContain("done=saved");
    expect(await rowOf("kari")).toMatchObject({ role: "rådgivar", participation: "digital" });
  });

  it("does not prevent an organiser from restoring an attendee or correcting an answer", async () => {
    await press(await attend(slug, "kari"), "cancel");
    const path = `/api/events/${slug}/registrations/${(await rowOf("kari"))?.id}`;
    const restored = await call(`${path}/restore`, asAdmin({ method: "POST" }), interrupted(saveAgain));
    expect(restored.status).toBe(200);
    const correction = asAdmin({ ...json({ name: "Kari Normann" }), method: "PATCH" });
    expect((await call(path, correction, interrupted(saveAgain))).status).toBe(200);
    expect(await rowOf("kari")).toMatchObject({ status: "confirmed", name: "Kari Normann" });
  });

  it("does not prevent anybody from registering", async () => {
    const init = json(aBody(addressAt(slug, "kari")), { "idempotency-key": crypto.randomUUID() });
    expect((await call(`/api/events/${slug}/registrations`, init, interrupted(saveAgain))).status).toBe(201);
  });

  const correct = async (name: string, body: object, interrupt: () => Promise<unknown>, times = 1) => {
    const path = `/api/events/${slug}/registrations/${(await rowOf(name))?.id}`;
    return call(path, asAdmin({ ...json(body), method: "PATCH" }), interrupted(interrupt, times));
  };

  it("gives a seat that it has just added: to an attendee who comes back, and to one who moves", async () => {
    const kari = await attend(slug, "kari");
    await press(kari, "cancel");
    await attend(slug, "ola");
    const restore = (room: number) =>
      call(
        `${kari.link}/restore`,
        form({}),
        interrupted(() => put({ ...sample, ...places(room), slug })),
      );
    expect((await restore(1)).status).toBe(409);
    expect((await restore(2)).headers.get("location")).toContain("done=restored");
    const nora = await attend(slug, "nora", { participation: "digital" });
    const change = answersOf((await rowOf("nora"))?.changedAt, { participation: "in-person" });
    const more = () => put({ ...sample, ...places(3), slug });
    expect((await call(`${nora.link}/change`, change, interrupted(more))).headers.get("location")).toContain("saved");
    expect(await rowOf("nora")).toMatchObject({ status: "confirmed", participation: "in-person" });
  });

  it("gives an organiser's move the seat that it has just added", async () => {
    await attend(slug, "ola");
    await attend(slug, "kari", { participation: "digital" });
    const moved = await correct("kari", { participation: "in-person" }, () => put({ ...sample, ...places(2), slug }));
    expect([moved.status, (await rowOf("kari"))?.participation]).toEqual([200, "in-person"]);
  });

  it("gives the waiting attendee a seat without losing the organiser's correction", async () => {
    const line = (capacity: number) => ({ participation: { inPerson: { capacity, waitlist: true }, digital: {} } });
    await put({ ...sample, ...line(1), slug });
    await attend(slug, "ola");
    await attend(slug, "kari");
    const response = await correct("kari", { name: "Kari Normann" }, () => put({ ...sample, ...line(2), slug }));
    expect([response.status, await rowOf("kari")]).toMatchObject([200, { status: "confirmed", name: "Kari Normann" }]);
  });

  it("leaves nobody with a partner that it no longer has", async () => {
    await attend(slug, "kari");
    const { stad } = sample.partners;
    if (!stad) throw new Error("The sample has this partner");
    const alone = () => put({ ...sample, ...places(1), slug, partners: { stad } });
    const response = await correct("kari", { partner: "nordre-follo" }, alone);
    expect([response.status, (await rowOf("kari"))?.partner]).toEqual([422, "stad"]);
  });

  it("is not followed for ever by a correction either", async () => {
    await attend(slug, "kari");
    expect((await correct("kari", { name: "Kari Normann" }, saveAgain, 100)).status).toBe(500);
    expect((await rowOf("kari"))?.name).toBe("Kari Nordmann");
  });

  it("decides by what the new definition says", async () => {
    const kari = await attend(slug, "kari");
    await press(kari, "cancel");
    const shut = () => put({ ...sample, ...places(0), slug });
    const response = await call(`${kari.link}/restore`, form({}), interrupted(shut));
    expect(response.status).toBe(409);
    expect((await rowOf("kari"))?.status).toBe("cancelled");
  });

  it("is not followed for ever", async () => {
    const kari = await attend(slug, "kari");
    await press(kari, "cancel");
    const response = await call(`${kari.link}/restore`, form({}), interrupted(saveAgain, 100));
    expect(response.status).toBe(500);
    expect((await rowOf("kari"))?.status).toBe("cancelled");
  });
});

describe("a refusal because it is full", () => {
  it("gives a form the present availability", async () => {
    await attend(slug, "ola");
    const init = json(aBody(addressAt(slug, "kari")), { "idempotency-key": crypto.randomUUID() });
    const response = await call(`/api/events/${slug}/registrations`, init);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      type: "/problems/full",
      availability: { "in-person": "full", digital: "open" },
    });
  });

  it("tells an organiser, too", async () => {
    await press(await attend(slug, "kari"), "cancel");
    await attend(slug, "ola");
    const path = `/api/events/${slug}/registrations/${(await rowOf("kari"))?.id}/restore`;
    const response = await call(path, asAdmin({ method: "POST" }));
    expect(await response.json()).toMatchObject({
      type: "/problems/full",
      availability: { "in-person": "full", digital: "open" },
    });
  });
});

describe("a refusal because the event is cancelled", () => {
  it("says so in whole words, with no placeholder left", async () => {
    await press(await attend(slug, "kari"), "cancel");
    await put({ ...sample, ...places(1), slug, cancelled: { reason: { nb: "Sjukdom" } } });
    const path = `/api/events/${slug}/registrations/${(await rowOf("kari"))?.id}/restore`;
    const { detail } = (await (await call(path, asAdmin({ method: "POST" }))).json()) as { detail: string };
    expect(detail).toMatch(/^[^{}]+\.$/);
  });
});
