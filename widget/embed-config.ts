import type { Language } from "../worker/i18n/language.ts";
import type { PublicEvent } from "../worker/registration/contract.ts";
import type { Texts } from "./texts.ts";

/** The configuration sent with the form's code, so that one response has everything. */
export interface EmbedConfig {
  /** The origin of the service: the script may have been copied to another one. */
  service: string;
  language: Language;
  slug: string;
  partner: string;
  /** null: the service does not know the event, or the event has no such partner. */
  event: FormEvent | null;
  texts: Texts;
}

/** The configuration sent with the immutable script, which is the same for all events and fetches the one in its address. */
export type PinnedConfig = Pick<EmbedConfig, "service" | "language" | "texts">;

/** What the form shows of an event, or sends. */
export type FormEvent = Omit<PublicEvent, Unshown | keyof Reduced> & Reduced;

/** Fields that the form neither shows nor sends. */
type Unshown = "summary" | "timeZone" | "when" | "where" | "price" | "programme" | "fundedBy" | "holdHours";

/** Fields that are sent in part, or only if there is something to show. */
interface Reduced {
  /** While registration is not open yet. */
  opens?: string;
  /** After registration has closed. */
  deadline?: string;
  lostLinkUrl?: string;
  fewLeft?: boolean;
  fullNotice?: PublicEvent["fullNotice"];
  cancelReason?: PublicEvent["cancelReason"];
  venue: { name: string } | null;
  organiser: { name: string };
  contacts: { practical: ContactLink };
  limits: Pick<PublicEvent["limits"], "question" | "diet" | "access">;
}

export type ContactLink = Pick<PublicEvent["contacts"]["practical"], "name" | "email">;

export function formEvent(shown: PublicEvent): FormEvent {
  const { summary, timeZone, when, where, price, programme, fundedBy, holdHours, ...used } = shown;
  const { opens, deadline, lostLinkUrl, fewLeft, fullNotice, cancelReason, ...event } = used;
  const { phase, organiser, contacts, limits, venue } = event;
  const { question, diet, access } = limits;
  const { name, email } = contacts.practical;
  return {
    ...event,
    ...(phase === "not-open" ? { opens } : {}),
    ...(phase === "closed" ? { deadline, lostLinkUrl } : {}),
    ...(fewLeft ? { fewLeft } : {}),
    ...(fullNotice ? { fullNotice } : {}),
    ...(cancelReason ? { cancelReason } : {}),
    venue: venue && { name: venue.name },
    organiser: { name: organiser.name },
    contacts: { practical: { name, email } },
    limits: { question, diet, access },
  };
}
