import * as z from "zod";
import { languages } from "../i18n/language.ts";
import { expectedBy } from "./field-errors.ts";
import { ProblemError } from "./problem.ts";

/** The language of problems: every path takes it. */
export const langParameter = z
  .enum(languages, `one of ${languages.join(", ")}`)
  .optional()
  .describe("The language of problems.");

/** The query of a path that accepts only `lang`. */
export const noQuery = z.strictObject({ lang: langParameter });

/** A flag such as `?dry-run`, `?dry-run=` or `?dry-run=true`. */
export const dryRunQuery = z.strictObject({
  "dry-run": z.enum(["", "true"], "empty or true").optional(),
  lang: langParameter,
});

/** The query for storing a definition. */
export const definitionQuery = dryRunQuery.extend({
  "confirm-erasures": z
    .string()
    .regex(/^\d{1,7}$/, "the number of people that the dry run says")
    .optional()
    .describe(
      "Of how many people something is erased, as the dry run or the refusal says. Erases them no sooner than 48 hours from then.",
    ),
  "erase-answers": z
    .string()
    .regex(/^\d{1,7}$/, "the number of people that the dry run says")
    .optional()
    .describe(
      "Erases at once the answers to own questions and options that the definition does not have: of how many people, as `takesOut.people` of the dry run says. Absent: they are kept as long as the registrations.",
    ),
});

/** The query for deleting an event. */
export const deletionQuery = dryRunQuery.extend({
  "confirm-erasures": z
    .string()
    .regex(/^\d{1,7}$/, "the number of people that the dry run says")
    .optional()
    .describe("How many people the event has, as the dry run or the refusal says."),
});

/**
 * Reads a query. Refuses unknown parameters, since a mistyped filter would otherwise return the whole list, and repeated
 * ones, which Hono's validator would pass on as a list.
 * @throws ProblemError parameter, naming it
 */
export function readQuery<Query extends z.ZodObject>(query: Query, request: Request): z.infer<Query> {
  const given = new URL(request.url).searchParams;
  for (const name of given.keys()) {
    if (!Object.hasOwn(query.shape, name)) {
      // A problem repeats input only if it is a plain word.
      const shown = /^[\w-]{1,40}$/.test(name) ? name : "?";
      throw wrongParameter(shown, `left out: there are ${Object.keys(query.shape).join(", ")}`);
    }
    if (given.getAll(name).length > 1) throw wrongParameter(name, "given once");
  }
  const parsed = query.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw wrongParameter(issue?.path.join(".") ?? "", issue ? expectedBy(issue) : "");
}

export function wrongParameter(parameter: string, expected: string): ProblemError {
  return new ProblemError("parameter", { values: { parameter, expected } });
}
