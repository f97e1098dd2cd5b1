import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { cancelAll } from "../../../worker/storage/cancel-many.ts";
import { aBody, asAdmin, call, deliverQueued, exported, forgetQueued, json, register, tick } from "../client.ts";
import { addressAt, aNewEvent, attend, deliveredTo, subjectsTo } from "../people.ts";
import { checkConsistency, stateOf } from "../rules/state.ts";

let slug: string;
let began: number;

beforeEach(async () => {
  forgetQueued();
  slug = await aNewEvent("flaumen", {
    participation: { inPerson: { capacity: 3, waitlist: true }, digital: {} },
    colleaguesMax: 9,
  });
  began = Date.now();
});

type Where = Record<string, unknown>;

const cancelMany = (where: Where, { dryRun = false, ...more }: { dryRun?: boolean; [field: string]: unknown } = {}) =>
  call(
    `/api/events/${slug}/registrations/cancel${dryRun ? "?dry-run" : ""}`,
    asAdmin(json({ where, notify: false, ...more })),
  );
const statuses = async () =>
  Object.fromEntries((await exported(slug)).registrations.map(({ email, status }) => [email.split(".")[0], status]));

/** Ten people with made-up addresses take the room and the waiting list; a real person comes after them. */
async function flood() {
  const colleagues = Array.from({ length: 9 }, (_, index) => ({
    name: "Ola",
    email: addressAt(slug, `flaum${index}`),
  }));
  await register(slug, aBody(addressAt(slug, "flaum"), { waitlist: true, colleagues }));
  vi.setSystemTime(began + 60_000);
  await deliverQueued();
  await attend(slug, "kari");
}
const ofTheFlood = () => ({ registeredBefore: new Date(began + 60_000).toISOString(), mail: "never-delivered" });

describe("registrations that a filter matches", () => {
  it("are cancelled together, and the seats go to people whom it does not match", async () => {
    await flood();
    const { cursor } = await exported(slug);
    const preview = await cancelMany(ofTheFlood(), { dryRun: true });
    const { dryRun, matching, registrations } = (await preview.json()) as Record<string, unknown> & {
      registrations: { email: string }[];
    };
    expect([preview.status, dryRun, matching, registrations.length]).toEqual([200, true, 10, 10]);
    expect(registrations.map(({ email }) => email)).not.toContain(addressAt(slug, "kari"));
    expect((await exported(slug)).cursor).toBe(cursor);

    const done = await cancelMany(ofTheFlood(), { matching });
    expect([done.status, await done.json()]).toEqual([200, { cancelled: 10, promoted: 1 }]);
    const { kari, ...others } = await statuses();
    expect(kari).toBe("confirmed");
    expect(new Set(Object.values(others))).toEqual(new Set(["cancelled"]));
    checkConsistency(await stateOf(slug));
    await deliverQueued();
    expect(await subjectsTo(addressAt(slug, "kari"))).toContain("Du har fått plass");
    const { results } = await env.DB.prepare("SELECT DISTINCT reason FROM change WHERE event = ? AND type = ?")
      .bind(slug, "registration.cancelled")
      .all();
    expect(results).toEqual([{ reason: "filter" }]);
  });

  it("get no e-mail unless the organiser wants it; then each gets one, after e-mails to one person", async () => {
    await flood();
    await cancelMany(ofTheFlood(), { matching: 10 });
    await deliverQueued();
    expect(await subjectsTo(addressAt(slug, "flaum"))).not.toContain("Du er meld av");
    const ola = await attend(slug, "ola", { participation: "digital" });
    await cancelMany({ participation: "digital" }, { matching: 1, notify: true });
    const queued = env.DB.prepare("SELECT bulk FROM message WHERE event = ? AND kind = 'cancelled'").bind(slug);
    expect((await queued.all()).results).toEqual([{ bulk: 1 }]);
    await deliverQueued();
    expect(await subjectsTo(ola.address)).toContain("Du er meld av");
  });

  it("are not cancelled if their number is not that of the dry run, and the answer has the number", async () => {
    await flood();
    for (const matching of [0, 9, 11]) {
      const refused = await cancelMany(ofTheFlood(), { matching });
      expect([refused.status, await refused.json()]).toMatchObject([
        409,
        { type: "/problems/count-changed", detail: expect.stringContaining("10") },
      ]);
    }
    expect(Object.values(await statuses())).not.toContain("cancelled");
    await cancelMany(ofTheFlood(), { matching: 10 });
    expect((await cancelMany(ofTheFlood(), { matching: 10 })).status).toBe(409);
  });

  it("are all left unchanged if one of them changes at the same moment", async () => {
    await flood();
    const ids = (await exported(slug)).registrations.map(({ id }) => id);
    const [first = "", ...others] = ids;
    await call(`/api/events/${slug}/registrations/${first}/cancel`, asAdmin({ method: "POST" }));
    expect(await cancelAll(env.DB, slug, { ids, notify: true }, Date.now())).toBeNull();
    expect(Object.values(await statuses()).filter((status) => status === "cancelled")).toHaveLength(1);
    expect(await cancelAll(env.DB, slug, { ids: others, notify: false }, Date.now())).not.toBeNull();
  });

  it("are cancelled even if their places are held, and nobody is reminded of the hold", async () => {
    slug = await aNewEvent("flaumen", { verification: { holdHours: 24 } });
    const kari = await attend(slug, "kari");
    expect((await cancelMany({ partner: "stad" }, { matching: 1 })).status).toBe(200);
    expect((await exported(slug)).registrations).toMatchObject([{ status: "cancelled", heldUntil: null }]);
    vi.setSystemTime(began + 19 * 3_600_000);
    await tick();
    expect(await subjectsTo(kari.address)).toEqual(["Stadfest innan 25. november kl. 13.00"]);
  });

  it("are never rehearsals, and viewing and cancelling them is logged", async () => {
    const { headers, ...request } = asAdmin(
      json({ ...aBody(addressAt(slug, "prova")), rehearsal: true }, { "idempotency-key": `${slug}-prova` }),
    );
    await call(`/api/events/${slug}/registrations`, { ...request, headers: headers ?? {} });
    await attend(slug, "kari");
    await cancelMany({ partner: "stad", search: "kari" }, { dryRun: true });
    await cancelMany({ partner: "nordre-follo" }, { dryRun: true });
    expect((await cancelMany({ partner: "stad", search: "kari" }, { matching: 1 })).status).toBe(200);
    const log = (await (await call(`/api/events/${slug}/audit-log`, asAdmin())).json()) as {
      entries: { action: string; count: number; detail: string | null }[];
    };
    const ours = log.entries.filter(
      ({ action }) => action.startsWith("cancellation") || action.startsWith("registrations"),
    );
    expect(ours).toMatchObject([
      { action: "registrations cancelled", count: 1, detail: '{"partner":"stad","search":"…","notify":false}' },
      { action: "cancellation previewed", count: 1 },
    ]);
  });
});

