/** What the editor of a new event begins with: an empty form, or another event without its days, its links and its people. */
import type { Language } from "../../../i18n/language.ts";
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import { emailKeyOf } from "../../../registration/email-address.ts";
import type { EventDefinition } from "../../../registration/event-definition.ts";
import { dayFrom } from "../../../registration/local-time.ts";
import type { OrganiserSession } from "../../../storage/organiser-sessions.ts";
import { type Draft, partnerLanguages } from "./draft.ts";
import { typedOf } from "./layout.ts";
import { fieldOf, type Typed, type TypedGroup } from "./typed.ts";
import { usualProcessors } from "./usual-processors.ts";

/** The times of a definition: a copy moves them together. */
const TIMES = ["starts", "ends", "doorsOpen", "registrationOpens", "registrationCloses", "promotionEnds"] as const;
const MAIL_TIMES = ["reminder", "streamLink", "thanks"] as const;

const draft = (definition: Readonly<Record<string, unknown>>, shown: Language, t: Translate): Draft => ({
  typed: typedOf(definition, t),
  base: {},
  version: 0,
  shown,
});

export function emptyDraft({ email, language }: OrganiserSession): Draft {
  const usual = {
    timeZone: "Europe/Oslo",
    participation: { inPerson: { capacity: null, waitlist: true } },
    organisers: [email],
    questions: ["organisation"],
    contacts: { practical: { email } },
    // An empty row to fill in.
    partners: { "": { language } },
    retention: { needsDays: 7, registrationsDays: 90 },
    privacy: { basis: "agreement", processors: usualProcessors, backupDays: 30 },
  };
  return draft(usual, language, createTranslator(language));
}

/** The number of days between two days, both as 2026-11-24. */
const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** `day`: that of the new event, such as 2026-11-24; without it all days are left empty. */
export function copiedDraft(
  event: EventDefinition,
  { email, emailKey, language }: OrganiserSession,
  day: string | null,
): Draft {
  const t = createTranslator(language);
  const theirs = partnerLanguages(event.partners);
  const shown = theirs.includes(language) ? language : (theirs[0] ?? language);
  const copied = draft(withoutLinks(moved(event, day), email, emailKey), shown, t);
  return day ? copied : { ...copied, typed: withoutDays(copied.typed) };
}

function moved(event: EventDefinition, day: string | null): EventDefinition {
  if (!day) return event;
  const days = daysBetween(event.starts.slice(0, 10), day);
  const move = (local: string) => dayFrom(local, days) + local.slice(10);
  const moveAll = (times: Readonly<Record<string, unknown>>, names: readonly string[]) =>
    Object.fromEntries(
      names.flatMap((name) => (typeof times[name] === "string" ? [[name, move(String(times[name]))]] : [])),
    );
  return { ...event, ...moveAll(event, TIMES), mails: { ...event.mails, ...moveAll(event.mails, MAIL_TIMES) } };
}

/** Leaves out what belongs only to the other event: its stream, recording and materials. */
function withoutLinks(event: EventDefinition, email: string, emailKey: string): Record<string, unknown> {
  const { materialsUrl, ...mails } = event.mails;
  const { digital } = event.participation;
  const listed = event.organisers.some((address) => emailKeyOf(address) === emailKey);
  return {
    ...event,
    mails,
    organisers: listed ? event.organisers : [...event.organisers, email],
    participation: {
      ...event.participation,
      ...(digital ? { digital: { ...digital, streamUrl: null, recordingUrl: null } } : {}),
    },
  };
}

function withoutDays(typed: TypedGroup): TypedGroup {
  const empty = (time: Typed | undefined): Typed => ({ ...(time as TypedGroup), day: "" });
  const mails = typed.mails as TypedGroup;
  return {
    ...typed,
    ...Object.fromEntries(TIMES.map((name) => [name, empty(fieldOf(typed, name))])),
    mails: { ...mails, ...Object.fromEntries(MAIL_TIMES.map((name) => [name, empty(mails[name])])) },
  };
}
