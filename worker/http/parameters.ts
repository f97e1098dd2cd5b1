import { z } from "zod";
import { languages } from "../i18n/language.ts";
import { ProblemError } from "./problem.ts";

/** Of problems: every address takes it. */
export const langParameter = z.enum(languages, `one of ${languages.join(", ")}`).optional();

/** The query of an address that takes none but `lang`. */
export const noQuery = z.strictObject({ lang: langParameter });

/**
 * Reads the query of an address. Parameters that do not exist are refused, since a mistyped filter would otherwise give the
 * whole list, and so are those that come twice.
 * @throws ProblemError parameter, naming it
 */
export function readQuery<Query extends z.ZodObject>(query: Query, request: Request): z.infer<Query> {
  const given = new URL(request.url).searchParams;
  for (const name of given.keys()) {
    if (!Object.hasOwn(query.shape, name)) {
      // What is no plain word is not repeated.
      const shown = /^[\w-]{1,40}$/.test(name) ? name : "?";
      throw wrong(shown, `left out: there are ${Object.keys(query.shape).join(", ")}`);
    }
    if (given.getAll(name).length > 1) throw wrong(name, "given once");
  }
  const parsed = query.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw wrong(issue?.path.join(".") ?? "", issue?.message ?? "");
}

function wrong(parameter: string, expected: string): ProblemError {
  return new ProblemError("parameter", { values: { parameter, expected } });
}
