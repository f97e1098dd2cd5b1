import type { Language } from "../worker/i18n/language.ts";
import type { PublicEvent } from "../worker/registration/contract.ts";
import type { Texts } from "./texts.ts";

/** What travels with the form's code, so that one response holds everything. */
export interface EmbedConfig {
  /** The origin of the service: the script may have been copied to another one. */
  service: string;
  language: Language;
  slug: string;
  partner: string;
  /** null: the service knows no such event, or no such partner of it. */
  event: FormEvent | null;
  texts: Texts;
}

/** What travels with the immutable script: it is the same for all events, and fetches the one that its address names. */
export type PinnedConfig = Pick<EmbedConfig, "service" | "language" | "texts">;

/** What the form shows of an event, or sends. */
export type FormEvent = Omit<
  PublicEvent,
  "summary" | "timeZone" | "fundedBy" | "opens" | "fewLeft" | "organiser" | "contacts" | "limits"
> & {
  /** Only while registration is not open yet. */
  opens?: string;
  /** Only where that is so. */
  fewLeft?: boolean;
  organiser: { name: string };
  contacts: { practical: ContactLink; content: ContactLink | null };
  limits: Pick<PublicEvent["limits"], "question" | "diet" | "access">;
};

export type ContactLink = Pick<NonNullable<PublicEvent["contacts"]["content"]>, "name" | "email">;

export function formEvent({ summary, timeZone, fundedBy, opens, fewLeft, ...event }: PublicEvent): FormEvent {
  const { organiser, contacts, limits } = event;
  const { question, diet, access } = limits;
  const link = ({ name, email }: ContactLink) => ({ name, email });
  return {
    ...event,
    ...(event.phase === "not-open" ? { opens } : {}),
    ...(fewLeft ? { fewLeft } : {}),
    organiser: { name: organiser.name },
    contacts: { practical: link(contacts.practical), content: contacts.content && link(contacts.content) },
    limits: { question, diet, access },
  };
}
