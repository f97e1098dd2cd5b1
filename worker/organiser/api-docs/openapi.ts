import { z } from "zod";
import { type ProblemName, problemNames, problemOf } from "../../http/problem.ts";
import type { Values } from "../../i18n/translate.ts";
import { problem } from "../../registration/contract-schemas.ts";
import { webhookPayload } from "../../webhooks/deliver.ts";
import { exportVersion } from "../export.ts";
import * as example from "./examples.ts";
import { type Answer, type Content, named, type Operation, operations, problemsOf } from "./operations.ts";

type Json = Record<string, unknown>;

/** What the sentences of problems speak of, in examples. */
const values: Values = {
  parameter: "status",
  expected: "one of confirmed, waitlisted, cancelled",
  scope: "manage",
  max: 16,
  allowed: "GET",
  reference: "8c5a1f0e-52d1-4b7c-9d8e-3f2a1b0c4d5e",
  practicalContact: "Kari Nordmann (kari@example.no)",
  deadline: "Wednesday 9 December 2026",
  opensAt: "Sunday 1 November 2026, 00:00",
  date: "Tuesday 15 December 2026",
};

/** Which fields are wrong, where a problem says so. */
const faults: { [name in ProblemName]?: { field: string; code: string }[] } = {
  invalid: [{ field: "email", code: "email.invalid" }],
  "invalid-definition": [{ field: "starts", code: "a local time such as 2026-11-24T09:00" }],
};

export function problemExample(name: ProblemName) {
  const errors = faults[name];
  return problemOf(name, "en", { values, ...(errors ? { errors } : {}) });
}

const registry = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
registry.add(problem, { id: "Problem" });

const reference = (id: string) => `#/components/schemas/${id}`;

/** JSON Schema 2020-12, which is what OpenAPI 3.1 takes; named schemas by reference. */
export function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  return tidy(z.toJSONSchema(schema, { io, metadata: registry, unrepresentable: "any", override }) as Json);
}

/** Adds what is said of a field; leaves out what says nothing. */
const override: NonNullable<z.core.ToJSONSchemaParams["override"]> = ({ zodSchema, jsonSchema }) => {
  const { description } = z.globalRegistry.get(zodSchema) ?? {};
  if (description) jsonSchema.description = description;
  // The format says it; zod's pattern for it is longer than the rest of a row.
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
};

/** A schema that has a name is a document of its own: here it is a reference. */
function tidy(schema: unknown): Json {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key === "$schema" || key === "$defs") return undefined;
    if (key === "$ref" && typeof value === "string") return value.replace("#/$defs/", reference(""));
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const { id, ...rest } = value as Json;
    return typeof id === "string" && id in components && "type" in rest ? { $ref: reference(id) } : value;
  }) as Json;
}

const components: Json = {};

function contentOf(contents: readonly Content[], io: "input" | "output"): Json {
  const byType = Object.groupBy(contents, ({ type }) => type);
  return Object.fromEntries(
    Object.entries(byType).map(([type, all = []]) => {
      const [first] = all;
      const examples = all.flatMap(({ example }, index) =>
        example === null ? [] : [[index === 0 ? "usual" : `other${index}`, { value: example }]],
      );
      return [
        type,
        {
          schema: first?.schema ? schemaOf(first.schema, io) : { type: "string" },
          ...(examples.length > 0 ? { examples: Object.fromEntries(examples) } : {}),
        },
      ];
    }),
  );
}

const headersOf = (headers: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
  );

function answersOf(operation: Operation): Json {
  const answers = operation.answers.map(({ status, about, contents, headers }: Answer) => [
    String(status),
    {
      description: about,
      ...(headers ? { headers: headersOf(headers) } : {}),
      ...(contents.length > 0 ? { content: contentOf(contents, "output") } : {}),
    },
  ]);
  const described: Record<string, Json> = { ...problemAnswersOf(operation), ...Object.fromEntries(answers) };
  for (const status of operation.pages ?? []) Object.assign(described[status]?.content ?? {}, page);
  return described;
}

const page = { "text/html; charset=utf-8": { schema: { type: "string" } } };