describe("a filter", () => {
  it.each<[Where, string[]]>([
    [{ status: "confirmed" }, ["tidleg", "inne", "digital"]],
    [{ status: "waitlisted" }, ["ventar"]],
    [{ participation: "digital" }, ["digital"]],
    [{ partner: "stad", status: "confirmed", participation: "in-person" }, ["tidleg", "inne"]],
    [{ partner: "nordre-follo" }, []],
    [{ mail: "never-delivered" }, ["inne", "digital", "ventar"]],
    [{ mail: "delivered" }, ["tidleg"]],
    [{ mail: "sent", emailDomain: "@EXAMPLE.no" }, ["inne", "digital", "ventar"]],
    [{ emailDomain: "ample.no" }, []],
    [{ partner: "stad", participation: "digital", not: ["participation"] }, ["tidleg", "inne", "ventar"]],
    [{ checkedIn: false, status: "confirmed", search: "inne" }, ["inne"]],
    [{ registeredFrom: "2026-11-24T12:00:01+01:00", registeredBefore: "2026-11-24T11:00:03Z" }, ["inne", "digital"]],
  ])("%j matches %j", async (where, names) => {
    const noon = Date.parse("2026-11-24T11:00:00Z");
    for (const [seconds, [name, participation]] of [
      ["tidleg", "in-person"],
      ["inne", "in-person"],
      ["digital", "digital"],
    ].entries()) {
      vi.setSystemTime(noon + seconds * 1000);
      await attend(slug, name ?? "", { participation });
    }
    await deliveredTo(addressAt(slug, "tidleg"));
    vi.setSystemTime(noon + 3_000);
    await attend(slug, "tredje");
    await attend(slug, "ventar");
    const { registrations } = await exported(slug);
    const third = registrations.find(({ email }) => email === addressAt(slug, "tredje"));
    // Only stored registrations count.
    await env.DB.prepare("DELETE FROM registration WHERE id = ?")
      .bind(third?.id ?? "")
      .run();
    const preview = (await (await cancelMany(where, { dryRun: true })).json()) as {
      registrations: { email: string }[];
    };
    expect(preview.registrations.map(({ email }) => email)).toEqual(names.map((name) => addressAt(slug, name)));
  });

  it("counts a complaint as a sign that an e-mail has arrived", async () => {
    for (const name of ["kari", "ola"]) await attend(slug, name);
    await deliveredTo(addressAt(slug, "ola"), "complained");
    expect(await (await cancelMany({ mail: "never-delivered" }, { dryRun: true })).json()).toMatchObject({
      matching: 1,
      registrations: [{ email: addressAt(slug, "kari") }],
    });
  });

  it.each<[object, string]>([
    [{ where: {}, notify: false, matching: 1 }, "where"],
    [{ where: { partner: "stad" }, notify: false }, "matching"],
    [{ where: { partner: "stad" }, matching: 1 }, "notify"],
    [{ where: { status: "cancelled" }, notify: false, matching: 1 }, "where.status"],
    [{ where: { registeredFrom: "i går" }, notify: false, matching: 1 }, "where.registeredFrom"],
    [{ where: { partner: "stad", navn: "Kari" }, notify: false, matching: 1 }, "where.navn"],
    [{ where: { partner: "ingen" }, notify: false, matching: 1 }, "where.partner"],
    [{ where: { partner: "stad", not: ["status"] }, notify: false, matching: 1 }, "where.not.0"],
  ])("%j is refused at %s", async (body, field) => {
    const response = await call(`/api/events/${slug}/registrations/cancel`, asAdmin(json(body)));
    const { errors } = (await response.json()) as { errors: { field: string }[] };
    expect([response.status, errors.map((error) => error.field)]).toEqual([422, [field]]);
  });

  it("needs a token with the scope manage", async () => {
    const path = `/api/events/${slug}/registrations/cancel?dry-run`;
    expect((await call(path, json({ where: { partner: "stad" }, notify: false }))).status).toBe(401);
  });
});
