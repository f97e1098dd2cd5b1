/** Places in the options of a choice, in SQL. The rules are those of registration/choice-places.ts. */
import type { ChoicePlaces } from "../registration/choice-places.ts";
import { NEW_VERSION } from "./new-version.ts";

/** The columns of `capacity` that hold them. */
export interface ChoicePlacesRow {
  choice_capacity: string | null;
  choice_taken: string | null;
}

export function choicePlacesOf({ choice_capacity, choice_taken }: ChoicePlacesRow): ChoicePlaces {
  const read = (json: string | null) => JSON.parse(json ?? "{}") as Record<string, number>;
  return { capacity: read(choice_capacity), taken: read(choice_taken) };
}

/** Parts of `place.key`, such as `workshop.lek`: the question, and the option in quotes, as in the JSON of an answer. */
export const QUESTION_OF_PLACE = "substr(place.key, 1, instr(place.key, '.') - 1)";
export const OPTION_OF_PLACE = `'"' || substr(place.key, instr(place.key, '.') + 1) || '"'`;

/** True if the answers of the registration choose `place.key`; otherwise false or null. Keys have no quotes or dots. */
export const CHOOSES_PLACE = `instr(registration.answers -> ${QUESTION_OF_PLACE}, ${OPTION_OF_PLACE}) > 0`;

/**
 * True if one of the options in `?1 ->> '$.wished'` has too few places for everybody in the request. Needs `vacancy` in the
 * FROM clause, which has only options with a limit.
 */
export const LACKS_PLACES = `EXISTS (
  SELECT 1 FROM json_each(?1, '$.wished') AS place
  WHERE (choice_taken ->> place.key) + place.value > (choice_capacity ->> place.key))`;

/** The beginning of FILLED_OPTIONS, up to the number of taken places. */
export const CHOSEN_OPTIONS_OF = `SELECT nullif(json_group_array(place.value), '[]')
  FROM capacity AS present, json_each(registration.places) AS place
  WHERE present.event = registration.event AND (present.choice_taken ->> place.value)`;

/** JSON: the options of a registration that are full now; null if none is. A column of `registration`. */
export const FILLED_OPTIONS = `iif(registration.places IS NULL, NULL, (
  ${CHOSEN_OPTIONS_OF} >= (present.choice_capacity ->> place.value)))`;

/** `given.places` without those in `given.gone`; null if none is left. */
export const PLACES_LEFT = `(
  SELECT nullif(json_group_array(value), '[]') FROM json_each(given.places)
  WHERE value NOT IN (SELECT value FROM json_each(given.gone)))`;

/**
 * `given.answers` without the questions and options in `given.gone`, which is JSON with their keys. Null if nothing is left.
 * An answer that loses all its options is removed.
 */
export const ANSWERS_LEFT = `(
  SELECT nullif(json_group_object(key, json(kept)), '{}') FROM (
    SELECT answer.key, CASE
      WHEN answer.key IN (SELECT value FROM json_each(given.gone)) THEN NULL
      WHEN answer.type = 'array' THEN (
        SELECT nullif(json_group_array(option.value), '[]') FROM json_each(answer.value) AS option
        WHERE answer.key || '.' || option.value NOT IN (SELECT value FROM json_each(given.gone)))
      WHEN answer.key || '.' || answer.value IN (SELECT value FROM json_each(given.gone)) THEN NULL
      ELSE given.answers -> answer.key END AS kept
    FROM json_each(given.answers) AS answer)
  WHERE kept IS NOT NULL)`;

/** JSON: the limited options that the answers of the registration choose; null if it chooses none. */
const CHOSEN_PLACES = `(SELECT nullif(json_group_array(place.key), '[]') FROM json_each(?1, '$.places') AS place
  WHERE ${CHOOSES_PLACE})`;

/**
 * For a new definition, before the places are counted again: options may have gained or lost a limit, and answers may have
 * been erased.
 */
export function storeChosenPlaces(db: D1Database, values: string): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE registration SET places = ${CHOSEN_PLACES}
       WHERE event = ?1 ->> 'slug' AND places IS NOT ${CHOSEN_PLACES} AND ${NEW_VERSION}`,
    )
    .bind(values);
}

/** How many places are taken in each option of `?1 ->> '$.places'`, counted from the registrations. JSON, or null. */
export const COUNTED_PLACES = `iif(json_type(?1, '$.places') IS NULL, NULL, (
  SELECT json_group_object(place.key, (
    SELECT count(*) FROM registration
    WHERE registration.event = ?1 ->> 'slug' AND status = 'confirmed' AND NOT rehearsal
      AND instr(registration.places, '"' || place.key || '"')))
  FROM json_each(?1, '$.places') AS place))`;

/** The value of the column `places`: null for none. */
export function placesColumn(places: readonly string[]): string | null {
  return places.length > 0 ? JSON.stringify(places) : null;
}
