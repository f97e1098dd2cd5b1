import type { TextKey } from "../i18n/translate.ts";
import type { Participation } from "./capacity.ts";

/**
 * What was typed when an address that is registered already was typed again. It goes to the address itself, and into the
 * registration only when the holder of the manage link says so.
 */
export interface TypedAnswers {
  name: string;
  participation: Participation;
  organisation: string | null;
  role: string | null;
  question: string | null;
  needs: { diet: string | null; access: string | null } | null;
}

export const unsavedFields = ["name", "participation", "organisation", "role", "question", "diet", "access"] as const;
export type UnsavedField = (typeof unsavedFields)[number];

/** The questions of the form, as people are told which answers were not saved. */
export const unsavedLabels = {
  name: "form.name.label",
  participation: "form.participation.legend",
  organisation: "form.organisation.label",
  role: "form.role.label",
  question: "form.question.label",
  diet: "form.diet.label",
  access: "form.access.label",
} as const satisfies Record<UnsavedField, TextKey>;

/** One thing that was typed and is not in the registration. */
export interface UnsavedAnswer {
  field: UnsavedField;
  value: string;
}

const folded = (name: string) => name.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

/** What was typed and differs from the registration, in the order of the form. Empty answers are left out. */
export function unsavedOf(saved: TypedAnswers, typed: TypedAnswers): UnsavedAnswer[] {
  const answers = ({ needs, ...answers }: TypedAnswers) => ({ ...answers, diet: needs?.diet, access: needs?.access });
  const [before, now] = [answers(saved), answers(typed)];
  return unsavedFields.flatMap((field) => {
    const value = now[field];
    if (!value || value === before[field]) return [];
    // The same name in other case or spacing is the same person.
    return field === "name" && folded(value) === folded(saved.name) ? [] : [{ field, value }];
  });
}
