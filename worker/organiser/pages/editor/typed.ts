/** The values of the editor's fields: from a definition, from a sent form, and back to a definition. */
import { type Language, languages } from "../../../i18n/language.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { dayFrom } from "../../../registration/local-time.ts";
import type { Control } from "./controls.ts";
import { readClock, readDay, writeClock, writeDay } from "./typed-times.ts";

/** The contents of a control, as strings of its inputs. */
export type Typed = string | boolean | readonly Typed[] | { readonly [field: string]: Typed };
export type TypedGroup = { readonly [field: string]: Typed };

/** How a control is shown, if not in the usual way of its kind. */
export interface Manner {
  /** The first instant after a deadline is shown as the last day before it. */
  deadline?: boolean;
  /** Without a time of day, it means the beginning of the day. */
  opening?: boolean;
  /** An omitted day means the day of this field. */
  sameDayAs?: string;
}
export const isGroup = (typed: Typed | undefined): typed is TypedGroup =>
  typeof typed === "object" && !Array.isArray(typed);

export const rowsOf = (typed: Typed | undefined): readonly Typed[] => (Array.isArray(typed) ? typed : []);
export const fieldOf = (typed: Typed | undefined, field: string): Typed | undefined =>
  isGroup(typed) ? typed[field] : undefined;
export function textOf(typed: Typed | undefined, field?: string): string {
  const own = field === undefined ? typed : fieldOf(typed, field);
  return typeof own === "string" ? own : "";
}

/** Whether nothing was written in any input. Unchanged boxes and choices do not count. */
export function isBlank(typed: Typed | undefined): boolean {
  if (typed === undefined || typeof typed === "boolean") return true;
  if (typeof typed === "string") return typed.trim() === "";
  return Object.values(typed).every(isBlank);
}

/** The inputs for the value of a control. `value` is undefined if it is absent. */
export function toTyped(control: Control, value: unknown, t: Translate, manner: Manner = {}): Typed {
  switch (control.kind) {
    case "text":
      return Object.fromEntries(
        languages.map((language) => [language, ((value ?? {}) as Record<Language, string>)[language] ?? ""]),
      );
    case "line":
    case "choice":
      return typeof value === "string" ? value : "";
    case "number":
      return typeof value === "number" ? String(value).replace(".", t.language === "en" ? "." : ",") : "";
    case "boolean":
      return value === undefined ? control.fallback === true : value === true;
    case "day":
      return typeof value === "string" ? writeDay(value, t) : "";
    case "time":
      return timeToTyped(control, value, t, manner);
    case "group":
      return groupToTyped(control, value, t);
    case "list":
      return Array.isArray(value) ? value.map((item) => toTyped(control.of, item, t)) : [];
    case "record":
      return Object.entries((value ?? {}) as Record<string, unknown>).map(([key, item]) => ({
        key,
        of: toTyped(control.of, item, t),
      }));
    case "variants":
      return variantToTyped(control, value, t);
    case "condition": {
      const [[key = "", options = []] = []] = Object.entries((value ?? {}) as Record<string, string[]>);
      return { key, options: options.join(", ") };
    }
  }
}

function timeToTyped(control: Control, value: unknown, t: Translate, manner: Manner): Typed {
  const { deadline, opening, sameDayAs } = manner;
  const when = control.nullable && control.optional ? { when: whenOf(value) } : {};
  if (typeof value !== "string") return { day: "", time: "", ...when };
  const [day = "", clock = ""] = /^[\d-]{10}T/.test(value) ? value.split("T") : [value];
  if (deadline && clock === "00:00") return { day: writeDay(dayFrom(day, -1), t), time: "", ...when };
  const time = opening && clock === "00:00" ? "" : writeClock(clock, t);
  return { day: day === sameDayAs ? "" : writeDay(day, t), time, ...when };
}

/** When a scheduled e-mail is sent: at the usual time, at another one, or never. */
export const whens = ["usual", "own", "never"] as const;
const whenOf = (value: unknown) => (value === null ? "never" : value === undefined ? "usual" : "own");

