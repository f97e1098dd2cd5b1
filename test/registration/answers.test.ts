import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkAnswers, onlyAsked } from "../../worker/registration/answers.ts";
import { fullOptions, lacking, optionState, placesWished } from "../../worker/registration/choice-places.ts";
import { placesOf } from "../../worker/registration/own-questions.ts";
import { readRegistration } from "../../worker/registration/read-request.ts";
import { anEvent } from "../worker/builders.ts";
import { everyAnswer, everyType, workshop } from "../worker/workshops.ts";

const { questions } = anEvent({ questions: everyType });
const aBody = (email: string, changes: Record<string, unknown>) => ({
  partner: "stad",
  language: "nn",
  name: "Kari Nordmann",
  email,
  participation: "in-person",
  ...changes,
});

const inPerson = { participation: "in-person" };

const check = (given: Record<string, unknown>, respondent = inPerson) =>
  checkAnswers(questions, { workshop: "mat", ...given }, respondent);

const codeOf = (given: Record<string, unknown>, respondent = inPerson) =>
  check(given, respondent).faults.map(({ question, code }) => `${question}: ${code}`);

describe("an answer to each type of question", () => {
  it("is read as it is meant", () => {
    expect(check(everyAnswer)).toEqual({ answers: { ...everyAnswer, topics: ["a", "b"] }, faults: [] });
  });

  it("is no answer if it is empty", () => {
    const empty = { topics: [], member: " ", story: "", photo: false, arrival: "", children: null };
    expect(check(empty)).toEqual({ answers: { workshop: "mat" }, faults: [] });
  });

  it.each<[string, Record<string, unknown>]>([
    ["workshop: answer.choose", { workshop: "ski" }],
    ["workshop: answer.choose", { workshop: "" }],
    ["workshop: answer.choose", { workshop: ["lek", "mat"] }],
    ["topics: answer.choose", { topics: ["a", "x"] }],
    ["topics: answer.choose", { topics: ["a", "a"] }],
    ["topics: answer.tooMany", { topics: ["a", "b", "c"] }],
    ["member: answer.pattern", { member: "æb1234" }],
    ["member: answer.tooLong", { member: "ABCD1234" }],
    ["story: answer.tooLong", { story: "😀".repeat(101) }],
    ["story: answer.required", { story: 7 }],
    ["children: answer.number", { workshop: "lek", children: "mange" }],
    ["children: answer.number", { workshop: "lek", children: "1e3" }],
    ["children: answer.max", { workshop: "lek", children: 11 }],
    ["children: answer.min", { workshop: "lek", children: -1 }],
    ["arrival: answer.date", { arrival: "14.12.2026" }],
    ["arrival: answer.date", { arrival: "2026-02-30" }],
    ["arrival: answer.early", { arrival: "2026-12-13" }],
    ["arrival: answer.late", { arrival: "2026-12-16" }],
    ["photo: answer.consent", { photo: "nei" }],
    ["children: answer.notAsked", { children: 1 }],
    ["shoes: answer.unknown", { shoes: "43" }],
    ["__proto__: answer.unknown", JSON.parse('{"__proto__":"x"}')],
  ])("is refused: %s", (expected, given) => {
    expect(codeOf(given)).toEqual([expected]);
  });

  it("may have a decimal point or comma, as forms send it", () => {
    for (const children of ["2,5", "2.5", 2.5])
      expect(check({ workshop: "lek", children }).answers).toMatchObject({ children: 2.5 });
  });

  it("is not asked of people who take part in another way", () => {
    expect(codeOf({ arrival: "2026-12-14" }, { participation: "digital" })).toEqual(["arrival: answer.notAsked"]);
    expect(onlyAsked(questions, { ...everyAnswer }, { participation: "digital" })).not.toHaveProperty("arrival");
  });

  it("never throws, whatever is sent", () => {
    const value = fc.anything();
    const key = fc.oneof(fc.constantFrom(...everyType.map(({ key }) => key)), fc.string());
    fc.assert(
      fc.property(fc.dictionary(key, value), value, (given, participation) => {
        const { answers } = checkAnswers(questions, given, { participation });
        for (const answer of Object.keys(answers)) expect(everyType.map(({ key }) => key)).toContain(answer);
      }),
    );
  });
});

