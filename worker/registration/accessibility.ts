import * as z from "zod";
import { day, LETTER, line, missing, text, webAddress } from "./definition-fields.ts";

/** What the organiser adds to the accessibility statement, beside the tests of the service itself. */
export const accessibility = z.strictObject({
  statementUrl: webAddress
    .optional()
    .describe("The organiser's statement for the rest of its website. Public bodies have one at uustatus.no."),
  checked: z
    .strictObject(
      { on: day, by: line.regex(LETTER, "the name of an organisation").describe("An organisation, never a person.") },
      missing("on and by: when the registration was checked, and by which organisation"),
    )
    .optional()
    .describe("A check of the registration beside the service's own tests."),
  findings: z
    .array(
      z.strictObject({
        criterion: z.string().regex(/^[1-4]\.\d\.\d{1,2}$/, "the number of a WCAG criterion, such as 1.4.3"),
        problem: text.describe("What does not work, and who it affects."),
        instead: text.optional().describe("What people can do instead."),
      }),
    )
    .max(50)
    .default([])
    .describe("What that check found, until it is mended. Without any, the statement says that no breach is known."),
});
