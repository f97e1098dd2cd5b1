/** Checks a filter against the event. */
import { ProblemError } from "../http/problem.ts";
import type { FieldError } from "../registration/contract.ts";
import type { ListFilter } from "../registration/list-filter.ts";
import { impossibleIn } from "../registration/list-query.ts";
import { everyQuestion } from "../registration/past-questions.ts";
import type { StoredEvent } from "../storage/events.ts";
import { isPartner } from "../storage/export.ts";

/** The impossible values in a filter for this event, by field. A former partner is possible. */
export async function filterFaults(
  db: D1Database,
  { definition, pastQuestions }: StoredEvent,
  filter: ListFilter,
): Promise<FieldError[]> {
  const { slug, partners, questions } = definition;
  const known = Object.keys(partners);
  const { partner } = filter;
  if (partner !== undefined && !known.includes(partner) && (await isPartner(db, slug, partner))) known.push(partner);
  return impossibleIn(filter, { partners: known, questions: everyQuestion(questions, pastQuestions) });
}

/** @throws ProblemError invalid, which names each impossible field in the body's `field` */
export async function checkFilter(
  db: D1Database,
  event: StoredEvent,
  filter: ListFilter,
  field: "to" | "where",
): Promise<void> {
  const faults = await filterFaults(db, event, filter);
  if (faults.length === 0) return;
  const expected = faults.map((fault) => ({ ...fault, field: `${field}.${fault.field}` }));
  throw new ProblemError("invalid", { expected });
}
