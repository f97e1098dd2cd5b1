import type { z } from "zod";
import type { FieldError } from "../registration/contract.ts";
import { ProblemError } from "./problem.ts";

const types: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};
const formats: Record<string, string> = {
  url: "a web address such as https://www.example.no",
  email: "an e-mail address",
};

/** The beginning of zod's own messages. Messages from our schemas say what is expected. */
const zodMessage = /^(Invalid|Too (small|big)|Unrecognized)\b/;

/** What an issue's field should have been, in plain English. */
export function expectedBy(issue: z.core.$ZodIssue): string {
  if (!zodMessage.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return types[issue.expected] ?? issue.expected;
    case "too_small":
      if (issue.origin !== "string") return `at least ${issue.minimum}`;
      return issue.minimum === 1 ? "something to read" : `at least ${issue.minimum} characters`;
    case "too_big":
      return `at most ${issue.maximum}${issue.origin === "string" ? " characters" : ""}`;
    case "invalid_value":
      return `one of ${issue.values.map(String).join(", ")}`;
    case "invalid_format":
      return formats[issue.format] ?? "in another form";
    case "invalid_key":
      return issue.issues[0] ? expectedBy(issue.issues[0]) : "another name";
    default:
      return "something else";
  }
}

/**
 * For a value of a union: the faults under the alternative of its kind, with the path of each field; otherwise the fault
 * that it matches no alternative.
 */
function within(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const ofThisKind = (faults: z.core.$ZodIssue[]) =>
    faults.every(({ path, code }) => path.length > 0 || code === "unrecognized_keys" || code === "custom");
  const faults = issue.errors.find(ofThisKind);
  return faults?.flatMap((fault) => within({ ...fault, path: [...issue.path, ...fault.path] })) ?? [issue];
}

/** For organisers' documents: each fault with the path of its field and what was expected there. */
export function fieldFaults(error: z.ZodError): FieldError[] {
  const faults = error.issues
    .flatMap(within)
    .flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => ({ field: [...issue.path, key].join("."), code: "no such field" }))
        : [{ field: issue.path.join("."), code: expectedBy(issue) }],
    );
  // Two checks of one field may expect the same.
  return [...new Map(faults.map((fault) => [`${fault.field} ${fault.code}`, fault])).values()];
}

/** A parser for bodies. @throws ProblemError invalid, with the path of each wrong field and what was expected there */
export const parseWith =
  <Schema extends z.ZodType>(schema: Schema) =>
  (body: unknown): z.output<Schema> => {
    const { success, data, error } = schema.safeParse(body);
    if (!success) throw new ProblemError("invalid", { expected: fieldFaults(error) });
    return data;
  };
