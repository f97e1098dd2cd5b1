/** A day of workshops: own questions, for tests. */
import type { Definition } from "./builders.ts";

export type OwnQuestions = NonNullable<Definition["questions"]>;
type Own = Extract<OwnQuestions[number], object>;
type Choice = Extract<Own, { type: "choice" }>;

/** The choice of a workshop: three options, each with this number of places. */
export function workshop(places: number | null = 12, changes: Partial<Choice> = {}): Choice {
  const capacity = places === null ? {} : { capacity: places };
  return {
    key: "workshop",
    type: "choice",
    label: { nb: "Hvilket verksted?", nn: "Kva verkstad?", en: "Which workshop?" },
    required: true,
    options: [
      { key: "lek", label: { nb: "Lekeplasser", nn: "Leikeplassar", en: "Playgrounds" }, ...capacity },
      { key: "musikk", label: { nb: "Musikk", en: "Music" }, ...capacity },
      { key: "mat", label: { nb: "Mat" }, ...capacity },
    ],
    ...changes,
  };
}

/** One question of each type. */
export const everyType: Own[] = [
  workshop(12),
  {
    key: "topics",
    type: "choices",
    label: { nb: "Temaer" },
    min: 1,
    max: 2,
    options: [
      { key: "a", label: { nb: "=A1" } },
      { key: "b", label: { nb: "Barn; unge" }, capacity: 3 },
      { key: "c", label: { nb: "C" } },
    ],
  },
  {
    key: "member",
    type: "text",
    label: { nb: "Medlemsnummer" },
    hint: { nb: "To bokstaver og fire sifre." },
    pattern: String.raw`[A-ZÆØÅ]{2}\d{4}`,
    maxLength: 6,
  },
  { key: "story", type: "long-text", label: { nb: "Fortell" }, maxLength: 100 },
  { key: "children", type: "number", label: { nb: "Antall barn" }, min: 0, max: 10, showIf: { workshop: ["lek"] } },
  {
    key: "arrival",
    type: "date",
    label: { nb: "Når kommer du?" },
    min: "2026-12-14",
    max: "2026-12-15",
    participation: "in-person",
  },
  { key: "photo", type: "consent", label: { nb: "Dere kan ta bilde av meg" } },
  { key: "allergy", type: "text", label: { nb: "Allergier hos barnet" }, sensitive: true },
];

/** An answer to each question, as it is sent. */
export const everyAnswer = {
  workshop: "lek",
  topics: ["b", "a"],
  member: "ÆB1234",
  story: "Det var\nen gang",
  children: 2.5,
  arrival: "2026-12-14",
  photo: true,
};
