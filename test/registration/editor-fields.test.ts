/** The editor is made from the schema of definitions: no field can be forgotten, and showing a field does not change it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldFaults } from "../../worker/http/field-errors.ts";
import { type Language, languages } from "../../worker/i18n/language.ts";
import { createTranslator } from "../../worker/i18n/translate.ts";
import { type Control, controlOf, type Group } from "../../worker/organiser/pages/editor/controls.ts";
import { faultWords } from "../../worker/organiser/pages/editor/fault-words.ts";
import { labelOf, optionOf } from "../../worker/organiser/pages/editor/labels.ts";
import {
  controlAt,
  editorFields,
  elsewhere,
  sections,
  toDefinition,
  typedOf,
  usual,
} from "../../worker/organiser/pages/editor/layout.ts";
import { merge } from "../../worker/organiser/pages/editor/merging.ts";
import { readClock, readDay, writeDay } from "../../worker/organiser/pages/editor/typed-times.ts";
import { type EventDefinition, eventDefinition, questions } from "../../worker/registration/event-definition.ts";
import { comingSamskaping, samskaping2023 } from "../local/seed.ts";
import { sample } from "../worker/builders.ts";
import { seeded } from "../worker/random.ts";

/** Every control by its path without rows. */
function* controlsIn(control: Control, path: string): Generator<[path: string, control: Control]> {
  yield [path, control];
  switch (control.kind) {
    case "group":
      for (const [name, field] of Object.entries(control.fields))
        yield* controlsIn(field, path ? `${path}.${name}` : name);
      return;
    case "list":
      if (control.of.kind === "group" || control.of.kind === "variants") yield* controlsIn(control.of, path);
      return;
    case "record":
      yield* controlsIn(control.of, path);
      return;
    case "variants":
      for (const group of Object.values(control.groups)) yield* controlsIn(group, path);
  }
}

describe("every field of a definition", () => {
  it("has a control with a label, and texts for its choices", () => {
    const labels: string[] = [];
    const options: [string, string][] = [];
    for (const [path, control] of controlsIn(editorFields, "")) {
      if (path) labels.push(path);
      if (control.kind === "choice") options.push(...control.options.map((option): [string, string] => [path, option]));
      if (control.kind === "condition") labels.push(`${path}.key`, `${path}.options`);
      if (control.kind === "record") labels.push(`${path}.key`);
      if (control.kind === "variants")
        options.push(
          ...[...control.names, ...Object.keys(control.groups)].map((kind): [string, string] => [path, kind]),
        );
    }
    expect(labels.length).toBeGreaterThan(80);
    expect(labels.filter((path) => !labelOf(path))).toEqual([]);
    expect(options.filter(([path, value]) => !optionOf(path, value))).toEqual([]);
  });

  it("is in the editor once, or elsewhere for a reason", () => {
    const places = [...usual.flat(), ...sections.flatMap(({ paths }) => paths)];
    expect(new Set(places).size).toBe(places.length);
    const isPlaced = (path: string): boolean => {
      if (places.includes(path)) return true;
      const control = controlAt(path);
      return control.kind === "group" && Object.keys(control.fields).every((name) => isPlaced(`${path}.${name}`));
    };
    const whole = controlOf(eventDefinition) as Group;
    for (const name of Object.keys(whole.fields))
      expect([name, Object.hasOwn(elsewhere, name) || isPlaced(name)]).toEqual([name, true]);
    expect(Object.values(elsewhere).every((reason) => reason.length > 5)).toBe(true);
  });
});

/** The definition that results from showing one and reading it again. */
const shownAndRead = ({ slug, webhooks, cancelled, $schema, ...rest }: EventDefinition, language: Language) =>
  eventDefinition.parse({
    slug,
    webhooks,
    cancelled,
    $schema,
    ...toDefinition(typedOf(rest, createTranslator(language))),
  });

const parsed = (changes: object) => eventDefinition.safeParse({ ...sample, ...changes }).data;

