import * as z from "zod";
import { langParameter } from "../http/parameters.ts";
import { ProblemError } from "../http/problem.ts";
import { createTranslator } from "../i18n/translate.ts";
import { answer } from "../registration/answers.ts";
import { participations } from "../registration/capacity.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { ownQuestions } from "../registration/own-questions.ts";
import { allows } from "../registration/scope.ts";
import type { Caller } from "../security/bearer.ts";
import type { Service } from "../service.ts";
import { countNeeds, namedNeeds } from "../storage/needs.ts";
import { audit } from "./audit-log.ts";
import { answerColumn, csvWords } from "./csv-words.ts";
import { type Format, jsonList, type ListWriter, ndjsonList, wholeList } from "./list-formats.ts";
import { isTable, tableWriter } from "./write-export.ts";

export const needsQuery = z.strictObject({
  names: z.enum(["true", "false"], "true or false").optional(),
  participation: z.enum(participations, "one of in-person, digital").optional(),
  lang: langParameter,
});

const needsCountRow = z.strictObject({
  kind: z
    .union([z.enum(["diet", "access"]), z.templateLiteral(["answers.", z.string()])])
    .describe("`answers.KEY`: a sensitive question of the organiser's own."),
  text: z.string().describe("What was written; of a choice the key of the option."),
  participation: z.enum(participations),
  count: z.int(),
});

const needsRow = z.strictObject({
  id: z.string(),
  name: z.string(),
  participation: z.enum(participations),
  diet: z.string().nullable(),
  access: z.string().nullable(),
  answers: z.record(z.string(), answer).describe("To sensitive questions of the organiser's own, by their keys."),
  consentedAt: z.iso.datetime(),
});

export const needsAnswer = z.strictObject({
  event: z.string(),
  generatedAt: z.iso.datetime(),
  needs: z.union([z.array(needsCountRow), z.array(needsRow)]),
});

/** A request for the needs. `headersOnly`: true for a HEAD request, which shows nothing and so is not logged. */
export interface NeedsPull {
  caller: Caller;
  format: Format;
  query: z.infer<typeof needsQuery>;
  headersOnly: boolean;
}

/**
 * The needs of confirmed attendees. By default each wish with the number of people, without names, for the caterer; with
 * `?names=true` the names too, only for tokens with the scope read:needs. Answers to questions that the event no longer asks
 * are left out.
 * @throws ProblemError forbidden
 */
export async function exportNeeds(
  service: Service,
  definition: EventDefinition,
  { caller, format, query, headersOnly }: NeedsPull,
): Promise<Response> {
  const { db, now } = service;
  const { slug, questions } = definition;
  const own = ownQuestions(questions).filter(({ sensitive }) => sensitive);
  const words = csvWords(definition, own, query.lang);
  const names = query.names === "true";
  if (names && caller.role === "organiser" && !allows(caller.scopes, ["read:needs"]))
    throw new ProblemError("forbidden", { values: { scope: "read:needs" } });
  const filter = { participation: query.participation, questions };
  const [rows, columns] = names
    ? [
        (await namedNeeds(db, slug, filter)).map((row) => ({
          ...row,
          consentedAt: new Date(row.consentedAt).toISOString(),
        })),
        Object.keys(needsRow.shape).flatMap((key) => (key === "answers" ? own.map(answerColumn) : key)),
      ]
    : [await countNeeds(db, slug, filter), Object.keys(needsCountRow.shape)];
  // The question in `kind` decides what `text` means.
  const inWords = (row: (typeof rows)[number]) =>
    "kind" in row ? { ...row, text: String(words.cell(row.kind, row.text)) } : row;
  const title = createTranslator(query.lang ?? "nb")("csv.text");
  const writer: ListWriter<(typeof rows)[number]> = isTable(format)
    ? tableWriter(format, { title, columns, words })
    : format === "ndjson"
      ? ndjsonList()
      : jsonList({ event: slug, generatedAt: new Date(now).toISOString() }, "needs");
  const action = names ? "needs with names" : "needs";
  if (!headersOnly) await audit(service, caller, { event: slug, action, count: rows.length, detail: format });
  return new Response(wholeList(writer, isTable(format) ? rows.map(inWords) : rows), {
    headers: {
      "content-type": writer.contentType,
      "cache-control": "private, no-store",
      vary: "accept, authorization",
      "x-content-type-options": "nosniff",
      ...(isTable(format) ? { "content-disposition": `attachment; filename="${slug}-needs.${format}"` } : {}),
    },
  });
}
