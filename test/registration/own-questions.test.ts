import { describe, expect, it } from "vitest";
import { fieldFaults } from "../../worker/http/field-errors.ts";
import { matchesPattern, patternFault } from "../../worker/registration/answer-pattern.ts";
import { eventDefinition } from "../../worker/registration/event-definition.ts";
import { everyQuestion, retyped, takenOut } from "../../worker/registration/past-questions.ts";
import { type Definition, sample } from "../worker/builders.ts";
import { everyType, type OwnQuestions, workshop } from "../worker/workshops.ts";

const text = { key: "a", type: "text" as const, label: { nb: "A" } };

function faultsOf(questions: unknown[], changes: Partial<Definition> = {}) {
  const parsed = eventDefinition.safeParse({ ...sample, ...changes, questions });
  return parsed.success ? {} : Object.fromEntries(fieldFaults(parsed.error).map(({ field, code }) => [field, code]));
}

const fieldsOf = (...args: Parameters<typeof faultsOf>) => Object.keys(faultsOf(...args));

describe("questions of an organiser's own", () => {
  it("may be of every type, besides the built-in ones", () => {
    expect(faultsOf(["organisation", ...everyType, "diet"])).toEqual({});
  });

  it.each<[string, unknown[], string]>([
    ["a type that does not exist", [{ ...text, type: "colour" }], "questions.0.type"],
    ["a type that is missing", [{ key: "a", label: { nb: "A" } }], "questions.0.type"],
    ["a name that the service does not know", ["age"], "questions.0"],
    ["a field of another type", [{ ...text, options: [] }], "questions.0.options"],
    ["a key with a dot", [{ ...text, key: "a.b" }], "questions.0.key"],
    ["a key that comes twice", [text, { ...text, type: "date" }], "questions.1.key"],
    ["a name that comes twice", ["role", "role"], "questions.1"],
    ["no label", [{ key: "a", type: "text" }], "questions.0.label"],
    ["min over max", [{ ...text, type: "number", min: 3, max: 2 }], "questions.0.min"],
    ["days in the wrong order", [{ ...text, type: "date", min: "2026-12-02", max: "2026-12-01" }], "questions.0.min"],
    ["a day that the calendar lacks", [{ ...text, type: "date", min: "2026-02-30" }], "questions.0.min"],
    ["more choices than options", [{ ...workshop(), type: "choices", max: 4 }], "questions.0.max"],
    [
      "an option that comes twice",
      [workshop(1, { options: [1, 2].map(() => ({ key: "a", label: { nb: "A" } })) })],
      "questions.0.options.1.key",
    ],
    ["a pattern without words for it", [{ ...text, pattern: "\\d" }], "questions.0.hint"],
    ["showIf on nothing", [{ ...text, showIf: { workshop: ["lek"] } }], "questions.0.showIf.workshop"],
    [
      "showIf on a later question",
      [{ ...text, showIf: { workshop: ["lek"] } }, workshop()],
      "questions.0.showIf.workshop",
    ],
    ["showIf on a text", [text, { ...text, key: "b", showIf: { a: ["x"] } }], "questions.1.showIf.a"],
    [
      "showIf on an option that there is not",
      [workshop(), { ...text, showIf: { workshop: ["lek", "ski"] } }],
      "questions.1.showIf.workshop.1",
    ],
    [
      "showIf on two questions",
      [workshop(), { ...text, showIf: { workshop: ["lek"], b: ["x"] } }],
      "questions.1.showIf",
    ],
    [
      "showIf on a question with showIf",
      [workshop(), workshop(1, { key: "b", showIf: { workshop: ["lek"] } }), { ...text, showIf: { b: ["lek"] } }],
      "questions.2.showIf.b",
    ],
    [
      "a place in a sensitive option",
      [workshop(1, { sensitive: true, required: false })],
      "questions.0.options.0.capacity",
    ],
    ["sensitive and required", [{ ...text, sensitive: true, required: true }], "questions.0.required"],
    [
      "sensitive for colleagues",
      ["colleagues", { ...text, sensitive: true, perColleague: true }],
      "questions.1.perColleague",
    ],
    [
      "a consent for colleagues",
      ["colleagues", { ...text, type: "consent", perColleague: true }],
      "questions.1.perColleague",
    ],
    ["colleagues that nobody may bring", [{ ...text, perColleague: true }], "questions.0.perColleague"],
    ["21 questions", Array.from({ length: 21 }, (_, n) => ({ ...text, type: "consent", key: `q${n}` })), "questions"],
    [
      "answers that are too long together",
      Array.from({ length: 6 }, (_, n) => ({ ...text, type: "long-text", key: `q${n}` })),
      "questions",
    ],
  ])("are refused by field: %s", (_, questions, field) => {
    expect(fieldsOf(questions)).toContain(field);
  });

  it("must be possible for people at this event", () => {
    const participation = { inPerson: { capacity: 2 } };
    expect(fieldsOf([{ ...text, participation: "digital" }], { participation })).toEqual(["questions.0.participation"]);
  });

  it("may have 20 of their own with 50 options", () => {
    const options = Array.from({ length: 50 }, (_, n) => ({ key: `o${n}`, label: { nb: "O" } }));
    const many = Array.from({ length: 20 }, (_, n) => workshop(null, { key: `q${n}`, options }));
    expect(faultsOf(many)).toEqual({});
    expect(fieldsOf([workshop(null, { options: [...options, { key: "x", label: { nb: "X" } }] })])).toEqual([
      "questions.0.options",
    ]);
  });
});

