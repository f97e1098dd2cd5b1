/** openapi.json as a client reads it, to compare answers with their description. */
import { Validator } from "@cfworker/json-schema";
import { expect } from "vitest";
import { openApi } from "../../../worker/organiser/api-docs/openapi.ts";
import { routes } from "../../../worker/routes.ts";

export interface Media {
  schema: object;
  examples?: Record<string, { value?: unknown; $ref?: string }>;
}
export interface DescribedResponse {
  description: string;
  content?: Record<string, Media>;
  headers?: object;
}
export interface DescribedOperation {
  operationId: string;
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, DescribedResponse | { $ref: string }>;
}

export const description = openApi(routes, "https://pamelding.example.no") as {
  paths: Record<string, Record<string, DescribedOperation>>;
  webhooks: Record<string, { post: DescribedOperation }>;
  components: {
    schemas: Record<string, object>;
    examples: Record<string, { value: unknown }>;
    responses: Record<string, DescribedResponse>;
  };
};

/** A response, also one that many operations share. */
export function responseOf(operation: DescribedOperation, status: number | string): DescribedResponse | undefined {
  const given = operation.responses[status];
  return given && "$ref" in given ? description.components.responses[given.$ref.split("/").at(-1) ?? ""] : given;
}

/** What is wrong with a value under a schema. */
export function faultsOf(schema: object, value: unknown): string[] {
  const whole = { ...schema, components: description.components };
  const { valid, errors } = new Validator(whole, "2020-12", false).validate(value);
  return valid ? [] : errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
}

/** The described operation of a request. */
export function operationFor(method: string, path: string): DescribedOperation | undefined {
  const asked = new URL(path, "https://pamelding.example.no").pathname;
  // The path with the fewest variables is meant (OpenAPI 3.1 section 4.8.8.2).
  const [found] = Object.entries(description.paths)
    .filter(([template]) => new RegExp(`^${template.replace(/[.]/g, "\\.").replace(/\{\w+\}/g, "[^/]+")}$`).test(asked))
    .sort(([a], [b]) => a.split("{").length - b.split("{").length);
  return found?.[1][method.toLowerCase()];
}

/** Compares a whole answer with the description. */
export async function expectAsDescribed(operation: DescribedOperation, response: Response): Promise<void> {
  const name = `${operation.operationId} ${response.status}`;
  const described = responseOf(operation, response.status);
  if (!described) throw new Error(`${name} is not described: ${await response.text()}`);
  // Not text(), which warns about types other than text/… or JSON.
  const text = new TextDecoder().decode(await response.arrayBuffer());
  if (!described.content) {
    expect([name, text]).toEqual([name, ""]);
    return;
  }
  const type = response.headers.get("content-type") ?? "";
  const media = described.content[type] ?? described.content[type.split(";")[0] ?? ""];
  if (!media) throw new Error(`${name} comes as ${type}, which is not described`);
  const value = type.includes("json") && !type.includes("ndjson") ? JSON.parse(text) : text;
  expect([name, faultsOf(media.schema, value)]).toEqual([name, []]);
}
