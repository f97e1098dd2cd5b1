import type { z } from "zod";
import type { ProblemName } from "./problem.ts";

/** A body of one media type. Without a schema it is text. */
export interface Content {
  type: string;
  schema?: z.ZodType;
  /** null: the API description shows no example. */
  example: unknown;
}

export interface Answer {
  status: number;
  about: string;
  contents: readonly Content[];
  headers?: Record<string, string>;
}

export interface RequestBody<Parsed> {
  /** The schema in the API description. */
  schema: z.ZodType;
  example: unknown;
  /** Octets; BODY_MAX unless it says otherwise. */
  max?: number;
  /**
   * Validates the body for the handler. Absent if validity depends on the event's definition: then the handler validates.
   */
  parse?: (json: unknown) => Parsed;
}

/** The chapters of the API description. */
export const groups = {
  Lists: "Registrations, needs and counts, and the log of who read them.",
  "The event": "Its definition: one JSON document.",
  People: "One registration at a time. Each change sends the e-mail that the attendee's own change would send.",
  "The door": "Who has come: check-ins, taken back or not, from one door or several.",
  "E-mails": "Announcements, and e-mails that were not delivered.",
  Webhooks: "Endpoints that receive each change.",
  Tokens: "Tokens of organisers.",
  "The form": "The event as the form reads it.",
  "The service": "Its health, its description, and its backups.",
} as const;
export type Group = keyof typeof groups;

/** What a route accepts and answers. The route validates with it; openapi.json and /docs are made from it. */
export interface Operation<Query extends z.ZodObject = z.ZodObject, Body = unknown> {
  id: string;
  group: Group;
  summary: string;
  about?: string;
  /** If absent, routes that need a token accept only `lang`, and routes for anyone ignore their query. */
  query?: Query;
  headers?: Record<string, string>;
  /** Names of required headers. */
  needed?: readonly string[];
  body?: RequestBody<Body>;
  answers: readonly Answer[];
  /** Problems that do not follow from the rest; api-docs/endpoints.ts adds the others. */
  problems?: readonly ProblemName[];
}

/** Keeps the types of the query and the body for the handler. */
export function operation<Query extends z.ZodObject, Body>(described: Operation<Query, Body>): Operation<Query, Body> {
  return described;
}

export const json = (schema: z.ZodType, example: unknown): Content => ({ type: "application/json", schema, example });

export const ok = (about: string, schema: z.ZodType, example: unknown, headers?: Record<string, string>): Answer => ({
  status: 200,
  about,
  contents: [json(schema, example)],
  ...(headers ? { headers } : {}),
});

export const created = (...args: Parameters<typeof ok>): Answer => ({ ...ok(...args), status: 201 });
export const accepted = (...args: Parameters<typeof ok>): Answer => ({ ...ok(...args), status: 202 });
export const noContent = (about: string): Answer => ({ status: 204, about, contents: [] });
export const notModified: Answer = { status: 304, about: "It is still as it was.", contents: [] };
