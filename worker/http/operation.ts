import type { z } from "zod";
import type { ProblemName } from "./problem.ts";

/** A body of one media type. Without a schema it is text. */
export interface Content {
  type: string;
  schema?: z.ZodType;
  /** null: the description shows none. */
  example: unknown;
}

export interface Answer {
  status: number;
  about: string;
  contents: readonly Content[];
  headers?: Record<string, string>;
}

export interface RequestBody<Parsed> {
  /** What the description says of the body. */
  schema: z.ZodType;
  example: unknown;
  /** Octets; BODY_MAX unless it says otherwise. */
  max?: number;
  /** Validates the body for the handler. Absent where the event's definition decides what is valid: the handler does it then. */
  parse?: (json: unknown) => Parsed;
}

/** The chapters of the description. */
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

/** What a route takes and answers. The route validates with it; openapi.json and /docs are made from it. */
export interface Operation<Query extends z.ZodObject = z.ZodObject, Body = unknown> {
  id: string;
  group: Group;
  summary: string;
  about?: string;
  /** Routes that need a token take `lang` alone where this is absent; routes for anyone then ignore their query. */
  query?: Query;
  headers?: Record<string, string>;
  /** Names of headers that must be there. */
  needed?: readonly string[];
  body?: RequestBody<Body>;
  answers: readonly Answer[];
  /** Those that do not follow from the rest; api-docs/endpoints.ts adds the others. */
  problems?: readonly ProblemName[];
}

/** Keeps the types of the query and the body, which the handler then has. */
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
