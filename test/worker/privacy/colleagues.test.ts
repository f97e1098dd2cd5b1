/** What GDPR Articles 14 and 21(4) promise to those whom somebody else has registered. */
import { beforeEach, describe, expect, it } from "vitest";
import { type Definition, sample } from "../builders.ts";
import { call, mailsTo, put } from "../client.ts";
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
  it("says who gave what, on which basis it is used, and that one may object: apart, and before the button", async () => {
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

  it("is not the one that people get who registered themselves", async () => {
    const { inviter } = await invite();
    const [mail] = await mailsTo(inviter.address);
    expect(mail?.text).not.toContain("Kvar vi har opplysningane frå");
  });
});

describe("the first e-mail to those who register themselves", () => {
  it("tells of the right to object where there is one: not where an agreement is the basis", async () => {
    const legalBasis = { nb: "kommuneloven § 1", nn: "kommunelova § 1" };
    const textTo = async (name: string) => (await mailsTo((await attend(slug, name)).address))[0]?.text ?? "";
    expect(await textTo("avtale")).not.toContain("protestere");
    await privacy({ basis: "public-task", legalBasis });
    const text = await textTo("oppgave");
    expect(text).toContain(
      "Du kan protestere\nVi bruker opplysningane fordi arrangementet er ein del av oppgåva vår: kommunelova § 1",
    );
    expect(text.indexOf("Du kan protestere")).toBeLessThan(text.indexOf("Endre påmeldinga eller meld deg av"));
  });
});

describe("the download", () => {
  const registeredBy = async (link: string) => {
    const { registration } = (await (await call(`${link}/data.json`)).json()) as {
      registration: Record<string, unknown>;
    };
    return registration;
  };

  it("says that another registered one, without that one's id, and still when that one is erased", async () => {
    const { inviter, address } = await invite();
    const link = linkIn((await mailsTo(address))[0]);
    expect(await registeredBy(link)).toMatchObject({ registeredBy: "another" });
    expect(await registeredBy(link)).not.toHaveProperty("invitedBy");
    expect(await registeredBy(inviter.link)).toMatchObject({ registeredBy: "self" });
    await press(inviter, "erase");
    expect(await registeredBy(link)).toMatchObject({ registeredBy: "another" });
  });
});
