import { z } from "zod";

export type Json = Record<string, unknown>;

/** Schemas that have an id (zod's `.meta({ id })`), as the description names them. */
export const components: Record<string, Json> = {};

const COMPONENTS = "#/components/schemas/";

const options = {
  unrepresentable: "any",
  override({ jsonSchema }) {
    // A record with known keys is an object that has them: generators and linters take propertyNames for any key.
    const { propertyNames, additionalProperties, required } = jsonSchema;
    if (required && !jsonSchema.properties && propertyNames && additionalProperties) {
      jsonSchema.properties = Object.fromEntries(required.map((key) => [key, additionalProperties]));
      jsonSchema.additionalProperties = false;
      delete jsonSchema.propertyNames;
    }
    // The format says it; zod's pattern for it is longer than the rest of a row.
    if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
} satisfies z.core.ToJSONSchemaParams;

/**
 * JSON Schema 2020-12, which OpenAPI 3.1 takes. A schema with an id becomes a component, as its first caller sees it, and a
 * reference to it.
 */
export function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const json = JSON.stringify(z.toJSONSchema(schema, { ...options, io })).replaceAll('"#/$defs/', `"${COMPONENTS}`);
  const { $schema: _, $defs, ...rest } = JSON.parse(json) as Json & { $defs?: Record<string, Json> };
  for (const [id, definition] of Object.entries($defs ?? {})) components[id] ??= definition;
  return rest;
}

/** What a reference stands for. */
export function resolved(schema: Json): Json {
  const { $ref, ...beside } = schema;
  return typeof $ref === "string" ? { ...components[$ref.slice(COMPONENTS.length)], ...beside } : schema;
}

/** A schema that requests are written with, as a file of its own. */
export function schemaFile(schema: z.ZodType, url: string): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, { ...options, io: "input" }) as Json;
  return { $schema, $id: url, ...rest };
}
