import type { Language } from "../worker/i18n/language.ts";
import type { PublicEvent } from "../worker/registration/contract.ts";
import type { FormMessages } from "./messages.ts";

/** All that the form needs to know, in the one response that also brings its code. */
export interface EmbedConfig {
  /** null: the service knows no such event or no such partner. */
  event: PublicEvent | null;
  slug: string;
  language: Language;
  messages: FormMessages;
}

/** What the form shows of an event. */
export type FormEvent = Omit<PublicEvent, "summary" | "timeZone" | "fundedBy" | "hostedUrl">;

/** The same as it travels (compact.ts). */
export interface CompactConfig {
  /** Missing in the immutable script: it asks for the event, which its address names. */
  event?: FormEvent | null;
  slug?: string;
  language: Language;
  /** By their number; empty where this event has no use for one. */
  messages: string[];
  errors: Record<string, string>;
}
