/**
 * The organiser's own questions for attendees: on the page without a script, on the manage page, in e-mail and in their
 * data.
 */
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { duringRegistration } from "../builders.ts";
import { aBody, call, exported, form, mailsTo, register, sendForm } from "../client.ts";
import { type Attendee, addressAt, aNewEvent, attend, press } from "../people.ts";
import { everyAnswer, everyType, workshop } from "../workshops.ts";

beforeEach(() => {
  vi.setSystemTime(duringRegistration);
});

const text = async (path: string) => (await call(path)).text();
const needs = { diet: "", access: "", consent: true };

/** A form as a browser without a script posts it: every field, empty or not. */
function posted(slug: string, name: string, fields: Record<string, string>): Record<string, string> {
  const empty = Object.fromEntries(
    ["member", "story", "children", "arrival", "allergy"].map((key) => [`answers.${key}`, ""]),
  );
  return {
    ...aBody(addressAt(slug, name)),
    waitlist: "",
    "idempotency-key": crypto.randomUUID(),
    ...empty,
    ...fields,
  };
}

describe("the page of an event, without a script", () => {
  let slug = "";
  beforeAll(async () => {
    slug = await aNewEvent("eige-skjema", { questions: ["colleagues", "diet", ...everyType] });
  });

  it("has a field for each question, connected with its label and error", async () => {
    const page = await text(`/events/${slug}?lang=nb`);
    for (const { key, type, options = [] } of everyType as {
      key: string;
      type: string;
      options?: { key: string }[];
    }[]) {
      expect([key, page.includes(`id="answers.${key}"`)]).toEqual([key, true]);
      expect([key, page.includes(`id="answers.${key}-error"`)]).toEqual([key, true]);
      for (const option of options) {
        const name = type === "choices" ? `name="answers.${key}.${option.key}"` : `value="${option.key}"`;
        expect([key, page.includes(name)]).toEqual([key, true]);
      }
    }
    // It cannot hide questions that do not apply, so it says who they are for.
    expect(page).toContain("Bare for deg som velger: Lekeplasser");
    expect(page).toContain("Bare for deg som velger: Jeg møter opp");
    expect(page).toContain("svarene mine om mat og tilrettelegging og «Allergier hos barnet»");
  });

  it("registers with the answers, and leaves out those that do not apply", async () => {
    const fields = posted(slug, "kari", {
      "answers.workshop": "mat",
      "answers.topics.a": "true",
      "answers.topics.b": "true",
      "answers.member": "ab",
      "answers.children": "3",
      "answers.photo": "true",
    });
    const refused = await sendForm(`/events/${slug}`, fields);
    expect(refused.status).toBe(422);
    const page = await refused.text();
    expect(page).toContain("Skriv svaret på «Medlemsnummer» slik hjelpeteksten seier.");
    expect(page).toContain('href="#answers.member"');
    expect(page).toMatch(/value="mat"[^>]*checked|checked[^>]*value="mat"/);

    const accepted = await sendForm(`/events/${slug}`, { ...fields, "answers.member": "ÆB1234" });
    expect(accepted.status).toBe(200);
    expect((await exported(slug)).registrations[0]?.answers).toEqual({
      workshop: "mat",
      topics: ["a", "b"],
      member: "ÆB1234",
      photo: true,
    });
  });

  it.each([
    ["nb", "Velg et svar på «Hvilket verksted?»."],
    ["nn", "Vel eit svar på «Kva verkstad?»."],
    ["en", "Choose an answer to “Which workshop?”."],
  ])("says in %s what is missing", async (language, words) => {
    const response = await register(slug, aBody(addressAt(slug, "ola"), { language, answers: {} }));
    expect(response.status).toBe(422);
    expect((await response.json<{ errors: unknown }>()).errors).toEqual([
      { field: "answers.workshop", code: "answer.choose", detail: words },
    ]);
  });

  it("says in words how full an option is, and offers none that is full", async () => {
    const small = await aNewEvent("eige-fullt", {
      questions: [workshop(1), "colleagues"],
      participation: { inPerson: { capacity: null } },
    });
    await attend(small, "kari", { answers: { workshop: "lek" } });
    const page = await text(`/events/${small}?lang=nb`);
    expect(page).toMatch(/value="lek"[^>]*disabled/);
    expect(page).toMatch(/Lekeplasser<\/span>\s*<small>Fullt<\/small>/);
    const event = JSON.parse(await text(`/api/events/${small}?lang=nb`));
    expect(event.questions[0].options.map(({ places }: { places?: string }) => places)).toEqual(
      ["full", "few", "few"].map((state, index) => (index ? undefined : state)),
    );
    for (let n = 0; n < 2; n++) await attend(small, `p${n}`, { answers: { workshop: n ? "mat" : "musikk" } });
    const full = await text(`/events/${small}?lang=nb`);
    expect(full).toContain("Alt er fullt. Du kan melde deg på uten å velge.");
  });
});

