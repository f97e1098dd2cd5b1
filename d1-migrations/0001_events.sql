-- What each table is for, who writes it and how long it lives: README.md beside this file.
-- Times are INTEGER milliseconds since 1970, UTC. Booleans are 0 or 1.
-- WITHOUT ROWID: a row with a text key then costs one row written instead of two.
-- `a = 'x' OR a = 'y' OR a = 'z'` in checks: D1 counts a row read for every `a IN (…)` with three values or more.

CREATE TABLE event (
  slug              TEXT PRIMARY KEY,
  version           INTEGER NOT NULL,
  definition        TEXT NOT NULL,
  calendar_sequence INTEGER NOT NULL DEFAULT 0,
  scheduled         INTEGER NOT NULL DEFAULT 0 CHECK (scheduled IN (0, 1)),
  -- JSON: the organiser's own questions and options that the definition no longer has, while there may be answers to them.
  past_questions    TEXT,
  changed_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Few events at a time wait for their schedule.
CREATE INDEX event_unscheduled ON event (slug) WHERE scheduled = 0;

-- What a privacy notice was filled from before it was replaced.
CREATE TABLE past_notice (
  event   TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  until   INTEGER NOT NULL,
  fields  TEXT NOT NULL,
  PRIMARY KEY (event, version)
) STRICT, WITHOUT ROWID;

-- Apart from the much longer definition, because every registration reads and writes this row.
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
  -- Of those who wait, who follow the stream; and what the tabs of the organiser's list count beside that.
  meanwhile          INTEGER NOT NULL DEFAULT 0,
  cancelled          INTEGER NOT NULL DEFAULT 0,
  undelivered        INTEGER NOT NULL DEFAULT 0,
  last_waitlisted_at INTEGER NOT NULL DEFAULT 0,
  -- JSON by option, such as {"workshop.lek":12}: of those that have a number of places. Null where none has. Here, so that a
  -- registration reads and writes no row more for them.
  choice_capacity    TEXT,
  choice_taken       TEXT
) STRICT, WITHOUT ROWID;

-- The rules of worker/registration/capacity.ts, for use inside a transaction; test/worker/rules/model.test.ts holds the two
-- together. `free_seats` are for those who wait; `in_person` and `digital` are what a newcomer may take. A newcomer takes no
-- seat while others wait, even after promotion has ended. A billion stands for "no limit".
CREATE VIEW vacancy AS
SELECT
  capacity.*,
  coalesce(max(0, in_person_capacity - in_person_taken), 1000000000) AS free_seats,
  iif(waiting > 0, 0, coalesce(max(0, in_person_capacity - in_person_taken), 1000000000)) AS in_person,
  coalesce(max(0, digital_capacity - digital_taken), 1000000000) AS digital
FROM capacity;

-- Several databases (worker/databases.ts). The first alone has rows in these four, but for `closed_event`.

-- Where an event lives that is not in the first, or has been elsewhere.
CREATE TABLE event_database (
  event    TEXT PRIMARY KEY,
  database TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The move that is under way. One at a time: `one` is always 1.
CREATE TABLE event_move (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  event  TEXT NOT NULL,
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  phase  TEXT NOT NULL CHECK (phase IN ('copying', 'undoing', 'settling', 'clearing')),
  -- When the phase began.
  since  INTEGER NOT NULL,
  -- The table that is being copied, and the key of the last row that was, as JSON; null before the first.
  at     TEXT,
  after  TEXT,
  copied INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Which numbers of the feed a database gives: from `start` on.
CREATE TABLE feed_range (
  start    INTEGER PRIMARY KEY,
  database TEXT NOT NULL
) STRICT;

-- Events that take no writes here, in either database of a move.
CREATE TABLE closed_event (
  event TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
