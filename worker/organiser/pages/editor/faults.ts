/** Places the faults of a definition at fields of the editor. */

import { isLanguage, type Language } from "../../../i18n/language.ts";
import type { Translate } from "../../../i18n/translate.ts";
import type { FieldError } from "../../../registration/contract.ts";
import type { Control } from "./controls.ts";
import { wordsOfFault } from "./fault-words.ts";
import { labelOf } from "./labels.ts";
import { editorFields } from "./layout.ts";
import { fieldOf, isBlank, rowsOf, type Typed, type TypedGroup, textOf } from "./typed.ts";

export interface PlacedFault {
  /** The id of the input. */
  id: string;
  /** The path of its control. */
  path: string;
  words: string;
}

/** The faults by input, in the reader's language. `language`: that of texts whose fault names none. */
export function placeFaults(
  errors: readonly FieldError[],
  typed: TypedGroup,
  language: Language,
  t: Translate,
): PlacedFault[] {
  const placed = errors.map(({ field, code }) => {
    const { isMissing, ...place } = locate(editorFields, typed, field ? field.split(".") : [], "", language);
    return { ...place, words: isMissing ? t("organiser.edit.fault.missing") : wordsOfFault(code, t) };
  });
  // One sentence per input: the first is the most specific.
  return [...new Map(placed.reverse().map((fault) => [fault.id, fault])).values()].reverse();
}

/** "Tittel: Dette må fylles ut." The name of a field's group comes first: "Praktiske spørsmål, Navn: …" */
export function summaryOf({ path, words }: PlacedFault, t: Translate): string {
  const [, of = "", row] = /^(.+?)(?:\.(\d+))?\.[^.]+$/.exec(path) ?? [];
  const [group, own] = [labelOf(of), labelOf(path)].map((key) => key && t(key));
  const whole = [group && `${group}${row === undefined ? "" : ` ${Number(row) + 1}`}`, own].filter(Boolean).join(", ");
  return whole ? `${whole}: ${words}` : words;
}

/** `isMissing`: no key could be made, since the name is missing. */
type Place = Pick<PlacedFault, "id" | "path"> & { isMissing?: boolean };

function locate(
  control: Control,
  typed: Typed | undefined,
  parts: readonly string[],
  path: string,
  language: Language,
): Place {
  const [part, ...rest] = parts;
  const within = (of: Control, value: Typed | undefined, name: string) =>
    locate(of, value, rest, path ? `${path}.${name}` : name, language);
  switch (control.kind) {
    case "text":
      return { id: `${path}.${isLanguage(part) ? part : language}`, path };
    case "time":
      return { id: `${path}.day`, path };
    case "group": {
      const field = part === undefined ? undefined : control.fields[part];
      if (field && part !== undefined) return within(field, fieldOf(typed, part), part);
      if (part !== undefined) return { id: part, path: part };
      return firstInput(control, path, language);
    }
    case "list":
      return part === undefined ? { id: path, path } : within(control.of, rowsOf(typed)[Number(part)], part);
    case "record": {
      const index = rowsOf(typed).findIndex((row) => textOf(row, "key") === part);
      const row = rowsOf(typed)[index];
      if (!row) return { id: path, path };
      const name = `${path}.${index}.name`;
      if (rest.length === 0 && part === "") return { id: name, path: name, isMissing: true };
      if (rest.length === 0) return { id: `${path}.${index}.key`, path: `${path}.${index}.key` };
      return within(control.of, fieldOf(row, "of"), String(index));
    }
    case "variants": {
      const group = control.groups[textOf(typed, "kind")];
      return group ? locate(group, fieldOf(typed, "of"), parts, path, language) : { id: path, path };
    }
    case "condition": {
      const id = `${path}.${rest.length > 0 ? "options" : "key"}`;
      return { id, path: id };
    }
    default:
      return { id: path, path };
  }
}

function firstInput(control: Extract<Control, { kind: "group" }>, path: string, language: Language): Place {
  if (control.optional && !control.needed) return { id: path, path };
  const [first] = Object.entries(control.fields);
  if (!first) return { id: path, path };
  const [name, field] = first;
  const inner = path ? `${path}.${name}` : name;
  // A fault of a whole group is shown at its heading.
  if (field.kind === "group") return { id: path, path };
  return { ...locate(field, undefined, [], inner, language), path };
}

/** Removes empty rows, so that row numbers match those of the definition. */
export function compacted(control: Control, typed: Typed | undefined): Typed {
  switch (control.kind) {
    case "group":
      return {
        ...(fieldOf(typed, "on") === undefined ? {} : { on: fieldOf(typed, "on") === true }),
        ...Object.fromEntries(
          Object.entries(control.fields).map(([name, field]) => [name, compacted(field, fieldOf(typed, name))]),
        ),
      };
    case "list":
      return rowsOf(typed).flatMap((row) => (isBlank(row) ? [] : [compacted(control.of, row)]));
    case "record":
      return rowsOf(typed).flatMap((row) =>
        isBlank(row) ? [] : [{ key: textOf(row, "key"), of: compacted(control.of, fieldOf(row, "of")) }],
      );
    case "variants": {
      const kind = textOf(typed, "kind");
      const group = control.groups[kind];
      return group ? { kind, of: compacted(group, fieldOf(typed, "of")) } : { kind };
    }
    default:
      return typed ?? "";
  }
}