describe("a pattern", () => {
  it.each([String.raw`\d{4}`, "[A-ZÆØÅ]{2}-[0-9]+", "[89]\\d{8}", "[^x]?.*", String.raw`a\.b`])(
    "may be %s",
    (pattern) => {
      expect(patternFault(pattern)).toBeNull();
    },
  );

  it.each([
    "(a+)+",
    "(a|a)*",
    "a|b",
    String.raw`\1`,
    "(?=a)",
    "a**",
    "[a",
    "a{2,",
    "^a",
    "x*x*x*x*y",
    "[z-a]",
    String.raw`\p{L}`,
  ])("may not be %s", (pattern) => expect(patternFault(pattern)).not.toBeNull());

  it("must match the whole answer", () => {
    expect(matchesPattern(String.raw`\d{4}`, "1234")).toBe(true);
    expect(matchesPattern(String.raw`\d{4}`, "12345")).toBe(false);
    expect(matchesPattern("[A-ZÆØÅ]{2}", "ÆØ")).toBe(true);
  });

  it("is checked against the longest answer at once, whatever it is", () => {
    const start = performance.now();
    for (const pattern of ["x*x*x*y", ".*.*.*y", "[^y]{0,200}[^y]{0,200}[^y]{0,200}y", "x+x+x+y"]) {
      expect(patternFault(pattern)).toBeNull();
      expect(matchesPattern(pattern, "x".repeat(200))).toBe(false);
    }
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe("a new definition", () => {
  const questions = (all: OwnQuestions) => eventDefinition.parse({ ...sample, questions: all }).questions;
  const before = questions([workshop(), text]);

  it("removes questions and options", () => {
    const [first] = workshop().options;
    const after = questions([workshop(1, { options: first ? [first] : [] })]);
    expect(takenOut(before, after).map(({ key }) => key)).toEqual(["workshop.musikk", "workshop.mat", "a"]);
    expect(takenOut(before, before)).toEqual([]);
  });

  it("remembers their labels, whatever comes after", () => {
    const after = questions([workshop(1, { options: [{ key: "ski", label: { nb: "Ski" } }] })]);
    const all = everyQuestion(after, everyQuestion(before, []));
    expect(all.map(({ key }) => key)).toEqual(["workshop", "a"]);
    expect(all[0]).toMatchObject({ options: ["ski", "lek", "musikk", "mat"].map((key) => ({ key })) });
  });

  it("gives a key another type, or makes it sensitive", () => {
    const own = everyQuestion(before, []);
    expect(retyped(own, questions([{ ...text, type: "date" }]))).toEqual([{ key: "a", sensitive: false }]);
    expect(retyped(own, questions([{ ...text, sensitive: true }]))).toEqual([{ key: "a", sensitive: false }]);
    expect(retyped(own, before)).toEqual([]);
  });
});
