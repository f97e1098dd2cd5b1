/** How the buttons of rows change the typed values. */

import { createTranslator } from "../../../i18n/translate.ts";
import type { Control } from "./controls.ts";
import { editorFields } from "./layout.ts";
import { fieldOf, rowsOf, type Typed, type TypedGroup, toTyped } from "./typed.ts";

export type RowAct =
  /** `kind`: that of the new row, if there are several kinds. */
  | { act: "add"; path: string; kind: string }
  /** `path`: that of the row. */
  | { act: "remove" | "up" | "down"; path: string };

const acts = ["add", "remove", "up", "down"] as const;

/** The action of a row's button; null for other buttons. */
export function rowActOf(form: URLSearchParams): RowAct | null {
  const [name = "", path = ""] = (form.get("act") ?? "").split(":");
  const act = acts.find((each) => each === name);
  if (!act || !path) return null;
  return act === "add" ? { act, path, kind: form.get(`${path}.new`) ?? "" } : { act, path };
}

/** The typed values after the action. An unknown path changes nothing. */
export function withRowAct(typed: TypedGroup, wanted: RowAct): TypedGroup {
  return change(editorFields, typed, wanted.path.split("."), wanted) as TypedGroup;
}

function change(control: Control, typed: Typed, parts: readonly string[], wanted: RowAct): Typed {
  const [part = "", ...rest] = parts;
  switch (control.kind) {
    case "group": {
      const field = control.fields[part];
      const value = fieldOf(typed, part);
      if (!field || value === undefined) return typed;
      return { ...(typed as TypedGroup), [part]: change(field, value, rest, wanted) };
    }
    case "variants": {
      const group = control.groups[String(fieldOf(typed, "kind"))];
      const of = fieldOf(typed, "of");
      return group && of !== undefined ? { ...(typed as TypedGroup), of: change(group, of, parts, wanted) } : typed;
    }
    case "list":
    case "record":
      return rowsAfter(control, rowsOf(typed), parts, wanted);
    default:
      return typed;
  }
}

function rowsAfter(
  control: Extract<Control, { kind: "list" | "record" }>,
  rows: readonly Typed[],
  parts: readonly string[],
  wanted: RowAct,
): Typed {
  const [part, ...rest] = parts;
  if (part === undefined) return wanted.act === "add" ? [...rows, emptyRow(control, wanted.kind)] : rows;
  const index = Number(part);
  const row = rows[index];
  if (row === undefined) return rows;
  if (rest.length > 0) return rows.with(index, inRow(control, row, rest, wanted));
  switch (wanted.act) {
    case "remove":
      return rows.toSpliced(index, 1);
    case "up":
      return moved(rows, index, index - 1);
    case "down":
      return moved(rows, index, index + 1);
    case "add":
      return rows;
  }
}

function inRow(
  control: Extract<Control, { kind: "list" | "record" }>,
  row: Typed,
  rest: readonly string[],
  wanted: RowAct,
) {
  if (control.kind === "list") return change(control.of, row, rest, wanted);
  const of = fieldOf(row, "of");
  return of === undefined ? row : { ...(row as TypedGroup), of: change(control.of, of, rest, wanted) };
}

function moved(rows: readonly Typed[], from: number, to: number): readonly Typed[] {
  const [row, other] = [rows[from], rows[to]];
  return row === undefined || other === undefined ? rows : rows.with(from, other).with(to, row);
}

const t = createTranslator("nb");

/** A new, empty row. It contains no text, so any language will do. */
function emptyRow(control: Extract<Control, { kind: "list" | "record" }>, kind: string): Typed {
  if (control.kind === "record") return { key: "", of: toTyped(control.of, undefined, t) };
  if (control.of.kind !== "variants") return toTyped(control.of, undefined, t);
  const group = Object.hasOwn(control.of.groups, kind) ? control.of.groups[kind] : undefined;
  return group ? { kind, of: toTyped(group, undefined, t) } : { kind };
}
