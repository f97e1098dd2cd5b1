import { describe, expect, it } from "vitest";
import type { EventDefinition } from "../../worker/registration/event-definition.ts";
import {
  changeRequest,
  correctionRequest,
  fieldErrors,
  limits,
  registrationRequest,
} from "../../worker/registration/request.ts";
import { anEvent } from "../worker/builders.ts";

const event = anEvent();

/** A body as the form sends it. */
const aBody = (changes: Record<string, unknown> = {}) => ({
  partner: "stad",
  language: "nn",
  name: "Kari Nordmann",
  email: "kari@example.no",
  participation: "in-person",
  waitlist: false,
  ...changes,
});

function parsed(changes: Record<string, unknown>, at: EventDefinition = event) {
  return registrationRequest(at).parse(aBody(changes));
}

/** The refused fields, each with its code. */
function errorsOf(changes: Record<string, unknown>, at: EventDefinition = event): Record<string, string> {
  const { error } = registrationRequest(at).safeParse(aBody(changes));
  return Object.fromEntries(
    fieldErrors(error ?? (new Error("accepted") as never)).map(({ field, code }) => [field, code]),
  );
}

describe("a name", () => {
  it.each([
    ["  Kari   Nordmann ", "Kari Nordmann"],
    ["Kari\r\nBcc: ola", "Kari Bcc: ola"],
    ["Kari\u0000\u202eNordmann", "Kari Nordmann"],
    ["A\u030ase", "Åse"],
    ["محمد علي", "محمد علي"],
    ["St.John", "St.John"],
    ["Dr. No", "Dr. No"],
    ["{manageUrl}", "{manageUrl}"],
  ])("%j is stored as %j", (typed, stored) => {
    expect(parsed({ name: typed }).name).toBe(stored);
  });

  it.each([
    ["", "name.required"],
    ["\u0000 \n", "name.required"],
    [null, "name.required"],
    [7, "name.required"],
    ["www.example", "name.link"],
    ["Gratis på kjop.no", "name.link"],
    ["https://x", "name.link"],
    ["ｅｘａｍｐｌｅ．ｃｏｍ", "name.link"],
    ["example。com", "name.link"],
    ["exam\u200bple.c\u200bom", "name.link"],
  ])("%j is refused as %s", (typed, code) => {
    expect(errorsOf({ name: typed })).toEqual({ name: code });
  });
});

describe("the limits", () => {
  it("count characters, not code units", () => {
    expect(parsed({ name: "😀".repeat(limits.name) }).name).toHaveLength(2 * limits.name);
    expect(errorsOf({ name: "😀".repeat(limits.name + 1) })).toEqual({ name: "name.tooLong" });
  });

  it.each(["organisation", "role", "question"] as const)("of %s are checked at the last character", (field) => {
    expect(parsed({ [field]: "å".repeat(limits[field]) })[field]).toHaveLength(limits[field]);
    expect(errorsOf({ [field]: "å".repeat(limits[field] + 1) })).toEqual({ [field]: `${field}.tooLong` });
  });

  it("count what is left after tidying", () => {
    expect(parsed({ role: ` ${"å".repeat(limits.role)}\n\n` }).role).toHaveLength(limits.role);
  });
});

describe("optional answers", () => {
  it("are null if they are empty", () => {
    for (const nothing of ["", "  \n", null, undefined])
      expect(parsed({ organisation: nothing }).organisation).toBeNull();
  });

  it("keep their lines only if the field has several lines", () => {
    expect(parsed({ question: "Ein\r\n\r\n\r\n\r\nTo" }).question).toBe("Ein\n\nTo");
    expect(parsed({ role: "Ein\nTo" }).role).toBe("Ein To");
  });

  it("are dropped if the event does not ask for them", () => {
    const asksNothing = anEvent({ questions: [] });
    const needs = { diet: "fisk", access: "rullestol", consent: true };
    const request = parsed({ organisation: "A", role: "B", question: "C", needs }, asksNothing);
    expect(request).toMatchObject({ organisation: null, role: null, question: null, needs: null });
    const asksDiet = anEvent({ questions: ["diet"] });
    expect(parsed({ needs }, asksDiet).needs).toEqual({ diet: "fisk", access: null, consent: true });
  });
});

