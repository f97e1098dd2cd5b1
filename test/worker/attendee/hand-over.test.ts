/** Handing the place on: the attendee offers it, only the colleague takes it, and the event is never overbooked. */
import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { findEvent } from "../../../worker/storage/events.ts";
import { type TakenPlace, takePlace } from "../../../worker/storage/hand-over.ts";
import { sample } from "../builders.ts";
import { aBody, asAdmin, call, exported, form, json, mailsTo, put, register, threeTicks } from "../client.ts";
import { dumpOf } from "../dump.ts";
import { type Attendee, addressAt, aNewEvent, attend, linkIn, press, subjectsTo } from "../people.ts";
import { checkConsistency, stateOf } from "../rules/state.ts";

const HOUR = 3_600_000;

let slug: string;
let kari: Attendee;

/** Two seats and a waiting list; Kari has one of the seats. */
beforeEach(async () => {
  // No table has people of other tests.
  await env.DB.exec("DELETE FROM registration");
  slug = await aNewEvent("vidare");
  kari = await attend(slug, "kari", {
    role: "ordførar",
    needs: { diet: "hasselnøtter", access: "", consent: true },
  });
});

const colleague = (name = "ola") => addressAt(slug, name);

/** The path of the offer in an e-mail. */
function offerIn(text: string | null | undefined): string {
  const link = /https:\/\/pamelding\.example\.no(\/offers\/[\w-]+)/.exec(text ?? "")?.[1];
  if (!link) throw new Error(`No offer in ${text}`);
  return link;
}

/** Offers the place of an attendee, and returns the path in the colleague's e-mail. */
async function offered(by: Attendee = kari, to = colleague()): Promise<string> {
  const answer = await press(by, "hand-over", { name: "Ola Hansen", email: to, checked: "yes" });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, `${by.link}?done=offered`]);
  return offerIn((await mailsTo(to)).at(-1)?.text);
}

const take = (offer: string, fields: Record<string, string> = {}) =>
  call(`${offer}/take`, form({ name: "Ola Hansen", offered: "in-person", language: "nn", ...fields }));
const decline = (offer: string) => call(`${offer}/decline`, form({}));
const pageOf = async (path: string) => (await call(path)).text();
const rowOf = async (address: string) =>
  (await exported(slug)).registrations.find(({ email }) => email === address) as Record<string, unknown> | undefined;

async function consistent() {
  const state = await stateOf(slug);
  checkConsistency(state);
  const { in_person_capacity: capacity, in_person_taken: taken } = state.capacity;
  expect(taken).toBeLessThanOrEqual(capacity ?? Infinity);
  return state;
}

