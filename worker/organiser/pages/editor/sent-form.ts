/** A form of the editor as a browser sends it: the name of each input is the path of its control. */
import { languages } from "../../../i18n/language.ts";
import type { Control, Group } from "./controls.ts";
import type { Typed, TypedGroup } from "./typed.ts";

/** The most rows that a list in the form may have: more than any list of a definition. */
const ROWS_MAX = 120;

/** Reads the typed values. Browsers end lines with CR LF (the HTML standard, section 4.10.21.8). */
export function readTyped(control: Control, form: URLSearchParams, path: string): Typed {
  const input = (name: string) => (form.get(name) ?? "").replaceAll("\r\n", "\n");
  const inputs = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, input(`${path}.${name}`)]));
  switch (control.kind) {
    case "text":
      return inputs(languages);
    case "line":
    case "choice":
    case "number":
    case "day":
      return input(path);
    case "boolean":
      return form.has(path);
    case "time":
      return inputs(control.nullable && control.optional ? ["day", "time", "when"] : ["day", "time"]);
    case "condition":
      return inputs(["key", "options"]);
    case "group":
      return {
        ...readGroup(control, form, path),
        ...(control.optional && !control.needed ? { on: form.has(path) } : {}),
      };
    case "list":
      return rows(form, path, (row) => readTyped(control.of, form, row));
    case "record":
      return rows(form, path, (row) => ({ key: input(`${row}.key`).trim(), of: readTyped(control.of, form, row) }));
    case "variants":
      return rowOfVariants(control, form, path);
  }
}

export function readGroup({ fields }: Pick<Group, "fields">, form: URLSearchParams, path = ""): TypedGroup {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, readTyped(field, form, path ? `${path}.${name}` : name)]),
  );
}

function rows(form: URLSearchParams, path: string, read: (row: string) => Typed): Typed[] {
  const count = Math.min(Number(form.get(`${path}.rows`)) || 0, ROWS_MAX);
  return Array.from({ length: count }, (_, index) => read(`${path}.${index}`));
}

function rowOfVariants(control: Extract<Control, { kind: "variants" }>, form: URLSearchParams, path: string): Typed {
  const kind = form.get(`${path}.kind`) ?? "";
  const group = Object.hasOwn(control.groups, kind) ? control.groups[kind] : undefined;
  return group ? { kind, of: readTyped(group, form, path) } : { kind };
}
