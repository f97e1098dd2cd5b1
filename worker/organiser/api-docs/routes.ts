/** The routes of the API description, for programs and for people. */
import * as z from "zod";
import { contentTag } from "../../http/etag.ts";
import { json, notModified, ok, operation } from "../../http/operation.ts";
import { get, type Route } from "../../http/route.ts";
import { eventDefinition } from "../../registration/event-definition.ts";
import { anyone, through } from "../../security/access.ts";
import { docsPage } from "./docs-page.tsx";
import { openApi } from "./openapi.ts";
import { schemaFile } from "./schemas.ts";

const ifNoneMatch = { "if-none-match": "The ETag of an earlier answer." };

const readDescription = operation({
  id: "openapi",
  group: "The service",
  summary: "This description.",
  headers: ifNoneMatch,
  answers: [ok("OpenAPI 3.1.", z.looseObject({ openapi: z.literal("3.1.1") }), { openapi: "3.1.1" }), notModified],
});

const readDocs = operation({
  id: "docs",
  group: "The service",
  summary: "This description, for people.",
  answers: [
    { status: 200, about: "A page.", contents: [{ type: "text/html; charset=utf-8", example: "<!doctype html>" }] },
  ],
});

const readDefinitionSchema = operation({
  id: "definitionSchema",
  group: "The event",
  summary: "The JSON Schema of a definition, for editors: a definition may name it as its `$schema`.",
  headers: ifNoneMatch,
  answers: [
    {
      status: 200,
      about: "JSON Schema 2020-12.",
      contents: [{ ...json(z.looseObject({ $id: z.url() }), null), type: "application/schema+json" }],
    },
    notModified,
  ],
});

const cached = { "cache-control": "public, max-age=300" };
const DEFINITION_SCHEMA = "/event-definition.schema.json";

/** `routes`: all routes, including these. */
export const apiDocsRoutes = (routes: () => readonly Route[]): readonly Route[] => [
  get("/openapi.json", through(anyone, contentTag), readDescription, (c) =>
    c.json(openApi(routes(), c.var.service.settings.PUBLIC_URL), 200, cached),
  ),
  get("/docs", anyone, readDocs, (c) => docsPage(routes(), c.var.service.settings.PUBLIC_URL)),
  get(DEFINITION_SCHEMA, through(anyone, contentTag), readDefinitionSchema, (c) =>
    c.json(schemaFile(eventDefinition, `${c.var.service.settings.PUBLIC_URL}${DEFINITION_SCHEMA}`), 200, {
      ...cached,
      "content-type": "application/schema+json",
      // Editors in a browser fetch it from any origin.
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
    }),
  ),
];