function problemAnswersOf(operation: Operation): Json {
  const byStatus = Object.groupBy(problemsOf(operation), (name) => String(problemExample(name).status));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, names = []]) => [
      status,
      {
        description: names.map((name) => problemExample(name).title).join(". "),
        content: {
          "application/problem+json": {
            schema: {
              allOf: [{ $ref: reference("Problem") }],
              properties: {
                type: { enum: names.map((name) => `/problems/${name}`) },
                status: { const: Number(status) },
              },
            },
            examples: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }])),
          },
        },
      },
    ]),
  );
}

/** `:event` and the like, as OpenAPI writes them. */
export function templateOf(path: string): string {
  return path.replace(/:(\w+)/g, "{$1}");
}

const pathParameters: Record<string, { description: string; example: string }> = {
  event: { description: "The event's slug.", example: example.event },
  id: { description: "An id from another answer.", example: example.id },
};

function parametersOf({ path, query, headers = {}, needed = [] }: Operation): Json[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    ...pathParameters[name],
    schema: { type: "string" },
  }));
  const { properties = {} } = query ? (schemaOf(query, "input") as { properties?: Json }) : {};
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    ...(name === "dry-run" ? { allowEmptyValue: true } : {}),
    schema,
  }));
  // OpenAPI 3.1 section 4.8.12.1: Accept and Authorization are described elsewhere.
  const inHeader = Object.entries(headers)
    .filter(([name]) => name !== "accept" && name !== "authorization")
    .map(([name, description]) => ({
      name,
      in: "header",
      required: needed.includes(name),
      description,
      schema: { type: "string" },
    }));
  return [...inPath, ...inQuery, ...inHeader];
}

function securityOf({ who, headers = {} }: Operation): Json {
  if (who === "admin") return { security: [{ token: ["admin"] }] };
  if (who !== "anyone") return { security: who.map((scope) => ({ token: [scope] })) };
  return "authorization" in headers ? { security: [{}, { token: ["manage"] }] } : { security: [] };
}

function bodiesOf(body: Content, pages: Operation["pages"]): Json {
  const form = { "application/x-www-form-urlencoded": { schema: { type: "object" } } };
  return { ...contentOf([body], "input"), ...(pages ? form : {}) };
}

function describe(operation: Operation): Json {
  const { id, group, summary, about, body, pages } = operation;
  const parameters = parametersOf(operation);
  return {
    operationId: id,
    tags: [group],
    summary,
    ...(about ? { description: about } : {}),
    ...securityOf(operation),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: bodiesOf(body, pages) } } : {}),
    responses: answersOf(operation),
  };
}

const webhookExample: z.infer<typeof webhookPayload> = {
  type: "registration.confirmed",
  timestamp: example.at,
  data: { event: example.event, cursor: example.cursor, reason: null, registration: example.row },
};

function build(): Json {
  for (const [id, schema] of [...Object.entries(named), ["Problem", problem] as const]) {
    components[id] = tidy(z.toJSONSchema(schema, { io: "output", override }));
  }
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const path = templateOf(operation.path);
    paths[path] = { ...paths[path], [operation.method]: describe(operation) };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Påmelding",
      version: String(exportVersion),
      description:
        "Event registration. Errors are RFC 9457 problem details with a stable `type`. Times are ISO 8601 in UTC with Z; those of a definition are on the clock at the venue.",
    },
    tags: [...new Set(operations.map(({ group }) => group))].map((name) => ({ name })),
    paths,
    webhooks: {
      change: {
        post: {
          operationId: "change",
          summary: "One change, to each endpoint that a definition names.",
          parameters: ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => ({
            name,
            in: "header",
            required: true,
            schema: { type: "string" },
          })),
          requestBody: {
            required: true,
            content: contentOf(
              [{ type: "application/json", schema: webhookPayload, example: webhookExample }],
              "output",
            ),
          },
          responses: {
            "2XX": { description: "Taken." },
            "410": { description: "No more, please: the endpoint is paused." },
            default: { description: "Anything else is tried again with growing delays for a day." },
          },
        },
      },
    },
    components: {
      schemas: components,
      examples: Object.fromEntries(problemNames.map((name) => [name, { value: problemExample(name) }])),
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description:
            "An organiser's token for one event, with the scope that stands beside each operation; the admin's opens everything.",
        },
      },
    },
  };
}

let built: Json | undefined;

/** The description of the API as OpenAPI 3.1. */
export function openApi(publicUrl: string): Json {
  built ??= build();
  return { ...built, servers: [{ url: publicUrl }] };
}