describe("offering the place", () => {
  it("says what will happen, shows it for a check, and only then sends anything", async () => {
    expect(await pageOf(kari.link)).toContain(`${kari.link}/hand-over`);
    const asked = await pageOf(`${kari.link}/hand-over`);
    for (const words of ["Slik går det føre seg", "torsdag 26. november 2026 kl. 13.00", "Svara dine blir ikkje med"])
      expect(asked).toContain(words);
    const look = await press(kari, "hand-over", { name: " Ola  Hansen ", email: colleague() });
    expect(look.status).toBe(200);
    const shown = await look.text();
    expect(shown).toContain("Stemmer dette?");
    expect(shown).toContain("Ola Hansen");
    expect(shown).toContain(colleague());
    expect(await mailsTo(colleague())).toEqual([]);
    const again = await press(kari, "hand-over", { name: "Ola Hansen", email: colleague(), edit: "yes" });
    expect(await again.text()).toContain('value="Ola Hansen"');
    await offered();
    expect(await rowOf(kari.address)).toMatchObject({ status: "confirmed" });
  });

  it("says at each field what is wrong, and sends nothing", async () => {
    const refused = async (name: string, email: string) => {
      const answer = await press(kari, "hand-over", { name, email, checked: "yes" });
      expect(answer.status).toBe(422);
      return answer.text();
    };
    const empty = await refused(" ", "");
    expect(empty).toContain("Skriv namnet til kollegaen.");
    expect(empty).toContain("Skriv e-postadressa til kollegaen.");
    expect(empty).toContain("<title>Feil: Gi plassen til ein kollega</title>");
    expect(empty).toContain('href="#name"');
    expect(await refused("Ola", "ola.example.no")).toContain("manglar krøllalfa");
    expect(await refused("Ola https://spam.example", colleague())).toContain(
      "Namnet kan ikkje innehalde ei nettadresse.",
    );
    expect(await refused("Kari", kari.address.toUpperCase())).toContain("Dette er di eiga adresse.");
    expect(await dumpOf(["pending_address"])).toBe("pending_address: []");
  });

  it("is for an attendee with a place: not while waiting or unverified, not after cancelling or the end of promotion", async () => {
    await attend(slug, "b");
    const waiting = await attend(slug, "ventar");
    const refused = async (by: Attendee) => {
      const answer = await press(by, "hand-over", { name: "Ola", email: colleague(), checked: "yes" });
      expect(answer.status).toBe(409);
      expect(await pageOf(by.link)).not.toContain("/hand-over");
      return answer.text();
    };
    expect(await refused(waiting)).toContain("Du har ingen plass å gi vidare");
    await press(waiting, "cancel");
    await refused(waiting);
    await put({ ...sample, slug, verification: { holdHours: 24 } });
    expect(await refused(await attend(slug, "uviss", { participation: "digital" }))).toContain("ingen plass");
    await put({ ...sample, slug, promotionEnds: "2026-11-24T12:59" });
    expect(await refused(kari)).toContain("Det er for seint");
    expect(await mailsTo(colleague())).toEqual([]);
  });

  it("lasts 48 hours, or until promotion ends if that is sooner", async () => {
    const until = async () =>
      (await env.DB.prepare("SELECT expires_at FROM pending_address WHERE outcome IS NULL").first<number>(
        "expires_at",
      )) ?? 0;
    await offered();
    expect((await until()) - Date.now()).toBe(48 * HOUR);
    await press(kari, "take-back");
    await put({ ...sample, slug, promotionEnds: "2026-11-24T18:00" });
    await offered();
    expect((await until()) - Date.now()).toBe(5 * HOUR);
  });

  it("is one at a time, and five in all", async () => {
    await offered();
    const second = await press(kari, "hand-over", { name: "Per", email: colleague("per"), checked: "yes" });
    expect(second.headers.get("location")).toBe(kari.link);
    expect(await mailsTo(colleague("per"))).toEqual([]);
    for (const name of ["a", "b", "c", "d"]) {
      await press(kari, "take-back");
      await offered(kari, colleague(name));
    }
    await press(kari, "take-back");
    const sixth = await press(kari, "hand-over", { name: "Per", email: colleague("per"), checked: "yes" });
    expect([sixth.status, (await sixth.text()).includes("Du har tilbydd plassen til 5 personar.")]).toEqual([
      409,
      true,
    ]);
  });

  it("fills nobody's mailbox: three e-mails an hour, counting all attendees and kinds together", async () => {
    const others = await Promise.all(["a", "b", "c"].map((name) => attend(slug, name, { participation: "digital" })));
    for (const by of [kari, ...others])
      await press(by, "hand-over", { name: "Ola", email: colleague(), checked: "yes" });
    expect(await mailsTo(colleague())).toHaveLength(3);
    vi.setSystemTime(Date.now() + HOUR + 60_000);
    await threeTicks();
    expect(await mailsTo(colleague())).toHaveLength(4);
  });

  it("writes no e-mail to a mailbox that has disowned a registration, and gives the same answer", async () => {
    const ola = await attend(slug, "ola", { participation: "digital" });
    await press(ola, "not-me");
    const before = (await mailsTo(colleague())).length;
    const answer = await press(kari, "hand-over", { name: "Ola", email: colleague(), checked: "yes" });
    expect(answer.headers.get("location")).toBe(`${kari.link}?done=offered`);
    expect(await mailsTo(colleague())).toHaveLength(before);
  });

  it("does not show who is registered: no answer, page or row of the list differs", async () => {
    const nora = await attend(slug, "nora", { participation: "digital" });
    const seen = async (to: string) => {
      const look = await (await press(kari, "hand-over", { name: "Ola", email: to })).text();
      const sent = await press(kari, "hand-over", { name: "Ola", email: to, checked: "yes" });
      const own = await pageOf(`${kari.link}?done=offered`);
      const { changedAt, mail } = (await rowOf(kari.address)) ?? {};
      await press(kari, "take-back");
      const page = JSON.stringify([look, sent.status, sent.headers.get("location"), own, changedAt, mail]);
      return page.replaceAll(to, "ADDRESS");
    };
    expect(await seen(nora.address)).toBe(await seen(colleague()));
  });
});

