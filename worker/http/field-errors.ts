import type { z } from "zod";
import type { FieldError } from "../registration/contract.ts";

/** For organisers' documents: each fault by the path of its field, and what was expected there. */
export function fieldFaults(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ field: [...issue.path, key].join("."), code: "no such field" }))
      : [{ field: issue.path.join("."), code: issue.message }],
  );
}
