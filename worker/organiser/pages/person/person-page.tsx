/** A person on a separate page: the target of links and of every action. */
import type { ComponentChildren } from "preact";
import { Notice } from "../../../pages/parts.tsx";
import { eventOfRegistration } from "../../../storage/registrations.ts";
import { personOf } from "../../person.ts";
import { deskPage, eventPath } from "../desk.tsx";
import type { PersonRequest } from "./desk-request.ts";
import { doneToast } from "./done.tsx";
import { personKeys } from "./keys.tsx";
import type { TypedNote } from "./note-form.tsx";
import { PersonPanel } from "./panel.tsx";
import { personPath } from "./place.ts";

interface Shown {
  /** What was just done, from the address. */
  done?: string | undefined;
  /** Why nothing was done. */
  refused?: ComponentChildren;
  typed?: TypedNote;
  status?: number;
}

export async function personPage(request: PersonRequest, { done, refused, typed, status = 200 }: Shown = {}) {
  const { service, event, reader, place, t } = request;
  const person = await personOf(service, request);
  if (!person) return gonePage(request, done);
  const { slug } = event.definition;
  const notice = refused ? (
    <Notice tone="warning">
      <p>{refused}</p>
    </Notice>
  ) : null;
  return deskPage({
    event: event.definition,
    reader,
    place: "registrations",
    title: person.registration.name,
    path: personPath({ ...place, list: null }),
    ...(await personKeys()),
    status,
    children: (
      <>
        <PersonPanel
          person={person}
          event={event}
          place={place}
          ways={{ close: eventPath(slug, "registrations"), previous: null, next: null }}
          notice={notice}
          typed={typed ?? null}
          level={1}
          now={service.now}
          t={t}
        />
        {doneToast(done, person, { event, place, now: service.now, t })}
      </>
    ),
  });
}

/**
 * The page for an erased person, or an id that this event never had: says which, and what to do next. An id of another event
 * counts as unknown.
 */
export async function gonePage(request: PersonRequest, done?: string): Promise<Response> {
  const { service, event, reader, id, place, t } = request;
  const erased = (await eventOfRegistration(service.db, id)) === event.definition.slug;
  const justErased = erased && done === "erase";
  const heading = t(erased ? "organiser.person.erasedHeading" : "organiser.person.unknownHeading");
  const page = () =>
    deskPage({
      event: event.definition,
      reader,
      place: "registrations",
      title: heading,
      path: personPath({ ...place, list: null }),
      status: erased ? 410 : 404,
      children: (
        <div class="sect">
          <h1>{heading}</h1>
          {justErased && <Notice tone="info">{t("organiser.person.done.erase")}</Notice>}
          <p>{t(erased ? "organiser.person.erasedBody" : "organiser.person.unknownBody")}</p>
          <p>
            <a class="button second" href={eventPath(event.definition.slug, "registrations")}>
              {t("organiser.person.toList")}
            </a>
          </p>
        </div>
      ),
    });
  return page();
}
