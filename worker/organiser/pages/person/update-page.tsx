/** Moving, cancelling, restoring, verifying and erasing: what will happen, the e-mail, and the update itself. */
import { seeOther } from "../../../http/see-other.ts";
import type { TextKey, Translate } from "../../../i18n/translate.ts";
import { Facts, PostButton } from "../../../pages/parts.tsx";
import { phaseOf } from "../../../registration/event-times.ts";
import { type PersonUpdate, updatesFor } from "../../../registration/person-updates.ts";
import type { Invalid, UpdateRefusal } from "../../../registration/updating.ts";
import { personHistory } from "../../../storage/person-history.ts";
import type { Registration } from "../../../storage/registrations.ts";
import { unreachable } from "../../../unreachable.ts";
import { performUpdate, previewUpdate, type UpdatePreview } from "../../person-updates.ts";
import { registrationOf } from "../../registration-action.ts";
import { askPage, KeepLink } from "./ask-page.tsx";
import type { PersonRequest } from "./desk-request.ts";
import { Letters } from "./letter.tsx";
import { gonePage, personPage } from "./person-page.tsx";
import { aboutPath, personPath } from "./place.ts";
import { Status } from "./status.tsx";
import { changeInWords } from "./story.tsx";

/** The text of the button: the update and the e-mail. */
const confirm: Record<PersonUpdate, TextKey> = {
  digital: "organiser.person.yes.digital",
  "in-person": "organiser.person.yes.digital",
  meanwhile: "organiser.person.yes.saveMailed",
  "wait-only": "organiser.person.yes.saveMailed",
  admit: "organiser.person.yes.admit",
  verify: "organiser.person.yes.verify",
  restore: "organiser.person.yes.restore",
  cancel: "organiser.person.yes.cancel",
  erase: "organiser.person.yes.erase",
};

/** What the update means for this person. */
function then(update: PersonUpdate, before: Registration, after: Registration): TextKey {
  switch (update) {
    case "digital":
      return before.status === "waitlisted" ? "organiser.person.then.digitalFromList" : "organiser.person.then.digital";
    case "in-person":
      return after.status === "waitlisted" ? "organiser.person.then.waits" : "organiser.person.then.seat";
    case "restore":
      return after.status === "waitlisted" ? "organiser.person.then.backWaiting" : "organiser.person.then.back";
    case "cancel":
      if (before.status === "waitlisted") return "organiser.person.then.cancelWaiting";
      return before.participation === "digital"
        ? "organiser.person.then.cancelDigital"
        : "organiser.person.then.cancelSeat";
    case "meanwhile":
    case "wait-only":
    case "admit":
    case "verify":
    case "erase":
      return `organiser.person.then.${update}`;
    default:
      return unreachable(update);
  }
}

/** `GET …/{update}`: changes nothing. */
export async function updatePage(request: PersonRequest, update: PersonUpdate): Promise<Response> {
  const registration = await registrationOf(request.service, request);
  return registration ? ask(request, registration, update, null) : gonePage(request);
}

/** `seen`: the `changedAt` on an earlier page, if the registration has changed since; otherwise null. */
async function ask(
  request: PersonRequest,
  registration: Registration,
  update: PersonUpdate,
  seen: number | null,
): Promise<Response> {
  const { service, event, place, t } = request;
  const { definition } = event;
  if (!updatesFor(registration, definition, service.now).includes(update)) return notNow(request, update);
  const preview = await previewUpdate(service, event, registration, update);
  if (preview.outcome === "full")
    return personPage(request, { refused: t("organiser.person.refused.full"), status: 409 });
  const { name } = registration;
  return askPage(request, {
    page: update,
    heading: t(`organiser.person.ask.${update}`, { name }),
    ...(seen === null ? {} : { notice: await changedNotice(request, registration, seen), status: 409 }),
    children: (
      <>
        <WhatHappens request={request} before={registration} update={update} preview={preview} />
        <div class="acts">
          <PostButton
            action={aboutPath(place, update)}
            {...(update === "cancel" || update === "erase" ? { look: "stop" } : {})}
            fields={{ seen: String(registration.changedAt) }}
          >
            {t(confirm[update])}
          </PostButton>
          <KeepLink place={place} t={t} />
        </div>
        <Letters mails={preview.mail ? [preview.mail] : []} t={t} />
      </>
    ),
  });
}

