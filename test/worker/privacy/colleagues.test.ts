/** What GDPR Articles 14 and 21(4) promise to attendees registered by another person. */
import { beforeEach, describe, expect, it } from "vitest";
import { type Definition, sample } from "../builders.ts";
import { aBody, asAdmin, call, exported, json, mailsTo, put } from "../client.ts";
import { addressAt, aNewEvent, attend, linkIn, press } from "../people.ts";

let slug: string;
const privacy = (changes: Partial<Definition["privacy"]>) =>
  put({ ...sample, slug, privacy: { ...sample.privacy, ...changes } });

beforeEach(async () => {
  slug = await aNewEvent("artikkel14");
});

async function invite() {
  const address = addressAt(slug, "ola");
  const inviter = await attend(slug, "kari", { colleagues: [{ name: "Ola Nordmann", email: address }] });
  return { inviter, address };
}

describe("the first e-mail to a colleague", () => {
  it("says who gave which data, the basis, and the right to object: separately, and before the button", async () => {
    const { address } = await invite();
    const [mail] = await mailsTo(address);
    const said = [
      "Kvar vi har opplysningane frå",
      "Kari Nordmann har gitt oss namnet og e-postadressa di, korleis du deltek, språket og kva nettstad du er meld på gjennom.",
      "ei berettiga interesse i å gi deg plassen (personvernforordninga artikkel 6 nr. 1 bokstav f)",
      "Du har rett til å protestere.",
    ];
    const button = mail?.html?.indexOf('class="on-button"') ?? 0;
    for (const words of said) {
      expect(mail?.text).toContain(words);
      expect(mail?.html?.indexOf(words)).toBeGreaterThan(0);
      expect(mail?.html?.indexOf(words)).toBeLessThan(button);
    }
    expect(mail?.html).toMatch(/<h2 [^>]*>Kvar vi har opplysningane frå<\/h2>/);
  });

  it("names the task of a public body", async () => {
    const legalBasis = { nb: "kommuneloven § 1", nn: "kommunelova § 1" };
    await privacy({ basis: "public-task", legalBasis });
    const { address } = await invite();
    const [mail] = await mailsTo(address);
    expect(mail?.text).toContain(
      "ein del av oppgåva vår: kommunelova § 1 (personvernforordninga artikkel 6 nr. 1 bokstav e)",
    );
  });

  it("differs from the e-mail to people who registered themselves", async () => {
    const { inviter } = await invite();
    const [mail] = await mailsTo(inviter.address);
    expect(mail?.text).not.toContain("Kvar vi har opplysningane frå");
  });
});

/** Registers an attendee by hand, and perhaps a colleague. */
async function addByHand(name: string, changes: Record<string, unknown> = {}) {
  const address = addressAt(slug, name);
  const init = json(aBody(address, changes), { "idempotency-key": crypto.randomUUID() });
  expect((await call(`/api/events/${slug}/registrations`, asAdmin(init))).status).toBe(201);
  return address;
}

