/**
 * The controls of a form that edits a definition, made from the schema of definitions, so that a new field has a control at
 * once.
 */
import type * as z from "zod";
import { languages } from "../../../i18n/language.ts";
import { fieldKinds } from "../../../registration/definition-fields.ts";

/** Whether a field may be left out, and its value then. */
interface Presence {
  /** It may be absent. */
  optional: boolean;
  /** It may be null. */
  nullable: boolean;
  /** The value of an absent field; undefined if absence has a meaning of its own. */
  fallback?: unknown;
}

export type Control = Presence & ControlKind;
export type ControlKind =
  /** A text in one or several languages. */
  | { kind: "text" }
  /** A line. `format`: what it must be. */
  | { kind: "line"; format: "plain" | "email" | "url" }
  | { kind: "number" }
  | { kind: "boolean" }
  | { kind: "choice"; options: readonly string[] }
  /** A time on the clock at the venue: a day and a time of day. */
  | { kind: "time" }
  | { kind: "day" }
  /** `needed`: it has a required field, so it is present if any of its fields is. */
  | { kind: "group"; fields: Readonly<Record<string, Control>>; needed: boolean }
  | { kind: "list"; of: Control }
  /** Groups with keys that the organiser writes. */
  | { kind: "record"; of: Control }
  /** One of several groups, or just a name. `names` and the keys of `groups` are the choices. */
  | { kind: "variants"; names: readonly string[]; groups: Readonly<Record<string, Control>> }
  /** The key of a question, and the options that fulfil the condition. */
  | { kind: "condition" };

export type Of<Kind extends ControlKind["kind"]> = Extract<Control, { kind: Kind }>;
export type Group = Of<"group">;
export type List = Of<"list">;
export type Keyed = Of<"record">;
export type Variants = Of<"variants">;

/** Every schema of zod's classic build; `_zod.def` describes it. */
type Schema = z.core.$ZodTypes;

/** @throws Error for a kind of schema without a control, which the test of the controls finds */
export function controlOf(schema: z.core.$ZodType, presence: Presence = { optional: false, nullable: false }): Control {
  const { def } = (schema as Schema)._zod;
  switch (def.type) {
    case "optional":
      return controlOf(def.innerType, { ...presence, optional: true });
    case "nullable":
      return controlOf(def.innerType, { ...presence, nullable: true });
    case "default":
      return controlOf(def.innerType, { ...presence, optional: true, fallback: def.defaultValue });
    case "prefault":
      return controlOf(def.innerType, presence);
    default:
      return { ...presence, ...kindOf(schema as Schema) };
  }
}

function kindOf(schema: Schema): ControlKind {
  const { def } = schema._zod;
  switch (def.type) {
    case "string":
      return lineOf(schema, "format" in def ? String(def.format) : undefined);
    case "number":
      return { kind: "number" };
    case "boolean":
      return { kind: "boolean" };
    case "enum":
      return { kind: "choice", options: Object.values(def.entries).map(String) };
    case "object":
      return groupOf(def.shape);
    case "array":
      return { kind: "list", of: controlOf(def.element) };
    case "record": {
      const of = controlOf(def.valueType);
      return of.kind === "list" ? { kind: "condition" } : { kind: "record", of };
    }
    case "union":
      return variantsOf(def.options);
    default:
      throw new Error(`The editor has no control for a schema of type ${def.type}`);
  }
}

function lineOf(schema: Schema, format: string | undefined): ControlKind {
  switch (fieldKinds.get(schema)?.kind) {
    case "local-time":
      return { kind: "time" };
    case "day":
      return { kind: "day" };
    default:
      return { kind: "line", format: format === "email" || format === "url" ? format : "plain" };
  }
}

function groupOf(shape: Readonly<Record<string, z.core.$ZodType>>): ControlKind {
  const names = Object.keys(shape);
  if (names.length === languages.length && languages.every((language) => names.includes(language)))
    return { kind: "text" };
  const fields = Object.fromEntries(
    Object.entries(shape).flatMap(([name, schema]) => {
      const { def } = (schema as Schema)._zod;
      return def.type === "literal" ? [] : [[name, controlOf(schema)]];
    }),
  );
  return { kind: "group", fields, needed: Object.values(fields).some(isNeeded) };
}

const isNeeded = ({ optional, nullable, kind }: Control) => !optional && !nullable && kind !== "boolean";

function variantsOf(options: readonly z.core.$ZodType[]): ControlKind {
  const names: string[] = [];
  const groups: Record<string, Control> = {};
  for (const option of options) {
    const { def } = (option as Schema)._zod;
    if (def.type === "enum") names.push(...Object.values(def.entries).map(String));
    else if (def.type === "union") Object.assign(groups, (variantsOf(def.options) as Variants).groups);
    else if (def.type === "object") groups[literalOf(def.shape.type)] = controlOf(option);
    else throw new Error(`The editor has no control for an alternative of type ${def.type}`);
  }
  return { kind: "variants", names, groups };
}

function literalOf(schema: z.core.$ZodType | undefined): string {
  const def = schema && (schema as Schema)._zod.def;
  if (def?.type !== "literal") throw new Error("An alternative without a type of its own");
  return String(def.values[0]);
}
