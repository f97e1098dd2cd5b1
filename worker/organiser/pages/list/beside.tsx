/** The person who is open beside the list. */
import { Notice } from "../../../pages/parts.tsx";
import { personOf } from "../../person.ts";
import { type PersonRequest, personRequest } from "../person/desk-request.ts";
import { doneToast } from "../person/done.tsx";
import { personKeys } from "../person/keys.tsx";
import { PersonPanel } from "../person/panel.tsx";
import type { Beside, ListReader, Ways } from "./list-page.tsx";
import { type ListState, stateQuery } from "./state.ts";

/** `done`: what was just done, as the address has it. An erased person, or one of another event, is a sentence in the list. */
export async function personBeside(
  reader: ListReader,
  state: ListState & { person: string },
  done: string | undefined,
  ways: Ways,
): Promise<Beside> {
  const list = stateQuery({ ...state, person: null }).toString();
  const request: PersonRequest = personRequest(reader, state.person, list);
  const { service, event, place, t } = request;
  const person = await personOf(service, request);
  if (!person)
    return {
      notice:
        done === "erase" ? (
          <Notice tone="info">{t("organiser.person.done.erase")}</Notice>
        ) : (
          <Notice tone="warning">{t("organiser.person.unknownHeading")}</Notice>
        ),
    };
  return {
    aside: (
      <>
        <PersonPanel person={person} event={event} place={place} ways={ways} now={service.now} t={t} />
        {doneToast(done, person, { event, place, now: service.now, t })}
      </>
    ),
    ...(await personKeys()),
  };
}
