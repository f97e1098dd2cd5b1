import type { Language } from "../worker/i18n/language.ts";
import type { CompactConfig, EmbedConfig, FormEvent } from "./config.ts";
import { type FormMessage, type FormMessages, formMessages } from "./messages.ts";
import { screens } from "./screens.tsx";

const isError = (key: FormMessage) => key.startsWith("error.") && formMessages.indexOf(key) >= firstError;
const firstError = formMessages.indexOf("error.access.tooLong");

/** A configuration with only what its event has a use for: this part of the embed script no cache keeps for long. */
export function compact({ event, slug, language, messages }: EmbedConfig): CompactConfig {
  const unused = new Set<FormMessage | undefined>();
  if (event) {
    unused.add("state.notFound");
    for (const [phase, texts] of Object.entries(screens)) {
      if (phase !== event.phase) for (const key of texts) unused.add(key);
    }
  }
  return { event: event && shown(event), slug, ...compactTexts(language, messages, unused) };
}

/** The texts of one language, by number or, those that the service names, by key. */
export function compactTexts(
  language: Language,
  messages: FormMessages,
  unused: ReadonlySet<FormMessage | undefined> = new Set(),
): Omit<CompactConfig, "event" | "slug"> {
  const [errors, others] = [formMessages.filter(isError), formMessages.filter((key) => !isError(key))];
  return {
    language,
    messages: others.map((key) => (unused.has(key) ? "" : messages[key])),
    errors: Object.fromEntries(errors.map((key) => [key, messages[key]])),
  };
}

function shown({ summary, timeZone, fundedBy, hostedUrl, ...event }: NonNullable<EmbedConfig["event"]>): FormEvent {
  return event;
}
