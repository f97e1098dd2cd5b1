import type { Answers } from "./answers.ts";
import { placeKey } from "./own-questions.ts";

/** Places in the options of a choice, by the key of the place: `workshop.lek`. */
export type Places = Readonly<Record<string, number>>;

/** How full the options with a limited number of places are. */
export interface ChoicePlaces {
  capacity: Places;
  taken: Places;
}

export const noPlaces: ChoicePlaces = { capacity: {}, taken: {} };

/**
 * What attendees learn about an option. Never how many are left: the number before and after would show who was registered.
 */
export const optionStates = ["open", "few", "full"] as const;
export type OptionState = (typeof optionStates)[number];

const left = ({ capacity, taken }: ChoicePlaces, key: string) =>
  Object.hasOwn(capacity, key) ? (capacity[key] ?? 0) - (taken[key] ?? 0) : Infinity;

const FEW_PLACES = 10;

/** Few: a quarter of the places or less, and at most ten. */
export function optionState(places: ChoicePlaces, key: string): OptionState {
  const free = left(places, key);
  if (free <= 0) return "full";
  return free <= Math.min(FEW_PLACES, (places.capacity[key] ?? 0) / 4) ? "few" : "open";
}

/** The options that are full. */
export function fullOptions(places: ChoicePlaces): ReadonlySet<string> {
  return new Set(Object.keys(places.capacity).filter((key) => left(places, key) <= 0));
}

/** The options chosen in these answers, by the keys of their places, with those that have no limit. */
export function chosenPlaces(answers: Answers): string[] {
  return Object.entries(answers).flatMap(([question, answer]) =>
    [answer].flat().flatMap((option) => (typeof option === "string" ? placeKey(question, option) : [])),
  );
}

/** The chosen options that have a limited number of places. */
export function chosenAmong(capacity: Places, answers: Answers): string[] {
  return chosenPlaces(answers).filter((key) => Object.hasOwn(capacity, key));
}

/** How many places in each limited option several people ask for together. */
export function placesWished(capacity: Places, people: readonly Answers[]): Places {
  const wished: Record<string, number> = {};
  for (const key of people.flatMap((answers) => chosenAmong(capacity, answers))) wished[key] = (wished[key] ?? 0) + 1;
  return wished;
}

/**
 * The wished options with too few places left for everybody in the request. The guard in the transaction
 * (storage/choice-places.ts) is the same rule in SQL; the model test keeps the two equal.
 */
export function lacking(places: ChoicePlaces, wished: Places): string[] {
  return Object.entries(wished).flatMap(([key, people]) => (people > left(places, key) ? key : []));
}