interface HappensProps {
  request: PersonRequest;
  before: Registration;
  update: PersonUpdate;
  preview: Extract<UpdatePreview, { outcome: "stored" }>;
}

function WhatHappens({ request: { event, t }, before, update, preview: { after, promotes } }: HappensProps) {
  const { name, email, rehearsal } = before;
  const freesSeat = before.status === "confirmed" && before.participation === "in-person" && !rehearsal;
  const frees = freesSeat && ["cancel", "erase", "digital"].includes(update);
  return (
    <>
      <p>{t(then(update, before, after), { name, email })}</p>
      {update !== "erase" && update !== "verify" && (
        <Facts
          facts={[
            [t("receipt.now"), <Status key="now" of={before} t={t} />],
            [t("organiser.person.after"), <Status key="after" of={after} t={t} />],
          ]}
        />
      )}
      {frees && <p>{t(promotes ? "organiser.person.promotes" : "organiser.person.promotesNone")}</p>}
      {seatsInWords(event, t) && <p class="soft num">{seatsInWords(event, t)}</p>}
    </>
  );
}

/** How full the room is, in words; null if it has no limit. */
export function seatsInWords({ capacity }: PersonRequest["event"], t: Translate): string | null {
  const { inPersonCapacity, inPersonTaken, waiting } = capacity;
  if (inPersonCapacity === null) return null;
  return t("organiser.person.seats", { taken: inPersonTaken, capacity: inPersonCapacity, waiting });
}

/** What has changed since the organiser opened the page, so that the second of two organisers sees what the first did. */
async function changedNotice({ service, t }: PersonRequest, registration: Registration, seen: number) {
  const { changes } = await personHistory(service.db, registration);
  const since = changes.filter(({ at }) => at > seen);
  return (
    <>
      <p>{t("organiser.person.changed")}</p>
      <ul>
        {since.map((change) => (
          <li key={change.at}>{changeInWords(change, t)}</li>
        ))}
      </ul>
    </>
  );
}

/** The update is already done or no longer possible: the person's present state, with the reason. */
function notNow(request: PersonRequest, update: PersonUpdate): Promise<Response> {
  const { event, service, t } = request;
  const over = ["cancelled", "past"].includes(phaseOf(event.definition, service.now));
  const refused = t(over && update !== "cancel" ? "organiser.person.refused.over" : "organiser.person.refused.done");
  return personPage(request, { refused, status: 409 });
}

/** `POST …/{update}`: updates, unless the registration differs from what the page showed. */
export async function postUpdate(request: PersonRequest, update: PersonUpdate, form: URLSearchParams) {
  const { service, place } = request;
  const registration = await registrationOf(service, request);
  if (!registration) return gonePage(request);
  const seen = Number(form.get("seen"));
  if (seen !== registration.changedAt) return ask(request, registration, update, seen);
  const outcome = await performUpdate(service, request, update);
  if (outcome.outcome === "done") return seeOther(personPath(place, update));
  return refusedPage(request, outcome);
}

/** The person's present state, with the reason why nothing was done. */
export function refusedPage(request: PersonRequest, outcome: UpdateRefusal | Invalid): Promise<Response> {
  const { t } = request;
  if (outcome.outcome === "invalid")
    return personPage(request, { refused: t("organiser.person.refused.invalid"), status: 422 });
  switch (outcome.reason) {
    case "not-found":
      return gonePage(request);
    case "full":
    case "complained":
      return personPage(request, { refused: t(`organiser.person.refused.${outcome.reason}`), status: 409 });
    case "cancelled":
    case "past":
      return personPage(request, { refused: t("organiser.person.refused.over"), status: 409 });
    case "wrong-state":
    case "conflict":
    case "address-taken":
      return personPage(request, { refused: t("organiser.person.refused.done"), status: 409 });
    default:
      return unreachable(outcome);
  }
}
