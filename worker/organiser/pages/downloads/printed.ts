/** Which people are printed, and how their names fit. */
import type { EventDefinition } from "../../../registration/event-definition.ts";
import type { ListFilter } from "../../../registration/list-filter.ts";

/** On one A4 sheet. */
export const BADGES_A_SHEET = 8;

/**
 * Sheets and badges are for people who come: unless the filter has a status or participation, people with a place in the
 * room, or, at an event without a room, people with a place.
 */
export function forPrinting(filter: ListFilter, { participation }: EventDefinition): ListFilter {
  if (filter.status !== undefined || filter.participation !== undefined) return filter;
  return { ...filter, status: "confirmed", ...(participation.inPerson ? { participation: "in-person" } : {}) };
}

/** The text size of a badge's first line, which is read from across a room. */
export type BadgeSize = "large" | "medium" | "small";

/** A name on a badge: the first word large, the rest below it. */
export interface BadgeName {
  first: string;
  rest: string;
  size: BadgeSize;
  /** The size of the rest. */
  restSize: "usual" | "small";
}

/** Characters that fit on one line of each size, measured with wide common names. */
const LARGE_MAX = 8;
const MEDIUM_MAX = 12;
const REST_MAX = 30;

export function badgeName(name: string): BadgeName {
  const [first = "", ...others] = name.split(" ");
  const rest = others.join(" ");
  const length = [...first].length;
  return {
    first,
    rest,
    size: length <= LARGE_MAX ? "large" : length <= MEDIUM_MAX ? "medium" : "small",
    restSize: [...rest].length <= REST_MAX ? "usual" : "small",
  };
}

/** People by sheet. */
export function sheetsOf<Person>(people: readonly Person[]): Person[][] {
  return Array.from({ length: Math.ceil(people.length / BADGES_A_SHEET) }, (_, index) =>
    people.slice(index * BADGES_A_SHEET, (index + 1) * BADGES_A_SHEET),
  );
}