describe("an attendee who has answered", () => {
  let slug = "";
  let kari: Attendee;
  beforeAll(async () => {
    slug = await aNewEvent("eige-side", { questions: [...everyType] });
    kari = await attend(slug, "kari", { language: "nb", answers: { ...everyAnswer, allergy: "nøtter" }, needs });
  });

  it("finds the answers in the confirmation, except sensitive ones", async () => {
    const [mail] = await mailsTo(kari.address);
    for (const part of [mail?.text, mail?.html]) {
      expect(part).toContain("Lekeplasser");
      expect(part).toContain("=A1, Barn; unge");
      expect(part).toContain("2,5");
      expect(part).toContain("14. desember 2026");
      expect(part).not.toContain("nøtter");
    }
  });

  it("sees and changes them, and is told of the change", async () => {
    const page = await text(kari.link);
    for (const words of ["Lekeplasser", "ÆB1234", "nøtter"]) expect(page).toContain(words);
    const seen = /name="seen" value="(\d+)"/.exec(page)?.[1] ?? "";
    const fields = {
      seen,
      name: "Kari Nordmann",
      "answers.workshop": "mat",
      "answers.allergy": "",
      "answers.member": "",
    };
    expect((await press(kari, "change", fields)).status).toBe(303);
    const [row] = (await exported(slug)).registrations;
    expect(row?.answers).toEqual({ workshop: "mat" });
    expect((await mailsTo(kari.address)).at(-1)?.text).toContain("Mat");
    const wrong = await press(kari, "change", {
      ...fields,
      seen: String(Date.parse(String(row?.changedAt))),
      "answers.workshop": "",
    });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain("Velg et svar på «Hvilket verksted?».");
  });

  it("can download them", async () => {
    const other = await attend(slug, "ola", { answers: { workshop: "lek", allergy: "egg" }, needs });
    const data = JSON.parse(await text(`${other.link}/data.json`));
    expect(data.registration.answers).toEqual({ workshop: "lek" });
    expect(data.registration.needs.answers).toEqual({ allergy: "egg" });
    expect(data.registration.needs.consentWording).toContain("«Allergier hos barnet»");
  });

  it("moves without a form, and keeps the answers that still apply", async () => {
    const per = await attend(slug, "per", { answers: { workshop: "musikk", arrival: "2026-12-14" } });
    expect((await press(per, "digital")).status).toBe(303);
    const row = (await exported(slug)).registrations.find(({ email }) => email === per.address);
    expect(row).toMatchObject({ participation: "digital", answers: { workshop: "musikk" } });
    expect(row?.answers).not.toHaveProperty("arrival");
  });
});

describe("what is typed with an already registered address", () => {
  it("is not saved, and is saved with one press", async () => {
    const slug = await aNewEvent("eige-igjen", { questions: [...everyType] });
    const kari = await attend(slug, "kari", { answers: { workshop: "lek", children: 1 } });
    await register(slug, aBody(kari.address, { answers: { workshop: "mat", member: "AB1234" } }));
    const mail = (await mailsTo(kari.address)).at(-1);
    expect(mail?.text).toContain("– Medlemsnummer");
    expect(mail?.text).not.toContain("AB1234");
    expect((await exported(slug)).registrations[0]?.answers).toEqual({ workshop: "lek", children: 1 });
    expect(await text(kari.link)).toContain("AB1234");
    expect((await press(kari, "accept")).status).toBe(303);
    // The number of children was for another workshop.
    expect((await exported(slug)).registrations[0]?.answers).toEqual({ workshop: "mat", member: "AB1234" });
  });
});

describe("the privacy notice", () => {
  it("says what is asked, what must be answered, and what is sensitive", async () => {
    const slug = await aNewEvent("eige-vern", { questions: [...everyType] });
    const page = (await text(`/events/${slug}/privacy?lang=nb`)).replace(/<[^>]+>/g, "");
    expect(page).toContain("Arrangøren trenger også svar på «Hvilket verksted?».");
    expect(page).toMatch(/Du velger selv om du vil oppgi .*«Medlemsnummer»/);
    expect(page).toContain("Opplysninger om «Allergier hos barnet» bruker vi bare hvis du samtykker");
    expect(page).toContain("Opplysninger om «Allergier hos barnet» sletter vi 7 dager etter arrangementet.");
    expect(page).not.toContain("mat og tilrettelegging");
  });
});

describe("a form without questions of an organiser's own", () => {
  it("accepts no answers to own questions", async () => {
    const slug = await aNewEvent("ingen-eige", { questions: [] });
    const response = await register(slug, aBody(addressAt(slug, "kari"), { answers: { workshop: "lek" } }));
    expect((await response.json<{ errors: unknown }>()).errors).toMatchObject([
      { field: "answers", code: "answer.unknown" },
    ]);
    expect((await exported(slug)).registrations).toEqual([]);
    expect(form({}).method).toBe("POST");
  });
});
