import type { EventDefinition } from "./event-definition.ts";

/** What of a definition the privacy notice is filled from, and no more: what is kept of a version that was replaced. */
export interface NoticeFields
  extends Pick<EventDefinition, "organiser" | "privacy" | "retention" | "verification" | "questions"> {
  /** Whom to ask, with an address. */
  contact: string;
  digital: boolean;
  /** Names of the partners. */
  partners: string[];
  /** Hosts of webhooks; their addresses may hold a secret. */
  webhookHosts: string[];
}

/** What the present notice is filled from. */
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

/** The same without contact persons: their names go with the last registration, so no earlier version keeps them. */
function keptFields(definition: EventDefinition): NoticeFields {
  const { organiser, privacy } = definition;
  const contact = privacy.controllerContact ?? `${organiser.name}, ${organiser.email}`;
  return { ...noticeFields(definition), contact };
}

/** What to keep of the notice that `after` replaces; null if it says the same. */
export function replacedNotice(before: EventDefinition, after: EventDefinition): NoticeFields | null {
  const kept = keptFields(before);
  return JSON.stringify(kept) === JSON.stringify(keptFields(after)) ? null : kept;
}
