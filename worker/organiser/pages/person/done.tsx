/** What was just done, at the bottom of the page, with a button to undo it if possible. */
import type { ComponentChildren } from "preact";
import type { Translate } from "../../../i18n/translate.ts";
import { PostButton } from "../../../pages/parts.tsx";
import { personUpdates, previewState, updatesFor } from "../../../registration/person-updates.ts";
import type { StoredEvent } from "../../../storage/events.ts";
import type { Registration } from "../../../storage/registrations.ts";
import type { Person } from "../../person.ts";
import { aboutPath, type PersonPlace } from "./place.ts";

/** The values that the page's address may have. Others are ignored. */
const words = [...personUpdates, "resend", "saved", "unchanged", "note", "added"] as const;
type Done = (typeof words)[number];

const isDone = (word: string | undefined): word is Done => words.some((done) => done === word);

interface Where {
  event: StoredEvent;
  place: PersonPlace;
  now: number;
  t: Translate;
}

export function doneToast(done: string | undefined, { registration }: Person, where: Where): ComponentChildren {
  if (!isDone(done) || !isTrue(done, registration)) return null;
  const { event, place, now, t } = where;
  const { name, email, changedAt } = registration;
  const mayComeBack =
    done === "cancel" &&
    updatesFor(registration, event.definition, now).includes("restore") &&
    hasRoom(registration, event);
  return (
    <div class="toast" role="status">
      <span>
        {t(`organiser.person.done.${done}`, { name, email })} {mayComeBack && t("organiser.person.undoMailed")}
      </span>
      {mayComeBack && (
        <PostButton action={aboutPath(place, "restore")} look="second small" fields={{ seen: String(changedAt) }}>
          {t("organiser.person.undo")}
        </PostButton>
      )}
    </div>
  );
}

/** The address may be old or forged, so what it says must still be true. */
function isTrue(done: Done, { status, participation, digitalMeanwhile, heldUntil }: Registration): boolean {
  switch (done) {
    case "cancel":
      return status === "cancelled";
    case "restore":
    case "added":
      return status !== "cancelled";
    case "admit":
      return status === "confirmed" && participation === "in-person";
    case "digital":
    case "in-person":
      return status !== "cancelled" && participation === done;
    case "meanwhile":
    case "wait-only":
      return status === "waitlisted" && digitalMeanwhile === (done === "meanwhile");
    case "verify":
      return status !== "cancelled" && heldUntil === null;
    default:
      return true;
  }
}

/** Undoing gives the same place back, not one at the end of the waiting list. */
function hasRoom(registration: Registration, event: StoredEvent): boolean {
  const back = previewState("restore", registration, event);
  return back.outcome === "stored" && back.registration.status === "confirmed";
}
