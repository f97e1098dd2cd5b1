/** The data that every page about one person starts with. */
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import type { Caller } from "../../../security/bearer.ts";
import type { AtEvent } from "../../../security/session.ts";
import type { Service } from "../../../service.ts";
import type { StoredEvent } from "../../../storage/events.ts";
import type { OrganiserSession } from "../../../storage/organiser-sessions.ts";
import type { PersonPlace } from "./place.ts";

/** A request of a signed-in organiser for an event. */
export interface DeskRequest {
  service: Service;
  event: StoredEvent;
  caller: Caller;
  reader: OrganiserSession;
  t: Translate;
}

/** The same about one registration. */
export interface PersonRequest extends DeskRequest {
  id: string;
  place: PersonPlace;
}

export function deskRequest({ service, event, caller, session }: AtEvent & { service: Service }): DeskRequest {
  return { service, event, caller, reader: session, t: createTranslator(session.language) };
}

/** `list`: the query of the list that the organiser came from. */
export function personRequest(at: AtEvent & { service: Service }, id: string, list?: string): PersonRequest {
  return { ...deskRequest(at), id, place: { slug: at.event.definition.slug, id, list: list ?? null } };
}
