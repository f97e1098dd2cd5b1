/** The panel of one person beside the list. */
import { Notice } from "../../../pages/parts.tsx";
import { personOf } from "../../person.ts";
import type { Beside, Ways } from "../list/list-page.tsx";
import type { PersonRequest } from "./desk-request.ts";
import { doneToast } from "./done.tsx";
import { personKeys } from "./keys.tsx";
import { PersonPanel } from "./panel.tsx";

/** `done`: what was just done, from the address. For an erased person, or one of another event, it shows a sentence. */
export async function personBeside(request: PersonRequest, ways: Ways, done: string | undefined): Promise<Beside> {
  const { service, event, id, place, t } = request;
  const person = await personOf(service, request);
  const keys = await personKeys();
  if (!person)
    return {
      ...keys,
      aside: (
        <aside class="attendee side" aria-label={t("organiser.person.unknownHeading")}>
          <nav class="head" aria-label={t("organiser.person.ways")}>
            <a class="quiet button" href={ways.close} data-key="Escape">
              {t("button.close")}
            </a>
          </nav>
          <Notice tone="warning">
            <p>{t("organiser.person.goneBeside")}</p>
          </Notice>
        </aside>
      ),
    };
  return {
    ...keys,
    aside: (
      <>
        <PersonPanel
          person={person}
          event={event}
          place={place}
          // Closing leads back to the row.
          ways={{ ...ways, close: `${ways.close}#person-${id}` }}
          now={service.now}
          t={t}
        />
        {doneToast(done, person, { event, place, now: service.now, t })}
      </>
    ),
  };
}