describe("the first e-mail to an attendee whom an organiser added by hand", () => {
  const bySource = {
    nb: "Telemarksforsking har meldt deg på. Arrangøren har gitt oss navnet og e-postadressen din",
    nn: "Telemarksforsking har meldt deg på. Arrangøren har gitt oss namnet og e-postadressa di",
    en: "Telemarksforsking has registered you. The organiser gave us your name and email address",
  };

  it.each(["nb", "nn", "en"] as const)(
    "says who registered them, which data came from there, and on which basis, before the button (%s)",
    async (language) => {
      const address = await addByHand("ola", { language });
      const [mail, ...more] = await mailsTo(address);
      expect(more).toEqual([]);
      for (const part of [mail?.text ?? "", mail?.html ?? ""]) {
        expect(part).toContain(bySource[language]);
        expect(part).toMatch(/(artikkel|Article) 6( nr\. 1 bokstav |\(1\)\()b/);
        expect(part).not.toMatch(/Har du ikk?j?e meldt deg på\?|Did you not register\?|\{\w+\}/);
      }
      expect(mail?.html?.indexOf(bySource[language])).toBeLessThan(mail?.html?.indexOf('class="on-button"') ?? 0);
      const link = linkIn(mail);
      expect(mail?.text).toContain(`${link}/not-me`);
      expect(await (await call(`${link}/data.json`)).json()).toMatchObject({
        registration: { registeredBy: "organiser" },
        changes: [{ type: "registration.confirmed", reason: "by-hand" }, {}],
      });
      expect((await exported(slug)).registrations).toMatchObject([{ mail: { kind: "added" } }]);
    },
  );

  it("mentions the right to object if the basis gives it", async () => {
    await privacy({ basis: "public-task", legalBasis: { nb: "kommuneloven § 1", nn: "kommunelova § 1" } });
    const [mail] = await mailsTo(await addByHand("ola"));
    expect(mail?.text).toContain("Du har rett til å protestere.");
    expect(mail?.text).toContain("kommunelova § 1 (personvernforordninga artikkel 6 nr. 1 bokstav e)");
  });

  it("is the same for colleagues in the same request, and for people who wait", async () => {
    const colleague = addressAt(slug, "kollega");
    await addByHand("ola", { waitlist: true, colleagues: [{ name: "Per", email: colleague }] });
    const waiting = await addByHand("nora", { waitlist: true });
    for (const address of [colleague, waiting]) expect((await mailsTo(address))[0]?.text).toContain(bySource.nn);
    expect((await mailsTo(waiting))[0]?.subject).toContain("Du står på venteliste");
    expect((await mailsTo(colleague))[0]?.text).not.toContain("Kari Nordmann har gitt oss");
  });

  it("is as it was in a rehearsal", async () => {
    const rehearsal = await addByHand("prove", { rehearsal: true });
    expect((await mailsTo(rehearsal))[0]?.text).not.toContain(bySource.nn);
  });

  it("follows the last registration: by hand, and then by themselves", async () => {
    const address = await addByHand("ola");
    const link = linkIn((await mailsTo(address))[0]);
    const { registration } = await downloaded(link);
    expect(registration).toMatchObject({ registeredBy: "organiser" });
    await press({ address, link }, "cancel");
    await press({ address, link }, "restore");
    expect((await downloaded(link)).registration).toMatchObject({ registeredBy: "organiser" });
    await press({ address, link }, "cancel");
    await attend(slug, "ola");
    expect((await downloaded(link)).registration).toMatchObject({ registeredBy: "self" });
    expect((await mailsTo(address)).at(-1)?.text).not.toContain(bySource.nn);
  });

  const downloaded = async (link: string) =>
    (await (await call(`${link}/data.json`)).json()) as { registration: Record<string, unknown> };
});

describe("the first e-mail to those who register themselves", () => {
  it("mentions the right to object if there is one: not if the basis is an agreement", async () => {
    const legalBasis = { nb: "kommuneloven § 1", nn: "kommunelova § 1" };
    const textTo = async (name: string) => (await mailsTo((await attend(slug, name)).address))[0]?.text ?? "";
    expect(await textTo("avtale")).not.toContain("protestere");
    await privacy({ basis: "public-task", legalBasis });
    const text = await textTo("oppgave");
    expect(text).toContain(
      "Du kan protestere\nVi bruker opplysningane fordi arrangementet er ein del av oppgåva vår: kommunelova § 1",
    );
    expect(text.indexOf("Du kan protestere")).toBeLessThan(text.indexOf("Endre eller meld deg av"));
  });
});

describe("the download", () => {
  const registeredBy = async (link: string) => {
    const { registration } = (await (await call(`${link}/data.json`)).json()) as {
      registration: Record<string, unknown>;
    };
    return registration;
  };

  it("says that another person registered the attendee, without that person's id, even after that person is erased", async () => {
    const { inviter, address } = await invite();
    const link = linkIn((await mailsTo(address))[0]);
    expect(await registeredBy(link)).toMatchObject({ registeredBy: "another" });
    expect(await registeredBy(link)).not.toHaveProperty("invitedBy");
    expect(await registeredBy(inviter.link)).toMatchObject({ registeredBy: "self" });
    await press(inviter, "erase");
    expect(await registeredBy(link)).toMatchObject({ registeredBy: "another" });
  });
});
