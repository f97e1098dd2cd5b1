import { type Answer, type Content, groups } from "../../http/operation.ts";
import type { ProblemName } from "../../http/problem.ts";
import type { Route } from "../../http/route.ts";
import { problem } from "../../registration/contract-schemas.ts";
import * as example from "../../registration/examples.ts";
import { exportVersion } from "../export.ts";
import { type Endpoint, endpointsOf, problemsOf } from "./endpoints.ts";
import { problemExample } from "./problem-example.ts";
import { components, type Json, schemaOf } from "./schemas.ts";
import { webhooks } from "./webhooks.ts";

/** The media types of a body or an answer, each with its schema and examples. */
export function contentOf(contents: readonly Content[], io: "input" | "output"): Json {
  const byType = Object.groupBy(contents, ({ type }) => type);
  return Object.fromEntries(
    Object.entries(byType).map(([type, all = []]) => {
      const schema = all[0]?.schema;
      const examples = all.flatMap(({ example }, index) =>
        example === null ? [] : [[index === 0 ? "usual" : `other${index}`, { value: example }]],
      );
      return [
        type,
        {
          schema: schema ? schemaOf(schema, io) : { type: "string" },
          ...(examples.length > 0 ? { examples: Object.fromEntries(examples) } : {}),
        },
      ];
    }),
  );
}

const headersOf = (headers: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
  );

function answerOf({ about, headers, contents }: Answer): Json & { content?: Json } {
  return {
    description: about,
    ...(headers ? { headers: headersOf(headers) } : {}),
    ...(contents.length > 0 ? { content: contentOf(contents, "output") } : {}),
  };
}

function problemAnswer(status: string, names: ProblemName[]): { description: string; content: Json } {
  return {
    description: names.map((name) => problemExample(name).title).join(". "),
    content: {
      "application/problem+json": {
        schema: {
          allOf: [schemaOf(problem, "output")],
          properties: { type: { enum: names.map((name) => `/problems/${name}`) }, status: { const: Number(status) } },
        },
        examples: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }])),
      },
    },
  };
}

/** Responses and parameters that many operations share. */
const shared: { responses: Record<string, Json>; parameters: Record<string, Json> } = { responses: {}, parameters: {} };

function sharedAs(kind: keyof typeof shared, name: string, value: Json): Json {
  shared[kind][name] ??= value;
  return { $ref: `#/components/${kind}/${name}` };
}

function responsesOf(endpoint: Endpoint): Json {
  const byStatus = Object.groupBy(problemsOf(endpoint), (name) => String(problemExample(name).status));
  const problems = Object.entries(byStatus).map(([status, names = []]): [string, Json] => {
    const { description, content } = problemAnswer(status, names);
    return [status, sharedAs("responses", names.toSorted().join("."), { description, content })];
  });
  const answers = endpoint.answers.map((answer): [string, Json] => [String(answer.status), answerOf(answer)]);
  return Object.fromEntries([...problems, ...answers]);
}

const pathParameters: Record<string, { description: string; example: string }> = {
  event: { description: "The event's slug.", example: example.event },
  id: { description: "An id from another answer.", example: example.id },
};

function parametersOf({ path, query, headers = {}, needed = [] }: Endpoint): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) =>
    sharedAs("parameters", name, {
      name,
      in: "path",
      required: true,
      ...pathParameters[name],
      schema: { type: "string" },
    }),
  );
  const { properties = {} } = query ? (schemaOf(query, "input") as { properties?: Record<string, Json> }) : {};
  const inQuery = Object.entries(properties).map(([name, { description, ...schema }]) => {
    const parameter = {
      name,
      in: "query",
      required: false,
      ...(description ? { description } : {}),
      ...(name === "dry-run" ? { allowEmptyValue: true } : {}),
      schema,
    };
    return name === "lang" ? sharedAs("parameters", name, parameter) : parameter;
  });
  const inHeader = Object.entries(headers)
    // OpenAPI 3.1 section 4.8.12.1: the answers describe Accept.
    .filter(([name]) => name !== "accept")
    .map(([name, description]) => ({
      name,
      in: "header",
      required: needed.includes(name),
      description,
      schema: { type: "string" },
    }));
  return [...inPath, ...inQuery, ...inHeader];
}

/** The alternatives of authorisation; `{}` means no token. */
const securityOf = ({ who }: Endpoint): Json[] =>
  who.flatMap((one) =>
    one === "anyone" ? [{}] : (one === "admin" ? ["admin"] : one).map((scope) => ({ token: [scope] })),
  );

function requestBodyOf({ schema, example }: NonNullable<Endpoint["body"]>): Json {
  return { required: true, content: contentOf([{ type: "application/json", schema, example }], "input") };
}

function describe(endpoint: Endpoint): Json {
  const { id, group, summary, about, body } = endpoint;
  const parameters = parametersOf(endpoint);
  return {
    operationId: id,
    tags: [group],
    summary,
    ...(about ? { description: about } : {}),
    security: securityOf(endpoint),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: requestBodyOf(body) } : {}),
    responses: responsesOf(endpoint),
  };
}

function build(routes: readonly Route[]): Json {
  const endpoints = endpointsOf(routes);
  // Requests first: then a component has the optional fields of the request, and an answer with all fields fits it too.
  for (const { body } of endpoints) if (body) schemaOf(body.schema, "input");
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints)
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: describe(endpoint) };
  const used = [...new Set(endpoints.flatMap(problemsOf))];
  return {
    openapi: "3.1.1",
    info: {
      title: "Påmelding",
      version: String(exportVersion),
      description:
        "Event registration. Errors are RFC 9457 problem details with a stable `type`, in the language of `?lang=`; what a program should have sent, they say in English. Times are ISO 8601 in UTC with Z; those of a definition are on the clock at the venue.",
    },
    tags: Object.entries(groups).map(([name, description]) => ({ name, description })),
    paths,
    webhooks: webhooks(),
    components: {
      schemas: components,
      ...shared,
      examples: Object.fromEntries(used.map((name) => [name, { value: problemExample(name) }])),
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
export function openApi(routes: readonly Route[], publicUrl: string): Json {
  built ??= build(routes);
  return { ...built, servers: [{ url: publicUrl }] };
}
