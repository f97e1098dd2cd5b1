/** The note that organisers keep about an attendee. */
import { tidyText } from "../registration/answers.ts";
import type { Done, Invalid, Refused } from "../registration/updating.ts";
import { callerName } from "../security/bearer.ts";
import type { Service } from "../service.ts";
import { writeNote } from "../storage/notes.ts";
import { audited, notFound, type RegistrationAction, registrationOf } from "./registration-action.ts";

/** The most characters (Unicode code points) of a note. */
export const NOTE_MAX = 2000;

/** `conflict`: another organiser has written since. */
export type NoteOutcome = Done | Invalid | Refused<"not-found" | "conflict">;

/** Writes the note; an empty text deletes it. `seen`: the time of the note that the organiser has edited; null: none. */
export async function saveNote(
  service: Service,
  action: RegistrationAction,
  { text, seen }: { text: string; seen: number | null },
): Promise<NoteOutcome> {
  const note = tidyText(text);
  if ([...note].length > NOTE_MAX) return { outcome: "invalid", errors: [{ field: "note", code: "note.tooLong" }] };
  const registration = await registrationOf(service, action);
  if (!registration) return notFound;
  const by = callerName(action.caller);
  // The note is empty and was empty before.
  if (!note && seen === null) return { outcome: "done" };
  const written = await writeNote(service.db, { registration: registration.id, text: note, by, seen }, service.now);
  return written
    ? audited(service, action, "note written", { outcome: "done" })
    : { outcome: "refused", reason: "conflict" };
}