describe("needs", () => {
  it("require a consent of their own", () => {
    const code = { "needs.consent": "needs.consentRequired" };
    expect(errorsOf({ needs: { diet: "fisk", access: "", consent: false } })).toEqual(code);
    expect(errorsOf({ needs: { diet: "fisk" } })).toEqual(code);
    expect(parsed({ needs: { diet: "fisk", access: " ", consent: true } }).needs).toEqual({
      diet: "fisk",
      access: null,
      consent: true,
    });
  });

  it("are null if nothing is written, with or without consent", () => {
    expect(parsed({ needs: { diet: "", access: " ", consent: true } }).needs).toBeNull();
    expect(parsed({ needs: { diet: "", access: "", consent: false } }).needs).toBeNull();
    expect(parsed({ needs: null }).needs).toBeNull();
  });
});

describe("colleagues", () => {
  const ola = { name: "Ola Nordmann", email: "ola@example.no" };

  it("are each a name and an address", () => {
    expect(parsed({ colleagues: [ola] }).colleagues).toEqual([
      { name: "Ola Nordmann", email: { address: "ola@example.no", key: "ola@example.no" }, answers: {} },
    ]);
    expect(
      errorsOf({
        colleagues: [
          { name: "", email: "kari.ny@example.no" },
          { name: "Per", email: "per" },
          { name: "Siri", email: "" },
        ],
      }),
    ).toEqual({
      "colleagues.0.name": "colleague.name",
      "colleagues.1.email": "colleague.emailInvalid",
      "colleagues.2.email": "colleague.email",
    });
  });

  it("are only the rows that were filled in", () => {
    expect(parsed({ colleagues: [{ name: " ", email: "" }, ola] }).colleagues).toHaveLength(1);
  });

  it("are other people than the one who registers, and than each other", () => {
    expect(errorsOf({ colleagues: [{ ...ola, email: "KARI@example.no" }] })).toEqual({
      "colleagues.0.email": "email.duplicateInForm",
    });
    expect(errorsOf({ colleagues: [ola, { ...ola, email: "Ola@Example.no" }] })).toEqual({
      "colleagues.1.email": "email.duplicateInForm",
    });
  });

  it("are as many as the event allows, and none if it does not ask for them", () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ name: "Ola", email: `ola${n}@example.no` }));
    expect(parsed({ colleagues: many(5) }).colleagues).toHaveLength(5);
    expect(errorsOf({ colleagues: many(6) })).toEqual({ colleagues: "colleagues.tooMany" });
    expect(errorsOf({ colleagues: many(1) }, anEvent({ questions: [] }))).toEqual({ colleagues: "colleagues.tooMany" });
  });
});

describe("a request", () => {
  it("is for a way of taking part that the event offers", () => {
    const inRoomOnly = anEvent({ participation: { inPerson: { capacity: 2 } } });
    expect(errorsOf({ participation: "digital" }, inRoomOnly)).toEqual({ participation: "participation.required" });
    expect(errorsOf({ participation: "" })).toEqual({ participation: "participation.required" });
  });

  it("comes from a partner of the event, in a language of ours", () => {
    expect(errorsOf({ partner: "toString", language: "sv" })).toEqual({
      partner: "partner.unknown",
      language: "language.unknown",
    });
  });

  it("names each wrong field once, in the order of the form", () => {
    expect(Object.entries(errorsOf({ name: "", email: "kari", participation: "" }))).toEqual([
      ["name", "name.required"],
      ["email", "email.noAt"],
      ["participation", "participation.required"],
    ]);
  });

  it("reports only the first error of a field that is wrong in two ways", () => {
    const name = `www.${"å".repeat(limits.name)}`;
    const { error } = registrationRequest(event).safeParse(aBody({ name }));
    expect(error && fieldErrors(error)).toEqual([{ field: "name", code: "name.tooLong" }]);
  });

  it("is an object", () => {
    for (const body of [null, [], "x", 7])
      expect(fieldErrors(registrationRequest(event).safeParse(body).error as never)[0]?.code).toBe("form.generic");
  });
});

describe("a change", () => {
  it("leaves participation as it is if none is given", () => {
    expect(changeRequest(event).parse({ name: "Kari" })).not.toHaveProperty("participation");
  });

  it("has no address: it could not distinguish another person from a typing error", () => {
    expect(changeRequest(event).parse({ name: "Kari", email: "ola@example.no" })).not.toHaveProperty("email");
  });
});

describe("a correction", () => {
  it("may contain a single answer, and no needs", () => {
    expect(correctionRequest(event).safeParse({ role: "rådgivar" }).data).toMatchObject({ role: "rådgivar" });
    const refused = correctionRequest(event).safeParse({ needs: { diet: "fisk" } }).error;
    expect(refused && fieldErrors(refused)).toEqual([{ field: "", code: "form.generic" }]);
  });
});
