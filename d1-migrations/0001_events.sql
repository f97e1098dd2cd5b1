-- README.md beside this file says what each table is for, who writes it and how long its rows live.
-- Times are INTEGER milliseconds since 1970, UTC. Booleans are 0 or 1.
-- WITHOUT ROWID: a row with a text key then costs one row written instead of two.
-- `a = 'x' OR a = 'y' OR a = 'z'` in checks: D1 counts a row read for every `a IN (…)` with three values or more.

CREATE TABLE event (
  slug              TEXT PRIMARY KEY,
  version           INTEGER NOT NULL,
  definition        TEXT NOT NULL,
  calendar_sequence INTEGER NOT NULL DEFAULT 0,
  scheduled         INTEGER NOT NULL DEFAULT 0 CHECK (scheduled IN (0, 1)),
  -- JSON: own questions and options that the definition no longer has, while answers to them may exist.
  past_questions    TEXT,
  changed_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Few events at a time wait for their schedule.
CREATE INDEX event_unscheduled ON event (slug) WHERE scheduled = 0;

-- The fields of privacy notices that were replaced.
CREATE TABLE past_notice (
  event   TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  until   INTEGER NOT NULL,
  fields  TEXT NOT NULL,
  PRIMARY KEY (event, version)
) STRICT, WITHOUT ROWID;

-- Separate from the much longer definition, because every registration reads and writes this row.
CREATE TABLE capacity (
  event              TEXT PRIMARY KEY REFERENCES event (slug) ON DELETE CASCADE,
  event_version      INTEGER NOT NULL,
  in_person_capacity INTEGER,
  digital_capacity   INTEGER,
  waitlist           INTEGER NOT NULL CHECK (waitlist IN (0, 1)),
  promotion_ends     INTEGER NOT NULL,
  in_person_taken    INTEGER NOT NULL DEFAULT 0,
  digital_taken      INTEGER NOT NULL DEFAULT 0,
  waiting            INTEGER NOT NULL DEFAULT 0,
  -- How many waiting people follow the stream; and the other counts for the tabs of the organiser's list.
  meanwhile          INTEGER NOT NULL DEFAULT 0,
  cancelled          INTEGER NOT NULL DEFAULT 0,
  undelivered        INTEGER NOT NULL DEFAULT 0,
  last_waitlisted_at INTEGER NOT NULL DEFAULT 0,
  -- JSON by option, such as {"workshop.lek":12}, for options with a limit; null if there are none. In this row, so that a
  -- registration reads and writes no further row for them.
  choice_capacity    TEXT,
  choice_taken       TEXT
) STRICT, WITHOUT ROWID;

-- The rules of worker/registration/capacity.ts, for use inside a transaction; test/worker/rules/model.test.ts keeps the two
-- equal. `free_seats` are for people who wait; `in_person` and `digital` are what a newcomer may take. A newcomer takes no
-- seat while others wait, even after promotion has ended. A billion stands for "no limit".
CREATE VIEW vacancy AS
SELECT
  capacity.*,
  coalesce(max(0, in_person_capacity - in_person_taken), 1000000000) AS free_seats,
  iif(waiting > 0, 0, coalesce(max(0, in_person_capacity - in_person_taken), 1000000000)) AS in_person,
  coalesce(max(0, digital_capacity - digital_taken), 1000000000) AS digital
FROM capacity;

-- Several databases (worker/databases.ts). Only the first uses these four tables; `closed_event` is used in each.

-- The database of an event that is not in the first one, or was moved.
CREATE TABLE event_database (
  event    TEXT PRIMARY KEY,
  database TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The present move. Only one at a time: `one` is always 1.
CREATE TABLE event_move (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  event  TEXT NOT NULL,
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  phase  TEXT NOT NULL CHECK (phase IN ('copying', 'undoing', 'settling', 'clearing')),
  -- When the phase began.
  since  INTEGER NOT NULL,
  -- The table that is being copied, and the key of its last copied row, as JSON; null before the first.
  at     TEXT,
  after  TEXT,
  copied INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The range of feed numbers of a database, from `start`.
CREATE TABLE feed_range (
  start    INTEGER PRIMARY KEY,
  database TEXT NOT NULL
) STRICT;

-- Events that accept no writes in this database, during a move.
CREATE TABLE closed_event (
  event TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
