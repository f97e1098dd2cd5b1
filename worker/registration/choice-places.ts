import type { Answers } from "./answers.ts";
import { placeKey } from "./own-questions.ts";

/** Places in the options of a choice, by the key of the place: `workshop.lek`. */
export type Places = Readonly<Record<string, number>>;

/** How full the options are that have a number of places. */
export interface ChoicePlaces {
  capacity: Places;
  taken: Places;
}

export const noPlaces: ChoicePlaces = { capacity: {}, taken: {} };

/** What attendees learn of an option. Never how many are left: the number before and after would show who was registered. */
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

/** The options without a place left. */
export function fullOptions(places: ChoicePlaces): ReadonlySet<string> {
  return new Set(Object.keys(places.capacity).filter((key) => left(places, key) <= 0));
}

/** The options chosen in these answers, by the keys of their places; also those that have no number of places. */
export function chosenPlaces(answers: Answers): string[] {
  return Object.entries(answers).flatMap(([question, answer]) =>
    [answer].flat().flatMap((option) => (typeof option === "string" ? placeKey(question, option) : [])),
  );
}

/** Those of the chosen options that have a number of places. */
export function chosenAmong(capacity: Places, answers: Answers): string[] {
  return chosenPlaces(answers).filter((key) => Object.hasOwn(capacity, key));
}

/** How many places in which options several people ask for together: of those that have a number of places. */
export function placesWished(capacity: Places, people: readonly Answers[]): Places {
  const wished: Record<string, number> = {};
  for (const key of people.flatMap((answers) => chosenAmong(capacity, answers))) wished[key] = (wished[key] ?? 0) + 1;
  return wished;
}

/**
 * Those of the wished options that have too few places left for all who ask together. The guard inside the transaction
 * (storage/choice-places.ts) says the same in SQL; the model test holds the two together.
 */
export function lacking(places: ChoicePlaces, wished: Places): string[] {
  return Object.entries(wished).flatMap(([key, people]) => (people > left(places, key) ? key : []));
}
