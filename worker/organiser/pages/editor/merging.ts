/** Two organisers at once: merges what one has typed with what the other has stored meanwhile. */
import type { Translate } from "../../../i18n/translate.ts";
import type { Control } from "./controls.ts";
import { type Difference, differencesOf } from "./differences.ts";
import { editorFields } from "./layout.ts";

export interface Merged {
  definition: Record<string, unknown>;
  /** Fields taken from what another organiser has stored. */
  taken: Difference[];
  /** Fields that both have changed: the form keeps the typed values. */
  kept: Difference[];
}

type Fields = Readonly<Record<string, unknown>>;

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** `base`: what both began with; `mine`: what was typed; `theirs`: what is stored now. */
export function merge(base: Fields, mine: Fields, theirs: Fields, t: Translate): Merged {
  const definition = mergeFields(editorFields, base, mine, theirs) as Record<string, unknown>;
  const taken = differencesOf(mine, definition, t);
  const changedByThem = differencesOf(base, theirs, t).map(({ label }) => label);
  const kept = differencesOf(theirs, definition, t).filter(({ label }) => changedByThem.includes(label));
  return { definition, taken, kept };
}

function mergeFields(control: Control, base: unknown, mine: unknown, theirs: unknown): unknown {
  if (same(mine, theirs) || same(base, theirs)) return mine;
  if (same(base, mine)) return theirs;
  if (!isFields(base) || !isFields(mine) || !isFields(theirs)) return mine;
  const of = partOf(control);
  if (!of) return mine;
  const names = new Set([...Object.keys(theirs), ...Object.keys(mine)]);
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const value = mergeFields(of(name), base[name], mine[name], theirs[name]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const LEAF: Control = { kind: "line", format: "plain", optional: true, nullable: true };

/** The controls of the parts that two people can change separately; null if the control is one unit. */
function partOf(control: Control): ((name: string) => Control) | null {
  switch (control.kind) {
    case "group":
      return (name) => control.fields[name] ?? LEAF;
    case "record":
      return () => control.of;
    case "text":
      return () => LEAF;
    default:
      return null;
  }
}
