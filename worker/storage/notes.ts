/** Notes about an attendee that organisers write for each other. */

export interface Note {
  text: string;
  /** The organiser's address. */
  writtenBy: string;
  /** In milliseconds since 1970; different for every version. */
  writtenAt: number;
}

export async function findNote(db: D1Database, registration: string): Promise<Note | null> {
  return db
    .prepare("SELECT text, written_by AS writtenBy, written_at AS writtenAt FROM note WHERE registration = ?")
    .bind(registration)
    .first<Note>();
}

/** `seen`: the `writtenAt` of the note that the organiser saw; null if there was none. */
export interface NewNote {
  registration: string;
  /** Empty: deletes the note. */
  text: string;
  by: string;
  seen: number | null;
}

const SEEN = "(SELECT written_at FROM note WHERE registration = ?1 ->> 'registration') IS ?1 ->> 'seen'";

/**
 * Writes or deletes the note. False if the stored note is not the one that was seen (another organiser has written
 * meanwhile), or the attendee is erased.
 */
export async function writeNote(db: D1Database, note: NewNote, now: number): Promise<boolean> {
  const values = JSON.stringify({ ...note, now });
  const written = await (note.text ? upsert(db, values) : remove(db, values)).run();
  return written.meta.changes > 0;
}

function upsert(db: D1Database, values: string): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO note (registration, text, written_by, written_at)
       SELECT id, ?1 ->> 'text', ?1 ->> 'by', max(?1 ->> 'now', coalesce(?1 ->> 'seen', 0) + 1)
       FROM registration WHERE id = ?1 ->> 'registration' AND ${SEEN}
       ON CONFLICT DO UPDATE SET text = excluded.text, written_by = excluded.written_by, written_at = excluded.written_at`,
    )
    .bind(values);
}

function remove(db: D1Database, values: string): D1PreparedStatement {
  return db.prepare(`DELETE FROM note WHERE registration = ?1 ->> 'registration' AND ${SEEN}`).bind(values);
}
