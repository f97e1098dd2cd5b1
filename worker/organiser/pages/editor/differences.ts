/** What differs between two definitions, field by field, in words. */
import { dateAndTime, lastMoment } from "../../../i18n/dates.ts";
import { isLanguage, languages } from "../../../i18n/language.ts";
import type { Translate } from "../../../i18n/translate.ts";
import type { Control } from "./controls.ts";
import { labelWords, optionWords } from "./labels.ts";
import { editorFields } from "./layout.ts";
import { writeDay } from "./typed-times.ts";

export interface Difference {
  /** The path of the control, with the numbers or keys of its rows. */
  path: string;
  /** "Program 2 (English)" */
  label: string;
  /** null: absent before, or after. */
  before: string | null;
  after: string | null;
}

/** The differences in the editor's fields, in their order. */
export function differencesOf(before: object, after: object, t: Translate): Difference[] {
  return [...differences(editorFields, before, after, { path: "", label: "" }, t)];
}

interface At {
  path: string;
  label: string;
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
const under = ({ path }: At, name: string) => (path ? `${path}.${name}` : name);
const beside = ({ label }: At, words: string) => (label ? `${label}: ${words}` : words);

function* differences(control: Control, before: unknown, after: unknown, at: At, t: Translate): Generator<Difference> {
  if (same(before, after)) return;
  const whole = { ...at, before: inWords(control, before, at.path, t), after: inWords(control, after, at.path, t) };
  if (isNothing(before) || isNothing(after)) {
    yield whole;
    return;
  }
  switch (control.kind) {
    case "text":
      for (const language of languages) {
        const [was, is] = [before, after].map((text) => (text as Record<string, string>)[language] ?? null);
        const label = `${at.label} (${t(`lang.${language}`)})`;
        if (was !== is) yield { path: at.path, label, before: was ?? null, after: is ?? null };
      }
      return;
    case "group":
      for (const [name, field] of Object.entries(control.fields)) {
        const path = under(at, name);
        const own = labelWords(path, t);
        const within = { path, label: named(control, at) ? beside(at, own) : own };
        yield* differences(field, of(before, name), of(after, name), within, t);
      }
      return;
    case "list":
      yield* rowsThatDiffer(control.of, before as unknown[], after as unknown[], at, t);
      return;
    case "record": {
      const keys = new Set([...Object.keys(before as object), ...Object.keys(after as object)]);
      for (const key of keys) {
        const row = { path: under(at, "0"), label: beside(at, nameOf(of(before, key) ?? of(after, key)) ?? key) };
        yield* differences(control.of, of(before, key), of(after, key), row, t);
      }
      return;
    }
    case "variants": {
      const group = control.groups[String(of(after, "type"))];
      if (group && of(before, "type") === of(after, "type")) yield* differences(group, before, after, at, t);
      else yield whole;
      return;
    }
    default:
      yield whole;
  }
}

const of = (value: unknown, name: string): unknown => (value as Record<string, unknown> | null | undefined)?.[name];
const isNothing = (value: unknown) => value === undefined || value === null;

/** "Stad kommune: Nettsted", "Praktiske spørsmål: Navn": whether a field's label needs the name of its group. */
const named = ({ optional, needed }: Extract<Control, { kind: "group" }>, { path }: At) =>
  path.includes(".") && (!optional || needed);

/** Skips equal rows; the rest between them is compared in order. */
function* rowsThatDiffer(
  control: Control,
  before: readonly unknown[],
  after: readonly unknown[],
  at: At,
  t: Translate,
): Generator<Difference> {
  const keptBefore = before.filter((row) => !after.some((other) => same(row, other)));
  const keptAfter = after.filter((row) => !before.some((other) => same(row, other)));
  if (keptBefore.length === 0 && keptAfter.length === 0) {
    const list = (rows: readonly unknown[]) => rows.map((row) => inWords(control, row, under(at, "0"), t)).join(" · ");
    yield { ...at, before: list(before), after: list(after) };
    return;
  }
  for (let index = 0; index < Math.max(keptBefore.length, keptAfter.length); index++) {
    const [was, is] = [keptBefore[index], keptAfter[index]];
    const number = (is === undefined ? before.indexOf(was) : after.indexOf(is)) + 1;
    const row = { path: under(at, "0"), label: `${at.label} ${number}` };
    yield* differences(control, was, is, row, t);
  }
}

/** A name for a group: the value of its first text field. */
function nameOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  const name = of(value, "name") ?? of(value, "label") ?? of(value, "criterion") ?? of(value, "key");
  if (typeof name === "string") return name;
  return isNothing(name) ? null : String(Object.values(name as object)[0]);
}

/** A value in words; null if it is absent. */
export function inWords(control: Control, value: unknown, path: string, t: Translate): string | null {
  if (isNothing(value)) return null;
  switch (control.kind) {
    case "text": {
      const texts = Object.entries(value as Record<string, string>).filter(([language]) => isLanguage(language));
      return texts.map(([, text]) => text).join(" / ");
    }
    case "boolean":
      return t(value === true ? "organiser.edit.yes" : "organiser.edit.no");
    case "choice":
      return control.options.includes(String(value)) ? optionWords(path, String(value), t) : String(value);
    case "day":
      return writeDay(String(value), t);
    case "time": {
      const instant = Date.parse(`${value}Z`);
      // The typed value is not a time.
      if (Number.isNaN(instant)) return String(value);
      return (path === "registrationCloses" ? lastMoment : dateAndTime)(t, instant, "UTC");
    }
    case "variants":
      return typeof value === "string" && control.names.includes(value) ? optionWords(path, value, t) : nameOf(value);
    case "list":
      return (value as unknown[]).map((row) => inWords(control.of, row, `${path}.0`, t)).join(" · ");
    case "record":
      return Object.values(value as object)
        .map((row) => nameOf(row))
        .join(" · ");
    case "condition":
      return Object.entries(value as Record<string, string[]>)
        .map(([key, options]) => `${key}: ${options.join(", ")}`)
        .join();
    case "group": {
      const name = nameOf(value);
      return name ?? t("organiser.edit.yes");
    }
    default:
      return String(value);
  }
}
