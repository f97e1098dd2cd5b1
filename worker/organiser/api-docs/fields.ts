import { resolved } from "./schemas.ts";

/** One field of a body or a query, for readers. */
export interface Field {
  /** `contacts.practical.email`, `programme[].nb` */
  path: string;
  required: boolean;
  type: string;
  description: string | undefined;
}

interface Schema {
  type?: string | string[];
  description?: string;
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  format?: string;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  $ref?: string;
}

const follow = (schema: Schema): Schema => resolved({ ...schema });

/** The fields of a JSON Schema in its own order, those of an object after the object itself. */
export function fieldsIn(schema: Schema, prefix = ""): Field[] {
  return Object.entries(follow(schema).properties ?? {}).flatMap(([name, value]) => {
    const given = follow(value);
    const path = prefix + name;
    const field = { path, required: follow(schema).required?.includes(name) ?? false, description: given.description };
    const inside = below(given, path);
    // The fields of an object already show that it is an object.
    const says = inside.length === 0 || field.required || field.description !== undefined;
    return [...(says ? [{ ...field, type: typeOf(given) }] : []), ...inside];
  });
}

function below(schema: Schema, path: string): Field[] {
  const objects = (schema.anyOf ?? [schema]).map(follow).filter((choice) => choice.type !== "null");
  return objects.flatMap((choice) => {
    if (choice.items) return below(choice.items, `${path}[]`);
    const { additionalProperties: entry } = choice;
    if (!choice.properties && typeof entry === "object") return below(entry, `${path}.*`);
    return fieldsIn(choice, `${path}.`);
  });
}

function typeOf(schema: Schema): string {
  const { anyOf, enum: values, const: only, format, pattern, maxLength, minimum, maximum } = schema;
  if (anyOf) return anyOf.map((choice) => typeOf(follow(choice))).join(" or ");
  if (values) return values.map((value) => (value === "" ? "empty" : String(value))).join(" | ");
  if (only !== undefined) return String(only);
  const type = [schema.type].flat().join(" or ");
  const limits = [
    format ?? (pattern && !schema.description ? `matching \`${pattern}\`` : ""),
    maxLength === undefined ? "" : `at most ${maxLength} characters`,
    minimum === undefined ? "" : `from ${minimum}`,
    maximum === undefined ? "" : `to ${maximum}`,
  ].filter(Boolean);
  return [schema.items ? `array of ${typeOf(follow(schema.items))}` : type, ...limits].join(", ");
}