describe("the e-mail to the colleague", () => {
  it.each([
    ["nb", "Kari Nordmann kan ikke komme, og tilbyr deg plassen sin", "har gitt oss navnet og e-postadressen din"],
    ["nn", "Kari Nordmann kan ikkje kome, og tilbyr deg plassen sin", "har gitt oss namnet og e-postadressa di"],
    ["en", "Kari Nordmann can't come, and offers you their place", "gave us your name and email address"],
  ] as const)(
    "says who offers what, until when, and where the address comes from (%s)",
    async (language, offer, source) => {
      const by = await attend(slug, "tilbyr", { language });
      await offered(by);
      const mail = (await mailsTo(colleague())).at(-1);
      for (const part of [mail?.text ?? "", mail?.html ?? ""]) {
        expect(part).toContain(offer);
        expect(part).toContain(source);
        expect(part).toMatch(/26\.? November 2026|26\. november 2026/i);
        expect(part).toMatch(/(artikkel|Article) 6/);
        expect(part).not.toMatch(/\{\w+\}|undefined|null|\/registrations\/|hasselnøtter|ordførar/);
      }
      expect(mail?.attachments).toEqual([]);
      expect(mail?.subject).not.toContain("Kari");
    },
  );

  it("carries a link that opens the offer and nothing else, and no other link opens an offer", async () => {
    const offer = await offered();
    const secret = offer.split("/").at(-1) ?? "";
    const manage = kari.link.split("/").at(-1) ?? "";
    for (const path of [
      `/registrations/${secret}`,
      `/addresses/${secret}`,
      `/calendar/${secret}.ics`,
      `/offers/${manage}`,
    ])
      expect([path, (await call(path)).status]).toEqual([path, 404]);
    const turned = secret.startsWith("A") ? `B${secret.slice(1)}` : `A${secret.slice(1)}`;
    expect((await call(`/offers/${turned}`)).status).toBe(404);
    expect((await call(offer)).headers.get("cache-control")).toBe("private, no-store");
  });

  it("is not sent after the offer was taken back", async () => {
    await press(kari, "hand-over", { name: "Ola", email: colleague(), checked: "yes" });
    await press(kari, "take-back");
    expect(await mailsTo(colleague())).toEqual([]);
  });

  it("belongs to no row: the list shows only the attendee's own e-mails, and organisers see nothing about the colleague", async () => {
    await offered();
    expect((await rowOf(kari.address))?.mail).toMatchObject({ kind: "confirmation" });
    const id = (await rowOf(kari.address))?.id;
    for (const path of [
      "export",
      "export.csv",
      "stats",
      "undelivered",
      `registrations/${id}`,
      `registrations/${id}/messages`,
    ])
      expect(await (await call(`/api/events/${slug}/${path}`, asAdmin())).text()).not.toMatch(/ola\.vidare|Ola Hansen/);
    await consistent();
  });
});