describe("a whole request", () => {
  const event = anEvent({
    questions: ["colleagues", "diet", ...everyType, workshop(1, { key: "lunch", perColleague: true })],
  });
  const errorsOf = (changes: Record<string, unknown>) => {
    const read = readRegistration(event, aBody("kari@example.no", changes));
    return read.success ? {} : Object.fromEntries(read.errors.map(({ field, code }) => [field, code]));
  };
  const answers = { ...everyAnswer, lunch: "mat" };

  it("reports all errors at once, in built-in and own questions", () => {
    expect(
      errorsOf({
        name: "",
        answers: {},
        colleagues: [
          { name: "", email: "" },
          { name: "Li", email: "li@example.no" },
        ],
      }),
    ).toEqual({
      name: "name.required",
      "answers.workshop": "answer.choose",
      "answers.lunch": "answer.choose",
      "colleagues.1.answers.lunch": "answer.choose",
    });
  });

  it("asks for a consent to sensitive answers, and stores them separately", () => {
    const given = { ...answers, allergy: "nøtter" };
    expect(errorsOf({ answers: given })).toEqual({ "needs.consent": "needs.consentRequired" });
    const read = readRegistration(event, aBody("kari@example.no", { answers: given, needs: { consent: true } }));
    expect(read).toMatchObject({
      data: { answers: { workshop: "lek" }, needs: { diet: null, answers: { allergy: "nøtter" }, consent: true } },
    });
    expect(read.success && read.data.answers).not.toHaveProperty("allergy");
  });

  it("does not repeat a key that nobody asked for", () => {
    expect(errorsOf({ answers: { ...answers, "<script>": "x" } })).toEqual({ answers: "answer.unknown" });
    expect(errorsOf({ answers: { ...answers, lunch: { a: 1 } } })).toMatchObject({
      "answers.lunch": expect.any(String),
    });
    expect(errorsOf({ answers: "x" })).toMatchObject({ answers: "form.generic" });
  });

  it("asks colleagues only their own questions", () => {
    const colleagues = [{ name: "Li", email: "li@example.no", answers: { lunch: "mat", workshop: "lek" } }];
    expect(errorsOf({ answers, colleagues })).toEqual({ "colleagues.0.answers.workshop": "answer.notAsked" });
  });
});

describe("places in an option", () => {
  const places = (taken: number) => ({ capacity: { "workshop.lek": 12 }, taken: { "workshop.lek": taken } });

  it("are described in words", () => {
    expect([0, 8, 9, 11, 12, 13].map((taken) => optionState(places(taken), "workshop.lek"))).toEqual([
      "open",
      "open",
      "few",
      "few",
      "full",
      "full",
    ]);
    expect(optionState(places(12), "workshop.mat")).toBe("open");
  });

  it("are counted for everybody in the request, if they are limited", () => {
    const wished = placesWished(placesOf([workshop(2)] as never), [
      { workshop: "lek" },
      { workshop: "lek" },
      { other: "x" },
    ]);
    expect(wished).toEqual({ "workshop.lek": 2 });
    expect(lacking(places(10), wished)).toEqual([]);
    expect(lacking(places(11), wished)).toEqual(["workshop.lek"]);
  });

  it("make a required choice optional when all are full", () => {
    const { questions } = anEvent({ questions: [workshop(0)] });
    const full = fullOptions({ capacity: placesOf(questions), taken: {} });
    expect(checkAnswers(questions, {}, { ...inPerson, full }).faults).toEqual([]);
    expect(checkAnswers(questions, {}, { ...inPerson, full: new Set(["workshop.lek"]) }).faults).toHaveLength(1);
  });
});
