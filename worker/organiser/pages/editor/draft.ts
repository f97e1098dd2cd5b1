/** A definition that is being edited: the typed values, and those it is compared with. Nothing is stored. */
import * as z from "zod";
import { ProblemError } from "../../../http/problem.ts";
import type { Language } from "../../../i18n/language.ts";
import { isLanguage, languages } from "../../../i18n/language.ts";
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import type { EventDefinition } from "../../../registration/event-definition.ts";
import type { Service } from "../../../service.ts";
import type { StoredEvent } from "../../../storage/events.ts";
import { parseDefinition } from "../../definition.ts";
import { compacted, type PlacedFault, placeFaults } from "./faults.ts";
import { partnersTwice, withKeys } from "./keys.ts";
import { editorFields, elsewhere, toDefinition, typedIn, typedOf } from "./layout.ts";
import type { TypedGroup } from "./typed.ts";

export interface Draft {
  typed: TypedGroup;
  /** The definition that the organiser began with, as the editor's fields. */
  base: Readonly<Record<string, unknown>>;
  /** The version of `base`; 0 for a new event. */
  version: number;
  /** The language whose texts are shown. */
  shown: Language;
}

/** A draft of the stored event. */
export function draftOf({ definition, version }: Pick<StoredEvent, "definition" | "version">, t: Translate): Draft {
  const typed = typedOf(definition, t);
  return { typed, base: toDefinition(typed), version, shown: firstLanguage(definition, t.language) };
}

/** The reader's language if a partner has it, or else that of a partner. */
function firstLanguage({ partners }: EventDefinition, reader: Language): Language {
  const theirs = partnerLanguages(partners);
  return theirs.includes(reader) ? reader : (theirs[0] ?? reader);
}

/** The languages that the partners' forms have, in our order. */
export function partnerLanguages(partners: unknown): Language[] {
  const theirs = Object.values((partners ?? {}) as Record<string, { language?: unknown }>).map(
    ({ language }) => language,
  );
  return languages.filter((language) => theirs.includes(language));
}

const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: "custom", message: "JSON" });
    return z.NEVER;
  }
});
const baseOf = json.pipe(z.record(z.string(), z.unknown())).catch({});

/** Reads a draft from a sent form of the editor. */
export function readDraft(form: URLSearchParams): Draft {
  const shown = form.get("shown");
  return {
    typed: typedIn(form),
    base: baseOf.parse(form.get("base") ?? "{}"),
    version: Number(form.get("version")) || 0,
    shown: isLanguage(shown) ? shown : "nb",
  };
}

export type Read =
  | { outcome: "read"; definition: EventDefinition; typed: TypedGroup }
  | { outcome: "faulty"; faults: PlacedFault[]; typed: TypedGroup };

/** Checks the typed values with `parseDefinition`. `rest`: the fields that the editor does not show. */
export function readDefinition(
  { settings }: Pick<Service, "settings">,
  draft: Draft,
  slug: string,
  rest: Readonly<Record<string, unknown>>,
  reader: Language,
): Read {
  const t = createTranslator(reader);
  const typed = compacted(editorFields, withKeys(draft.typed)) as TypedGroup;
  const twice = partnersTwice(typed).map((index) => ({
    id: `partners.${index}.key`,
    path: "partners.key",
    words: t("organiser.edit.fault.twice"),
  }));
  if (twice.length > 0) return { outcome: "faulty", faults: twice, typed };
  try {
    const definition = parseDefinition(slug, { ...rest, ...toDefinition(typed), slug }, settings.PUBLIC_URL);
    return { outcome: "read", definition, typed };
  } catch (error) {
    return { outcome: "faulty", faults: faultsOf(error, typed, draft.shown, t), typed };
  }
}

/** The faults of a refused definition, with their fields. @throws every other error */
export function faultsOf(error: unknown, typed: TypedGroup, language: Language, t: Translate): PlacedFault[] {
  if (!(error instanceof ProblemError) || error.problem !== "invalid-definition") throw error;
  return placeFaults(error.details.expected ?? [], typed, language, t);
}

/** The fields that the editor does not change. */
export function restOf(definition: EventDefinition): Record<string, unknown> {
  const names: readonly string[] = Object.keys(elsewhere);
  return Object.fromEntries(Object.entries(definition).filter(([name]) => names.includes(name)));
}
