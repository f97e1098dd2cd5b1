import type { z } from "zod";
import type { FieldError } from "../registration/contract.ts";
import { ProblemError } from "./problem.ts";

/** For organisers' documents: each fault by the path of its field, and what was expected there. */
export function fieldFaults(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ field: [...issue.path, key].join("."), code: "no such field" }))
      : [{ field: issue.path.join("."), code: issue.message }],
  );
}

/** A parser for bodies. @throws ProblemError invalid, with the path of each wrong field and what was expected there */
export const parseWith =
  <Schema extends z.ZodType>(schema: Schema) =>
  (body: unknown): z.output<Schema> => {
    const { success, data, error } = schema.safeParse(body);
    if (!success) throw new ProblemError("invalid", { errors: fieldFaults(error) });
    return data;
  };