function groupToTyped(control: Extract<Control, { kind: "group" }>, value: unknown, t: Translate): Typed {
  const given = (value ?? {}) as Record<string, unknown>;
  const on = control.optional && !control.needed ? { on: value !== undefined } : {};
  const fields = Object.entries(control.fields).map(([name, field]) => [name, toTyped(field, given[name], t)]);
  return { ...Object.fromEntries(fields), ...on };
}

function variantToTyped(control: Extract<Control, { kind: "variants" }>, value: unknown, t: Translate): Typed {
  if (typeof value === "string") return { kind: value };
  const { type = "", ...given } = (value ?? {}) as Record<string, unknown>;
  const group = control.groups[String(type)];
  return { kind: String(type), of: group ? toTyped(group, given, t) : {} };
}

/** The typed value; undefined if nothing was typed. An unreadable value stays as it is, and the schema refuses it. */
export function toValue(control: Control, typed: Typed | undefined, manner: Manner = {}): unknown {
  const absent = control.nullable && !control.optional ? null : undefined;
  switch (control.kind) {
    case "text": {
      const texts = languages.flatMap((language) => {
        const text = textOf(typed, language);
        return text.trim() ? [[language, text]] : [];
      });
      return texts.length > 0 ? Object.fromEntries(texts) : absent;
    }
    case "line": {
      const line = textOf(typed);
      if (!line.trim()) return absent;
      return control.format === "plain" ? line : line.trim();
    }
    case "choice":
      return textOf(typed) || absent;
    case "number": {
      const digits = textOf(typed).replaceAll(/\s/g, "").replace(",", ".");
      if (!digits) return absent;
      const number = Number(digits);
      return Number.isFinite(number) ? number : textOf(typed);
    }
    case "boolean":
      return typed === true;
    case "day":
      return textOf(typed).trim() ? (readDay(textOf(typed)) ?? textOf(typed)) : absent;
    case "time":
      return timeToValue(control, typed, manner);
    case "group":
      return groupToValue(control, typed);
    case "list": {
      const items = rowsOf(typed).flatMap((row) => (isBlank(row) ? [] : [toValue(control.of, row)]));
      return items.length > 0 || !control.optional ? items : absent;
    }
    case "record":
      return Object.fromEntries(
        rowsOf(typed).map((row) => [textOf(row, "key"), toValue(control.of, fieldOf(row, "of"))]),
      );
    case "variants": {
      const kind = textOf(typed, "kind");
      const group = control.groups[kind];
      return group ? { ...(toValue(group, fieldOf(typed, "of")) as object), type: kind } : kind;
    }
    case "condition": {
      const key = textOf(typed, "key").trim();
      const options = textOf(typed, "options").split(",");
      const chosen = options.map((option) => option.trim()).filter(Boolean);
      return key || chosen.length > 0 ? { [key]: chosen } : absent;
    }
  }
}

function timeToValue(control: Control, typed: Typed | undefined, manner: Manner): unknown {
  const { deadline, opening, sameDayAs } = manner;
  const when = textOf(typed, "when");
  if (when === "never") return null;
  const [day, time] = [textOf(typed, "day").trim(), textOf(typed, "time").trim()];
  if (when === "usual" || (!day && !time)) return control.nullable && !control.optional ? null : undefined;
  const date = day ? readDay(day) : sameDayAs;
  const clock = time ? readClock(time) : deadline ? "24:00" : opening ? "00:00" : null;
  if (!date || !clock) return `${day} ${time}`.trim();
  return clock === "24:00" ? `${dayFrom(date, 1)}T00:00` : `${date}T${clock}`;
}

function groupToValue(control: Extract<Control, { kind: "group" }>, typed: Typed | undefined): unknown {
  if (control.optional && (control.needed ? isBlank(typed) : fieldOf(typed, "on") !== true)) return undefined;
  return Object.fromEntries(
    Object.entries(control.fields).flatMap(([name, field]) => {
      const value = toValue(field, fieldOf(typed, name));
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
