/** The filter of the list as a query string, and what an event allows in it. */
import * as z from "zod";
import type { FieldError } from "./contract.ts";
import { type Condition, conditions, type ListFilter, listFilter } from "./list-filter.ts";
import { instantOf } from "./local-time.ts";
import { hasOptions, type OwnQuestion } from "./own-questions.ts";

/** The parts of an event that decide which values of a filter are possible. */
export interface FilterContext {
  /** The present and former partners of the event. */
  partners: readonly string[];
  /** The present and former questions. */
  questions: readonly OwnQuestion[];
}

/** The values in a filter that are impossible for this event, by field. */
export function impossibleIn(filter: ListFilter, { partners, questions }: FilterContext): FieldError[] {
  const faults: FieldError[] = [];
  if (filter.partner !== undefined && !partners.includes(filter.partner))
    faults.push({ field: "partner", code: `one of ${partners.join(", ")}` });
  if (filter.answer) {
    const { question: key, option } = filter.answer;
    const asked = questions.filter(hasOptions).filter(({ sensitive }) => !sensitive);
    const question = asked.find((other) => other.key === key);
    if (!question) {
      const possible = asked.map((other) => other.key).join(", ");
      const code = possible === "" ? "left out: no question has options" : `one of ${possible}`;
      faults.push({ field: "answer.question", code });
    } else if (!question.options.some((other) => other.key === option)) {
      const possible = question.options.map((other) => other.key).join(", ");
      faults.push({ field: "answer.option", code: `one of ${possible}` });
    }
  }
  return faults;
}

const flags: readonly Condition[] = ["hasQuestion", "checkedIn", "joined", "held"];
const times: readonly Condition[] = ["registeredFrom", "registeredBefore"];

export type FilterRead = { outcome: "read"; filter: ListFilter } | { outcome: "invalid"; faults: z.ZodError };

/**
 * Reads the filter in an address: `?status=confirmed&partner=stad&not=partner`. `ids` and `not` may come several times. A
 * time may be a day, which begins at midnight in `timeZone`. A form sends conditions without a value: they and their
 * negation are ignored, and so are other parameters.
 */
export function readListFilter(query: URLSearchParams, timeZone: string): FilterRead {
  const given: Record<string, unknown> = {};
  for (const name of conditions) {
    const values = query.getAll(name).filter((value) => value.trim() !== "");
    if (values.length === 0) continue;
    given[name] = name === "ids" ? values : values.length > 1 ? values : parsedValue(name, values[0] ?? "", timeZone);
  }
  // Drop the negation of a condition that the form sent empty.
  const not = query.getAll("not").filter((name) => !query.has(name) || name in given);
  if (not.length > 0) given.not = [...new Set(not)];
  const parsed = listFilter.safeParse(given);
  return parsed.success ? { outcome: "read", filter: parsed.data } : { outcome: "invalid", faults: parsed.error };
}

function parsedValue(name: Condition, value: string, timeZone: string): unknown {
  if (flags.includes(name)) return value === "true" ? true : value === "false" ? false : value;
  if (times.includes(name)) {
    const day = z.iso.date().safeParse(value);
    return day.success ? new Date(instantOf(`${value}T00:00`, timeZone)).toISOString() : value;
  }
  if (name === "answer") {
    const dot = value.indexOf(".");
    return dot < 0 ? { question: value, option: "" } : { question: value.slice(0, dot), option: value.slice(dot + 1) };
  }
  return value;
}

/** The parameters of a filter in an address: the inverse of `readListFilter`. */
export function listFilterQuery(filter: ListFilter): [name: string, value: string][] {
  return [
    ...conditions.flatMap((name) => valuesOf(filter, name).map((value): [string, string] => [name, value])),
    ...(filter.not ?? []).map((name): [string, string] => ["not", name]),
  ];
}

function valuesOf(filter: ListFilter, name: Condition): string[] {
  if (name === "answer") return filter.answer ? [`${filter.answer.question}.${filter.answer.option}`] : [];
  if (name === "registeredFrom" || name === "registeredBefore") {
    const at = filter[name];
    return at === undefined ? [] : [new Date(at).toISOString()];
  }
  const value = filter[name];
  return value === undefined ? [] : [value].flat().map(String);
}
