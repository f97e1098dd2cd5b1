/** The note that only organisers see. */
import type { Translate } from "../../../i18n/translate.ts";
import { Notice } from "../../../pages/parts.tsx";
import type { Note } from "../../../storage/notes.ts";
import { aboutPath, type PersonPlace } from "./place.ts";
import { momentInWords } from "./story.tsx";

/** What an organiser has typed and could not save. */
export interface TypedNote {
  text: string;
  why: { reason: "conflict" } | { reason: "invalid"; error: string };
}

interface Props {
  /** The stored note. */
  note: Note | null;
  typed: TypedNote | null;
  place: PersonPlace;
  timeZone: string;
  now: number;
  t: Translate;
}

export function NoteForm({ note, typed, place, timeZone, now, t }: Props) {
  const error = typed?.why.reason === "invalid" ? typed.why.error : undefined;
  return (
    <form class="near" method="post" action={aboutPath(place, "note")} id="note-form">
      {typed?.why.reason === "conflict" && (
        <Notice tone="warning">
          <p>{note ? t("organiser.person.noteConflict", { who: note.writtenBy }) : t("organiser.person.noteGone")}</p>
          {note && <blockquote class="typed">{note.text}</blockquote>}
        </Notice>
      )}
      <input type="hidden" name="seen" value={note?.writtenAt ?? ""} />
      <div class="field">
        <label for="note">
          {t("organiser.person.note")} <small>{t("organiser.person.noteHint")}</small>
        </label>
        <p id="note-hint" class="hint">
          {t("organiser.person.noteAccess")}
        </p>
        <p id="note-error" class="error">
          {error}
        </p>
        <div>
          <textarea
            id="note"
            name="note"
            rows={3}
            value={typed?.text ?? note?.text ?? ""}
            aria-describedby="note-hint note-error"
            aria-invalid={error ? true : undefined}
          />
        </div>
        {note && (
          <p class="hint">
            {t("organiser.person.noteBy", {
              who: note.writtenBy,
              when: momentInWords(t, note.writtenAt, now, timeZone),
            })}
          </p>
        )}
      </div>
      <div>
        <button type="submit" class="second small">
          {t("organiser.person.noteSave")}
        </button>
      </div>
    </form>
  );
}
