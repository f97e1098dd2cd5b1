/** The definition in the editor, as far as it can be shown, for the preview. */
import type { Language } from "../../../i18n/language.ts";
import type { Translate } from "../../../i18n/translate.ts";
import type { Capacity } from "../../../registration/capacity.ts";
import { type EventDefinition, eventDefinition } from "../../../registration/event-definition.ts";
import { placesOf } from "../../../registration/own-questions.ts";
import type { StoredEvent } from "../../../storage/events.ts";
import { differencesOf } from "./differences.ts";
import { readDraft, restOf } from "./draft.ts";
import { compacted } from "./faults.ts";
import { withKeys } from "./keys.ts";
import { editorFields, toDefinition } from "./layout.ts";
import type { TypedGroup } from "./typed.ts";

export interface Unsaved {
  /** null: too little of it is readable. */
  event: StoredEvent | null;
  partner: string;
  language: Language;
  /** Whether some typed values are left out. */
  partly: boolean;
  /** How many fields were changed. */
  changed: number;
}

const nobody: Capacity = {
  inPersonCapacity: null,
  digitalCapacity: null,
  waitlist: false,
  inPersonTaken: 0,
  digitalTaken: 0,
  waiting: 0,
};

/** `stored`: the event that is edited; null for a new one. Unreadable values are taken from it. */
export function unsavedEvent(form: URLSearchParams, stored: StoredEvent | null, t: Translate): Unsaved {
  const draft = readDraft(form);
  const typed = toDefinition(compacted(editorFields, withKeys(draft.typed)) as TypedGroup);
  const { definition, partly } = readable(typed, stored?.definition ?? null);
  const partners = definition?.partners ?? {};
  const partner = Object.entries(partners).find(([, { language }]) => language === draft.shown)?.[0];
  return {
    event: definition && eventWith(definition, stored),
    partner: partner ?? Object.keys(partners)[0] ?? "",
    language: draft.shown,
    partly,
    changed: stored ? differencesOf(draft.base, typed, t).length : 0,
  };
}

function eventWith(definition: EventDefinition, stored: StoredEvent | null): StoredEvent {
  const { inPerson, digital } = definition.participation;
  const capacity = {
    ...(stored?.capacity ?? nobody),
    inPersonCapacity: inPerson ? inPerson.capacity : 0,
    digitalCapacity: digital ? digital.capacity : 0,
    waitlist: inPerson?.waitlist ?? false,
  };
  const places = { capacity: placesOf(definition.questions), taken: stored?.places.taken ?? {} };
  return { version: 0, calendarSequence: 0, pastQuestions: [], ...stored, definition, capacity, places };
}

/** Values for fields that the form can be shown without while they are typed. */
const placeholders: Readonly<Record<string, unknown>> = {
  organiser: { name: "…", email: "navn@example.no", public: false },
  contacts: { practical: { name: "…", email: "navn@example.no" } },
  retention: { needsDays: 0, registrationsDays: 0 },
  mails: {},
  registrationOpens: "2000-01-01T00:00",
};

/** The definition with stored values instead of unreadable ones. */
function readable(typed: Readonly<Record<string, unknown>>, stored: EventDefinition | null) {
  const rest = stored ? { ...restOf(stored), slug: stored.slug } : { slug: "forhandsvisning" };
  let wanted: Record<string, unknown> = { ...typed, ...rest };
  // Each round replaces at least one field, or ends.
  for (let round = 0; round < 4; round++) {
    const { success, data, error } = eventDefinition.safeParse(wanted);
    if (success) return { definition: data, partly: round > 0 };
    const wrong = new Set(error.issues.map(({ path }) => String(path[0])));
    wanted = { ...wanted };
    for (const name of wrong) replace(wanted, name, stored);
  }
  return { definition: stored, partly: true };
}

function replace(wanted: Record<string, unknown>, name: string, stored: EventDefinition | null): void {
  const value = stored ? (stored as Record<string, unknown>)[name] : placeholders[name];
  if (value === undefined) delete wanted[name];
  else wanted[name] = value;
}