describe("a definition that is shown and read again", () => {
  it("stays the same: those of the demo, in every language", () => {
    for (const demo of [samskaping2023(), comingSamskaping(new Date("2026-11-24T12:00:00Z"))])
      for (const language of languages) {
        const definition = eventDefinition.parse(demo);
        expect(shownAndRead(definition, language)).toEqual(definition);
      }
  });

  it("stays the same, whatever it contains", () => {
    const words = fc.stringMatching(/^[a-zA-ZæøåÆØÅ.,«»&<>"' -]{1,40}$/).filter((text) => /\p{L}/u.test(text));
    const texts = fc
      .record({ nb: words, nn: words, en: words }, { requiredKeys: ["nb"] })
      .map((all) => ({ ...all, nn: all.nn ?? all.nb }));
    const clock = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
    const two = (number: number) => String(number).padStart(2, "0");
    const at = (day: string) => clock.map(([hour, minute]) => `${day}T${two(hour)}:${two(minute)}`);
    const capacity = fc.option(fc.integer({ min: 0, max: 1000 }));
    const option = (key: string) =>
      fc.record(
        { key: fc.constant(key), label: texts, capacity: fc.integer({ min: 0, max: 9 }) },
        { requiredKeys: ["key", "label"] },
      );
    const common = { label: texts, required: fc.boolean(), perColleague: fc.boolean() };
    const choice = fc.record({
      ...common,
      key: fc.constant("valg"),
      type: fc.constant("choice" as const),
      options: fc.tuple(option("a"), option("b")),
    });
    const number = fc.record({
      ...common,
      key: fc.constant("tall"),
      type: fc.constant("number" as const),
      min: fc.constantFrom(-1.5, 0, 0.25, 3),
      max: fc.constantFrom(3.5, 12),
      showIf: fc.constant({ valg: ["a", "b"] }),
    });
    const date = fc.record(
      { ...common, key: fc.constant("dag"), type: fc.constant("date" as const), min: fc.constant("2026-02-28") },
      { requiredKeys: ["key", "type", "label"] },
    );
    const definitions = fc.record(
      {
        title: texts,
        summary: texts,
        starts: at("2026-12-15"),
        ends: fc.oneof(at("2026-12-16"), at("2026-12-18")),
        doorsOpen: fc.constant("2026-12-14T23:30"),
        registrationCloses: fc.oneof(at("2026-12-10"), fc.constant("2026-12-10T00:00")),
        registrationOpens: fc.oneof(at("2026-11-01"), fc.constant("2026-11-01T00:00")),
        programme: fc.array(texts, { maxLength: 4 }),
        price: fc.option(texts),
        participation: fc.record(
          { inPerson: fc.record({ capacity, waitlist: fc.boolean() }), digital: fc.record({ capacity }) },
          { requiredKeys: ["inPerson"] },
        ),
        questions: fc
          .tuple(fc.shuffledSubarray([...questions]), choice, number, date)
          .map(([names, ...own]) => [
            ...names.filter((name) => name !== "colleagues"),
            "colleagues" as const,
            ...own.map((question) => ({ ...question, perColleague: own.every((each) => each.perColleague) })),
          ]),
        verification: fc.record({ holdHours: fc.integer({ min: 1, max: 168 }) }),
        mails: fc.record(
          { reminder: fc.constantFrom(null, "2026-12-14T08:15"), thanks: fc.constant(null) },
          { requiredKeys: [] },
        ),
        accessibility: fc.constantFrom({}, { checked: { on: "2026-10-01", by: "Tilsynet" } }),
        organisers: fc.constantFrom([], ["rebekka@example.no"], ["Rebekka@example.no", "ola@example.no"]),
      },
      { requiredKeys: ["title"] },
    );
    let accepted = 0;
    fc.assert(
      fc.property(definitions, fc.constantFrom(...languages), (changes, language) => {
        const definition = parsed(changes);
        if (!definition) return;
        accepted++;
        expect(shownAndRead(definition, language)).toEqual(definition);
      }),
      { ...seeded, numRuns: 150 },
    );
    // Otherwise the property would have been tested on nothing.
    expect(accepted).toBeGreaterThan(50);
  });
});

describe("a day that is typed", () => {
  it.each([
    "22. desember 2026",
    "tirsdag 22. desember 2026",
    "tysdag 22. des. 26",
    "22.12.2026",
    "22/12-26",
    "2026-12-22",
    "22 December 2026",
    "Tuesday 22nd of December 2026",
    "December 22, 2026",
    "  22.  Desember   2026 ",
  ])("%s is read", (typed) => expect(readDay(typed)).toBe("2026-12-22"));

  it.each(["", "31. februar 2026", "2026-13-01", "22.12", "i morgen", "22. tulling 2026", "0.0.0"])(
    "%s is not",
    (typed) => expect(readDay(typed)).toBeNull(),
  );

  it("is written as it is read, in every language", () => {
    for (const language of languages)
      for (const day of ["2026-01-01", "2024-02-29", "2026-05-17", "2026-12-31"])
        expect(readDay(writeDay(day, createTranslator(language)))).toBe(day);
  });
});

it.each([
  ["9", "09:00"],
  ["09.00", "09:00"],
  ["9:30", "09:30"],
  ["0930", "09:30"],
  ["kl. 13", "13:00"],
  ["2 pm", "14:00"],
  ["12am", "00:00"],
  ["24", "24:00"],
  ["25", null],
  ["12.60", null],
  ["24.01", null],
  ["ni", null],
])("a time of day that is typed as %s is %s", (typed, read) => expect(readClock(typed)).toBe(read));

describe("what the schema says is wrong", () => {
  const sources = import.meta.glob<string>("../../worker/registration/{definition,privacy,question}-faults.ts", {
    query: "?raw",
    import: "default",
    eager: true,
  });
  const messages = Object.values(sources).flatMap((source) =>
    [...source.matchAll(/message: [`"](.+?)[`"](?:,|\s*\})|wrong\(\s*\[[^\]]*\],\s*[`"](.+?)[`"],?\s*\)/g)].map(
      ([, message, other]) =>
        (message ?? other ?? "").replace(/\$\{on\.participation\}/, "digital").replaceAll(/\$\{[^}]*\}/g, "5"),
    ),
  );

  it("has texts for the organiser, in every language", () => {
    expect(messages.length).toBeGreaterThan(25);
    for (const language of languages) {
      const t = createTranslator(language);
      expect(messages.filter((message) => faultWords(message, t) === null)).toEqual([]);
    }
  });

  it("has texts for every field that is wrong by itself, too", () => {
    const wrong = [
      { title: { nb: "  " } },
      { title: undefined },
      { starts: "2026-02-31T09:00" },
      { timeZone: "Oslo" },
      { partners: {} },
      { partners: { Å: { name: "x", language: "nb", site: "https://a.no" } } },
      { partners: { a: { name: "x", language: "xx", site: "a", accent: "#ffffff", origins: ["https://a.no/b"] } } },
      { participation: {} },
      { participation: { inPerson: { capacity: "mange" } } },
      { participation: { inPerson: { capacity: -1 } } },
      { organiser: { name: "…", email: "x", public: false } },
      { organisers: ["x"] },
      { organisers: ["a@b.no", "A@b.no"] },
      { retention: { needsDays: 400, registrationsDays: 1.5 } },
      { programme: [{ nb: "a".repeat(4001) }] },
      { questions: [{ key: "1 2", type: "text", label: { nb: "x" }, pattern: "(a|b)" }] },
      { questions: [{ key: "a", type: "choice", label: { nb: "x" }, options: [] }] },
      { questions: [{ key: "a", type: "date", label: { nb: "x" }, min: "i dag", showIf: { b: [] } }] },
      { accessibility: { checked: { on: "x", by: "1" }, findings: [{ criterion: "9", problem: { nb: "x" } }] } },
      { privacy: { ...(sample.privacy as object), processors: [] } },
      { verification: { holdHours: 0.5 } },
    ];
    const t = createTranslator("nb");
    const missing = wrong.flatMap((changes) => {
      const { error } = eventDefinition.safeParse({ ...sample, ...changes });
      expect([JSON.stringify(changes), Boolean(error)]).toEqual([JSON.stringify(changes), true]);
      return error ? fieldFaults(error).filter(({ code }) => faultWords(code, t) === null) : [];
    });
    expect(missing).toEqual([]);
  });
});

describe("two organisers at once", () => {
  const t = createTranslator("nb");
  const base = toDefinition(typedOf(eventDefinition.parse(sample), t));
  const partnersOf = (changes: object) => ({ ...(base.partners as object), ...changes });

  it("both get each other's changes", () => {
    const mine = { ...base, title: { nb: "Min tittel" } };
    const theirs = {
      ...base,
      venue: { name: "Rådhuset", city: "Oslo" },
      title: { nb: base.title && "Samling om samskaping", nn: "Ny" },
    };
    const merged = merge(base, mine, theirs, t);
    expect(merged.definition).toMatchObject({ title: { nb: "Min tittel", nn: "Ny" }, venue: { name: "Rådhuset" } });
    expect(merged.taken.map(({ label }) => label)).toEqual(["Tittel (Nynorsk)", "Hus og rom"]);
    expect(merged.kept).toEqual([]);
  });

  it("keep what was typed if both have changed the same field, and say so", () => {
    const merged = merge(base, { ...base, title: { nb: "Min" } }, { ...base, title: { nb: "Deres" } }, t);
    expect(merged.definition.title).toEqual({ nb: "Min" });
    expect(merged.kept).toMatchObject([{ before: "Deres", after: "Min" }]);
  });

  it("add partners separately, and a removed one stays removed", () => {
    const mine = {
      ...base,
      partners: partnersOf({ os: { name: "Os", language: "nn", site: "https://os.example.no" } }),
    };
    const { stad: _, ...others } = base.partners as Record<string, unknown>;
    const merged = merge(base, mine, { ...base, partners: others }, t);
    expect(Object.keys(merged.definition.partners as object).sort()).toEqual(["nordre-follo", "os"]);
  });
});
