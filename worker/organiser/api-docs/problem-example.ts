import { type ProblemName, problemOf } from "../../http/problem.ts";
import type { Values } from "../../i18n/translate.ts";
import * as example from "../../registration/examples.ts";

/** Sample values for the sentences of problems. */
const values: Values = {
  parameter: "status",
  expected: "one of confirmed, waitlisted, cancelled",
  scope: "manage",
  max: 16,
  allowed: "GET",
  reference: "8c5a1f0e-52d1-4b7c-9d8e-3f2a1b0c4d5e",
  practicalContact: "Kari Nordmann (kari@example.no)",
  deadline: "Wednesday 9 December 2026",
  opensAt: "Sunday 1 November 2026",
  date: "Tuesday 15 December 2026",
  people: example.erases.people,
  at: "Thursday 26 November 2026, 13:00",
};

/** Sample field errors, for problems that have them. */
const faults: { [name in ProblemName]?: { field: string; code: string }[] } = {
  invalid: [{ field: "email", code: "email.invalid" }],
  "invalid-definition": [{ field: "starts", code: "a local time such as 2026-11-24T09:00" }],
};

export function problemExample(name: ProblemName) {
  const errors = faults[name];
  const asks = name === "erasures-unconfirmed" || name === "deletion-unconfirmed";
  const erases = asks ? { erases: example.erases } : {};
  return problemOf(name, "en", { values, ...(errors ? { errors } : {}), ...erases });
}
