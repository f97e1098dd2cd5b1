import type { CompactConfig, EmbedConfig, FormEvent } from "./config.ts";
import { type FormMessage, formMessages } from "./messages.ts";
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
  const [errors, others] = [formMessages.filter(isError), formMessages.filter((key) => !isError(key))];
  return {
    event: event && shown(event),
    slug,
    language,
    messages: others.map((key) => (unused.has(key) ? "" : messages[key])),
    errors: Object.fromEntries(errors.map((key) => [key, messages[key]])),
  };
}

function shown({
  summary,
  starts,
  ends,
  timeZone,
  fundedBy,
  hostedUrl,
  ...event
}: NonNullable<EmbedConfig["event"]>): FormEvent {
  return event;
}