describe("the colleague's page", () => {
  it("changes nothing when opened, says who offers what, and shows the privacy notice before it asks anything", async () => {
    const offer = await offered();
    const before = await dumpOf();
    const page = await pageOf(offer);
    await pageOf(`${offer}/take`);
    await call(offer, { method: "HEAD" });
    expect(await dumpOf()).toBe(before);
    for (const words of ["Kari Nordmann tilbyr deg plassen sin", "Samling om samskaping", "Oslo Kongressenter"])
      expect(page).toContain(words);
    expect(page.indexOf(`/events/${slug}/privacy?lang=nn`)).toBeLessThan(page.indexOf("<form"));
    expect(page).toContain('value="Ola Hansen"');
    expect(page).not.toMatch(/hasselnøtter|ordførar/);
  });

  it("exists in the colleague's language", async () => {
    const offer = await offered();
    expect(await pageOf(`${offer}?lang=en`)).toContain("Kari Nordmann offers you their place");
    await take(offer, { language: "en" });
    expect(await rowOf(colleague())).toMatchObject({ language: "en" });
  });
});

describe("taking the place", () => {
  it("gives it to the colleague and cancels the first, in one transaction, with an e-mail to each", async () => {
    await attend(slug, "b");
    const waiting = await attend(slug, "ventar");
    const offer = await offered();
    const answer = await take(offer, { role: "rådgjevar" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `${offer}?lang=nn`]);
    const [first, second] = [await rowOf(kari.address), await rowOf(colleague())];
    expect(first).toMatchObject({ status: "cancelled", handedTo: second?.id, handedFrom: null });
    expect(second).toMatchObject({
      status: "confirmed",
      participation: "in-person",
      name: "Ola Hansen",
      role: "rådgjevar",
      partner: "stad",
      handedFrom: first?.id,
      handedTo: null,
      invitedBy: null,
      mail: { kind: "confirmation" },
    });
    // Nobody on the waiting list got the seat, which was never free.
    expect(await rowOf(waiting.address)).toMatchObject({ status: "waitlisted" });
    await consistent();
    expect(await subjectsTo(colleague())).toEqual(["Du er tilbydd ein plass", "Du har plass"]);
    expect((await subjectsTo(kari.address)).at(-1)).toBe("Plassen er gitt vidare");
    expect((await mailsTo(kari.address)).at(-1)?.attachments[0]?.contentType).toContain("method=CANCEL");
    expect(await pageOf(offer)).toContain("Plassen er din");
    const link = linkIn((await mailsTo(colleague())).at(-1));
    expect(await pageOf(link)).toContain("Ola Hansen");
  });

  it("is in the feed as two changes with the same reason, and in the colleague's own data", async () => {
    const { cursor } = await exported(slug);
    const offer = await offered();
    await take(offer);
    const since = await exported(slug, `?since=${cursor}`);
    expect(since.registrations.map(({ status }) => status).toSorted()).toEqual(["cancelled", "confirmed"]);
    const { results } = await env.DB.prepare(
      "SELECT type, reason FROM change WHERE event = ? AND reason = 'handed-over' ORDER BY seq",
    )
      .bind(slug)
      .all();
    expect(results).toEqual([
      { type: "registration.cancelled", reason: "handed-over" },
      { type: "registration.confirmed", reason: "handed-over" },
    ]);
    const link = linkIn((await mailsTo(colleague())).at(-1));
    const data = (await (await call(`${link}/data.json`)).json()) as { registration: object };
    expect(data.registration).toMatchObject({ registeredBy: "another" });
    expect(JSON.stringify(data)).not.toContain("Kari");
  });

  it("passes on no answers of the first attendee, and no needs", async () => {
    const offer = await offered();
    await take(offer);
    expect(await rowOf(colleague())).toMatchObject({ role: null, organisation: null, question: null });
    const { results } = await env.DB.prepare(
      "SELECT email FROM needs JOIN registration ON id = needs.registration",
    ).all();
    expect(results).toEqual([{ email: kari.address }]);
  });

  it("asks the event's questions: a name, and consent if there are needs", async () => {
    const offer = await offered();
    const refused = await take(offer, { name: "", "needs.diet": "fisk" });
    expect(refused.status).toBe(422);
    const page = await refused.text();
    expect(page).toContain("Skriv namnet ditt.");
    expect(page).toContain("Kryss av for samtykke");
    expect(page).toContain("fisk");
    expect(await rowOf(colleague())).toBeUndefined();
    await take(offer, { "needs.diet": "fisk", "needs.consent": "true" });
    expect(await dumpOf(["needs"])).toContain("fisk");
  });

  it("is done once, however often it is pressed, and both at once", async () => {
    const offer = await offered();
    const answers = await Promise.all([take(offer), take(offer), take(offer)]);
    expect(answers.map(({ status }) => status).every((status) => status === 303 || status === 200)).toBe(true);
    const { rows } = await consistent();
    expect(rows.filter(({ status }) => status === "confirmed")).toHaveLength(1);
    expect((await subjectsTo(kari.address)).filter((subject) => subject === "Plassen er gitt vidare")).toHaveLength(1);
  });

  it("is over after it was taken back, and after 48 hours to the millisecond", async () => {
    const offer = await offered();
    await press(kari, "take-back");
    const late = await take(offer);
    expect([late.status, (await late.text()).includes("Tilbodet gjeld ikkje lenger")]).toEqual([410, true]);
    const second = await offered();
    const start = Date.now();
    vi.setSystemTime(start + 48 * HOUR - 1);
    expect((await call(second)).status).toBe(200);
    vi.setSystemTime(start + 48 * HOUR);
    expect((await call(second)).status).toBe(410);
    expect((await take(second)).status).toBe(410);
    expect(await rowOf(colleague())).toBeUndefined();
    expect(await rowOf(kari.address)).toMatchObject({ status: "confirmed" });
  });

  it("is over when the place is gone: cancelled, erased by the attendee or an organiser, or the event cancelled", async () => {
    const over = async (end: () => Promise<unknown>, back?: () => Promise<unknown>) => {
      const offer = await offered();
      await end();
      expect((await take(offer)).status).toBeGreaterThanOrEqual(404);
      await back?.();
      expect((await take(offer)).status).toBeGreaterThanOrEqual(404);
      expect(await rowOf(colleague())).toBeUndefined();
      expect(await dumpOf()).not.toContain("Ola Hansen");
    };
    await over(
      () => press(kari, "cancel"),
      () => press(kari, "restore"),
    );
    await over(
      () => put({ ...sample, slug, cancelled: { reason: { nb: "Sjukdom", nn: "Sjukdom" } } }),
      () => put({ ...sample, slug }),
    );
    await over(() => press(kari, "erase"));
    kari = await attend(slug, "kari");
    const id = (await rowOf(kari.address))?.id;
    await over(() => call(`/api/events/${slug}/registrations/${id}`, asAdmin({ method: "DELETE" })));
  });

  it("tells only on the colleague's own page that the colleague already has a place; the first attendee keeps theirs", async () => {
    const ola = await attend(slug, "ola");
    const offer = await offered();
    expect(await pageOf(offer)).toContain("Du har plass frå før");
    const answer = await take(offer);
    expect(await answer.text()).toContain("Du har plass frå før");
    expect(await rowOf(ola.address)).toMatchObject({ status: "confirmed", handedFrom: null, name: "Kari Nordmann" });
    expect(await rowOf(kari.address)).toMatchObject({ status: "confirmed" });
    const told = (await mailsTo(kari.address)).at(-1);
    expect(told?.subject).toContain("Du har framleis plassen");
    expect(told?.text).not.toMatch(/Ola|har plass frå før/);
  });

  it("tells the first attendee the same whether the colleague said no or had a place", async () => {
    await attend(slug, "b");
    const has = await offered(kari, colleague("b"));
    await take(has);
    const first = (await mailsTo(kari.address)).at(-1);
    await decline(await offered());
    const second = (await mailsTo(kari.address)).at(-1);
    expect(second?.text).toBe(first?.text);
    expect(second?.subject).toBe(first?.subject);
  });

  it("takes a waiting colleague off the waiting list, and keeps the colleague's answers", async () => {
    await attend(slug, "b");
    const next = await attend(slug, "neste");
    const ola = await attend(slug, "ola", { name: "Ola Ventar", role: "kokk" });
    const offer = await offered(kari, ola.address);
    const page = await pageOf(offer);
    expect(page).toContain("Du står på venteliste.");
    expect(page).not.toMatch(/kokk|Ola Ventar/);
    await take(offer, { name: "Noko anna" });
    expect(await rowOf(ola.address)).toMatchObject({
      status: "confirmed",
      name: "Ola Ventar",
      role: "kokk",
      waitlistedAt: null,
    });
    expect(await rowOf(next.address)).toMatchObject({ status: "waitlisted" });
    expect((await rowOf(kari.address))?.handedTo).toBe((await rowOf(ola.address))?.id);
    await consistent();
  });

  it("gives a colleague who follows digitally the seat, and frees the digital place", async () => {
    const ola = await attend(slug, "ola", { participation: "digital" });
    const offer = await offered();
    expect(await pageOf(offer)).toContain("Du er påmeld digitalt.");
    await take(offer);
    expect(await rowOf(ola.address)).toMatchObject({ status: "confirmed", participation: "in-person" });
    expect((await consistent()).capacity).toMatchObject({ in_person_taken: 1, digital_taken: 0 });
  });

  it("brings back a colleague who had cancelled, without the earlier answers", async () => {
    const ola = await attend(slug, "ola", { role: "kokk", needs: { diet: "fisk", access: "", consent: true } });
    await press(ola, "cancel");
    await take(await offered());
    expect(await rowOf(ola.address)).toMatchObject({ status: "confirmed", role: null, name: "Ola Hansen" });
    expect(await dumpOf(["needs"])).not.toContain("fisk");
    await consistent();
  });

  it("asks again if something has changed since the page was loaded", async () => {
    const offer = await offered();
    await press(kari, "change", { name: "Kari", participation: "digital", seen: String(await seenOf(kari)) });
    const answer = await take(offer);
    expect(answer.status).toBe(409);
    const page = await answer.text();
    expect(page).toContain("Noko blei endra etter at du opna sida.");
    expect(page).toContain('name="offered" value="digital"');
    expect((await take(offer, { offered: "digital" })).status).toBe(303);
    expect(await rowOf(colleague())).toMatchObject({ participation: "digital" });
  });

  it("is refused by the transaction itself, whatever was read before it", async () => {
    await offered();
    const offer = await env.DB.prepare("SELECT id FROM pending_address WHERE outcome IS NULL").first<string>("id");
    const version = (await findEvent(env.DB, slug))?.version ?? 0;
    const answers = {
      name: "Ola",
      organisation: null,
      role: null,
      question: null,
      answers: {},
      needs: null,
      language: "nn",
    } as const;
    const refused = async (changes: Partial<TakenPlace>, now = Date.now()) => {
      const place = { offer: offer ?? "", participation: "in-person", colleague: null, answers, places: [] } as const;
      const taken = await takePlace(env.DB, { ...place, consentWording: "", eventVersion: version, ...changes }, now);
      return taken.outcome === "refused" ? taken.reason : taken.outcome;
    };
    expect(await refused({ participation: "digital" })).toBe("conflict");
    expect(await refused({ eventVersion: version - 1 })).toBe("event-changed");
    expect(await refused({ offer: "0".repeat(32) })).toBe("not-found");
    expect(await refused({}, Date.now() + 48 * HOUR)).toBe("over");
    await attend(slug, "ola");
    expect(await refused({})).toBe("conflict");
    await press(kari, "take-back");
    expect(await refused({})).toBe("over");
    expect((await consistent()).rows.map(({ status }) => status)).toEqual(["confirmed", "confirmed"]);
  });

  it("races a cancellation: only one of them is stored, and the seat goes to one person", async () => {
    await attend(slug, "b");
    const waiting = await attend(slug, "ventar");
    const offer = await offered();
    await Promise.all([take(offer), press(kari, "cancel")]);
    const { rows } = await consistent();
    const seated = rows.filter(({ status }) => status === "confirmed").map(({ email }) => email);
    expect(seated).toHaveLength(2);
    expect(seated).not.toContain(kari.address);
    expect(seated.includes(waiting.address)).not.toBe(seated.includes(colleague()));
  });

  it("races a registration of the same colleague, and leaves one registration", async () => {
    const offer = await offered();
    await Promise.all([take(offer), register(slug, aBody(colleague()))]);
    const { rows } = await consistent();
    expect(rows.filter(({ email }) => email === colleague())).toMatchObject([{ status: "confirmed" }]);
  });

  it("may be handed on several times, and back to the first attendee", async () => {
    await take(await offered());
    const ola: Attendee = { address: colleague(), link: linkIn((await mailsTo(colleague())).at(-1)) };
    const back = await offered(ola, kari.address);
    expect(await pageOf(back)).toContain("Fyll ut og ta plassen");
    await take(back, { name: "Kari Nordmann" });
    expect(await rowOf(kari.address)).toMatchObject({ status: "confirmed", handedTo: null });
    expect(await rowOf(ola.address)).toMatchObject({ status: "cancelled", handedTo: (await rowOf(kari.address))?.id });
    // The earlier needs are gone: everything is new.
    expect(await dumpOf(["needs"])).toBe("needs: []");
    await consistent();
  });

  it("keeps a rehearsal a rehearsal", async () => {
    const address = addressAt(slug, "prove");
    const init = json(aBody(address, { rehearsal: true }), { "idempotency-key": crypto.randomUUID() });
    expect((await call(`/api/events/${slug}/registrations`, asAdmin(init))).status).toBe(201);
    const offer = await offered({ address, link: linkIn((await mailsTo(address))[0]) });
    await take(offer);
    const { registrations } = await exported(slug, "?rehearsals=only");
    expect(registrations.map(({ status, rehearsal }) => [status, rehearsal]).toSorted()).toEqual([
      ["cancelled", true],
      ["confirmed", true],
    ]);
    await consistent();
  });
});

