import * as z from "zod";

export type Json = Record<string, unknown>;

/** The schemas with an id (zod's `.meta({ id })`) that `schemaOf` has met: `components.schemas` of openapi.json. */
export const components: Record<string, Json> = {};

const COMPONENTS = "#/components/schemas/";

const options = {
  unrepresentable: "any",
  override({ jsonSchema }) {
    // A record with known keys becomes an object with these properties: code generators ignore propertyNames.
    const { propertyNames, additionalProperties, required } = jsonSchema;
    if (required && !jsonSchema.properties && propertyNames && additionalProperties) {
      jsonSchema.properties = Object.fromEntries(required.map((key) => [key, additionalProperties]));
      jsonSchema.additionalProperties = false;
      delete jsonSchema.propertyNames;
    }
    // The format is enough; zod's pattern for it is longer than the rest of a row.
    if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
} satisfies z.core.ToJSONSchemaParams;

/**
 * JSON Schema 2020-12, as OpenAPI 3.1 uses it. Replaces a schema with an id by a reference, and stores it in `components`;
 * the first call decides whether the stored schema is for input or for output.
 */
export function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const json = JSON.stringify(z.toJSONSchema(schema, { ...options, io })).replaceAll('"#/$defs/', `"${COMPONENTS}`);
  const { $schema: _, $defs, ...rest } = JSON.parse(json) as Json & { $defs?: Record<string, Json> };
  for (const [id, definition] of Object.entries($defs ?? {})) components[id] ??= definition;
  return rest;
}

/** The schema behind a reference; any other schema as it is. */
export function resolved(schema: Json): Json {
  const { $ref, ...beside } = schema;
  return typeof $ref === "string" ? { ...components[$ref.slice(COMPONENTS.length)], ...beside } : schema;
}

/** The schema of a request body as a document of its own. */
export function schemaFile(schema: z.ZodType, url: string): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, { ...options, io: "input" }) as Json;
  return { $schema, $id: url, ...rest };
}
