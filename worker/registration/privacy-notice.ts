import type { EventDefinition } from "./event-definition.ts";

/** The parts of a definition that the privacy notice shows, and no others. Replaced versions are kept in this form. */
export interface NoticeFields
  extends Pick<EventDefinition, "organiser" | "privacy" | "retention" | "verification" | "questions"> {
  /** The contact, with an address. */
  contact: string;
  digital: boolean;
  /** Names of the partners. */
  partners: string[];
  /** Hosts of webhooks; their addresses may hold a secret. */
  webhookHosts: string[];
}

/** The fields of the present notice. */
export function noticeFields(definition: EventDefinition): NoticeFields {
  const { organiser, privacy, retention, verification, questions, participation, contacts, partners, webhooks } =
    definition;
  return {
    organiser,
    privacy,
    retention,
    verification,
    questions,
    contact: privacy.controllerContact ?? `${contacts.practical.name}, ${organiser.email}`,
    digital: participation.digital !== undefined,
    partners: Object.values(partners).map(({ name }) => name),
    webhookHosts: [...new Set(webhooks.map(({ url }) => new URL(url).host))],
  };
}

/**
 * The same without contact persons: their names are erased with the last registration, so earlier versions must not keep
 * them.
 */
function keptFields(definition: EventDefinition): NoticeFields {
  const { organiser, privacy } = definition;
  const contact = privacy.controllerContact ?? `${organiser.name}, ${organiser.email}`;
  return { ...noticeFields(definition), contact };
}

/** What to keep of the notice that `after` replaces; null if the notice stays the same. */
export function replacedNotice(before: EventDefinition, after: EventDefinition): NoticeFields | null {
  const kept = keptFields(before);
  return JSON.stringify(kept) === JSON.stringify(keptFields(after)) ? null : kept;
}