describe("no thanks", () => {
  it("leaves the place, tells the first attendee, and deletes name and address", async () => {
    const offer = await offered();
    await decline(offer);
    expect(await pageOf(offer)).toContain("Takk for svaret");
    expect((await subjectsTo(kari.address)).at(-1)).toBe("Du har framleis plassen");
    const dump = await dumpOf();
    expect(dump).not.toMatch(/Ola Hansen|ola\.vidare/);
    await decline(offer);
    expect((await subjectsTo(kari.address)).filter((subject) => subject === "Du har framleis plassen")).toHaveLength(1);
  });
});

describe("an offer that nobody answers", () => {
  it("is deleted within minutes of its end, and the attendee is told that the place is still theirs", async () => {
    await offered();
    expect(await dumpOf(["pending_address"])).toContain("Ola Hansen");
    vi.setSystemTime(Date.now() + 48 * HOUR);
    await threeTicks();
    expect(await dumpOf()).not.toMatch(/Ola Hansen|ola\.vidare/);
    expect((await subjectsTo(kari.address)).at(-1)).toBe("Du har framleis plassen");
    expect(await pageOf(kari.link)).toContain(`${kari.link}/hand-over`);
  });

  it("is on the manage page and in the download while it is open", async () => {
    await offered();
    expect(await pageOf(kari.link)).toContain("Du har tilbydd plassen til Ola Hansen");
    const data = async () => (await (await call(`${kari.link}/data.json`)).json()) as { asked: object[] };
    expect((await data()).asked).toMatchObject([{ purpose: "hand-over", name: "Ola Hansen", email: colleague() }]);
    const back = await press(kari, "take-back");
    expect(back.headers.get("location")).toBe(`${kari.link}?done=taken-back`);
    expect((await data()).asked).toEqual([]);
    expect((await press(kari, "take-back")).headers.get("location")).toBe(`${kari.link}?done=offer-over`);
  });
});

/** The hidden `seen` of an attendee's page. */
async function seenOf({ link }: Attendee): Promise<string> {
  return /name="seen" value="(\d+)"/.exec(await pageOf(link))?.[1] ?? "";
}
