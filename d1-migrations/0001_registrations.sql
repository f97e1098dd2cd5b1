-- What each table is for, who writes it and how long it lives: d1-migrations/README.md.
-- Times are INTEGER milliseconds since 1970, UTC.
-- WITHOUT ROWID: a text key then costs one row written, not two. `a = 'x' OR a = 'y' OR …` in checks: D1 counts a row read
-- for `a IN (…)` with three values or more, at every insert (measured: SQLite builds a table of them).

CREATE TABLE event (
  slug              TEXT PRIMARY KEY,
  version           INTEGER NOT NULL,
  definition        TEXT NOT NULL,
  calendar_sequence INTEGER NOT NULL,
  changed_at        INTEGER NOT NULL
) WITHOUT ROWID;

-- Apart from the (much longer) definition, because every registration reads and writes this row.
CREATE TABLE places (
  event              TEXT PRIMARY KEY REFERENCES event (slug),
  event_version      INTEGER NOT NULL,
  in_person_capacity INTEGER,
  digital_capacity   INTEGER,
  waitlist           INTEGER NOT NULL,
  promotion_ends     INTEGER NOT NULL,
  in_person_taken    INTEGER NOT NULL DEFAULT 0,
  digital_taken      INTEGER NOT NULL DEFAULT 0,
  waiting            INTEGER NOT NULL DEFAULT 0,
  line_end           INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- The rules of worker/registration/capacity.ts for one newcomer, for use inside a transaction. Nobody jumps the line: a
-- free seat is for those who wait, even after the time when they are no longer promoted by themselves.
CREATE VIEW vacancy AS
SELECT
  event,
  event_version,
  waitlist,
  line_end,
  waiting = 0 AND (in_person_capacity IS NULL OR in_person_taken < in_person_capacity) AS in_person,
  digital_capacity IS NULL OR digital_taken < digital_capacity AS digital
FROM places;

CREATE TABLE registration (
  id                TEXT PRIMARY KEY,
  event             TEXT NOT NULL,
  status            TEXT NOT NULL CHECK (status = 'confirmed' OR status = 'waitlisted' OR status = 'cancelled'),
  participation     TEXT NOT NULL CHECK (participation = 'in-person' OR participation = 'digital'),
  digital_meanwhile INTEGER NOT NULL DEFAULT 0,
  name              TEXT NOT NULL,
  email             TEXT NOT NULL,
  email_key         TEXT NOT NULL,
  organisation      TEXT,
  role              TEXT,
  question          TEXT,
  partner           TEXT NOT NULL,
  language          TEXT NOT NULL,
  registered_at     INTEGER NOT NULL,
  waitlisted_at     INTEGER,
  changed_at        INTEGER NOT NULL,
  changed_because   TEXT,
  invited_by        TEXT,
  checked_in_at     INTEGER,
  link_version      INTEGER NOT NULL DEFAULT 1,
  calendar_changes  INTEGER NOT NULL DEFAULT 0,
  latest_message    TEXT,
  test              INTEGER NOT NULL DEFAULT 0,
  CHECK ((status = 'waitlisted') = (waitlisted_at IS NOT NULL)),
  CHECK (status <> 'waitlisted' OR participation = 'in-person'),
  CHECK (digital_meanwhile = 0 OR status = 'waitlisted')
) WITHOUT ROWID;

CREATE UNIQUE INDEX registration_person ON registration (event, email_key);
-- The export reads in pages by this key.
CREATE INDEX registration_page ON registration (event, id);
-- Partial, so that only whoever waits pays for it.
CREATE INDEX registration_line ON registration (event, waitlisted_at) WHERE status = 'waitlisted';

CREATE TABLE needs (
  registration    TEXT PRIMARY KEY,
  diet            TEXT,
  access          TEXT,
  consented_at    INTEGER NOT NULL,
  consent_wording TEXT NOT NULL
) WITHOUT ROWID;

-- Numbered by the rowid, the largest yet plus one: rows are only ever added, so no number comes twice, and it costs no read.
CREATE TABLE change (
  seq          INTEGER PRIMARY KEY,
  event        TEXT NOT NULL,
  type         TEXT NOT NULL,
  registration TEXT NOT NULL,
  reason       TEXT,
  at           INTEGER NOT NULL
);
CREATE INDEX change_feed ON change (event, seq);

CREATE TABLE message (
  id           TEXT PRIMARY KEY,
  event        TEXT NOT NULL,
  registration TEXT NOT NULL,
  kind         TEXT NOT NULL,
  status       TEXT NOT NULL DEFAULT 'queued'
    CHECK (status = 'queued' OR status = 'sent' OR status = 'delivered' OR status = 'bounced' OR status = 'complained'
      OR status = 'failed'),
  created_at   INTEGER NOT NULL,
  changed_at   INTEGER NOT NULL,
  due_at       INTEGER,
  attempts     INTEGER NOT NULL DEFAULT 0,
  doubt_since  INTEGER,
  provider_id  TEXT,
  failure      TEXT,
  farewell     TEXT,
  CHECK (status <> 'queued' OR due_at IS NOT NULL)
) WITHOUT ROWID;

CREATE INDEX message_registration ON message (registration);
-- Partial: holds only what is still unsent, so that the sweep reads nothing when there is nothing to do.
CREATE INDEX message_due ON message (due_at) WHERE status = 'queued';

-- Few, and asked for at every health check.
CREATE INDEX message_failed ON message (event) WHERE status = 'failed';

-- When the provider may be asked next, for all consumers together.
CREATE TABLE pace (
  provider TEXT PRIMARY KEY,
  next_at  INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO pace (provider, next_at) VALUES ('resend', 0);

CREATE TABLE submission (
  event  TEXT NOT NULL,
  key    TEXT NOT NULL,
  ticket TEXT NOT NULL,
  body   TEXT NOT NULL,
  before TEXT NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (event, key)
) WITHOUT ROWID;

CREATE INDEX submission_age ON submission (at);

CREATE TABLE organiser_token (
  id         TEXT PRIMARY KEY,
  event      TEXT NOT NULL,
  name       TEXT NOT NULL,
  hash       TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) WITHOUT ROWID;

CREATE TABLE access (
  event  TEXT NOT NULL,
  at     INTEGER NOT NULL,
  id     TEXT NOT NULL,
  who    TEXT NOT NULL,
  action TEXT NOT NULL,
  count  INTEGER NOT NULL,
  PRIMARY KEY (event, at, id)
) WITHOUT ROWID;

-- The triggers keep two promises whoever writes: the counts equal the rows, and nothing in a row of the export changes
-- without a row in the change feed.

CREATE TRIGGER registration_added AFTER INSERT ON registration
BEGIN
  UPDATE places SET
    in_person_taken = in_person_taken + (NEW.status = 'confirmed' AND NEW.participation = 'in-person'),
    digital_taken = digital_taken + (NEW.status = 'confirmed' AND NEW.participation = 'digital') + NEW.digital_meanwhile,
    waiting = waiting + (NEW.status = 'waitlisted'),
    line_end = max(line_end, coalesce(NEW.waitlisted_at, 0))
  WHERE event = NEW.event AND NOT NEW.test;
  INSERT INTO change (event, type, registration, reason, at)
  VALUES (NEW.event, 'registration.' || NEW.status, NEW.id, NEW.changed_because, NEW.changed_at);
END;

CREATE TRIGGER registration_changed AFTER UPDATE ON registration
BEGIN
  UPDATE places SET
    in_person_taken = in_person_taken
      + (NEW.status = 'confirmed' AND NEW.participation = 'in-person')
      - (OLD.status = 'confirmed' AND OLD.participation = 'in-person'),
    digital_taken = digital_taken
      + (NEW.status = 'confirmed' AND NEW.participation = 'digital') + NEW.digital_meanwhile
      - (OLD.status = 'confirmed' AND OLD.participation = 'digital') - OLD.digital_meanwhile,
    waiting = waiting + (NEW.status = 'waitlisted') - (OLD.status = 'waitlisted'),
    line_end = max(line_end, coalesce(NEW.waitlisted_at, 0))
  WHERE event = NEW.event AND NOT NEW.test;
  INSERT INTO change (event, type, registration, reason, at) VALUES (
    NEW.event,
    CASE
      WHEN NEW.status = OLD.status THEN 'registration.changed'
      WHEN OLD.status = 'waitlisted' AND NEW.status = 'confirmed' AND NEW.participation = 'in-person'
        THEN 'registration.promoted'
      ELSE 'registration.' || NEW.status
    END,
    NEW.id,
    NEW.changed_because,
    -- A new e-mail changes the row, but not what the person has said (changed_at).
    iif(NEW.latest_message IS OLD.latest_message, NEW.changed_at,
      coalesce((SELECT created_at FROM message WHERE id = NEW.latest_message), NEW.changed_at)));
END;

-- Erased is erased: what hangs on a registration goes with it, but for the one e-mail that says so.
CREATE TRIGGER registration_erased AFTER DELETE ON registration
BEGIN
  UPDATE places SET
    in_person_taken = in_person_taken - (OLD.status = 'confirmed' AND OLD.participation = 'in-person'),
    digital_taken = digital_taken - (OLD.status = 'confirmed' AND OLD.participation = 'digital') - OLD.digital_meanwhile,
    waiting = waiting - (OLD.status = 'waitlisted')
  WHERE event = OLD.event AND NOT OLD.test;
  DELETE FROM needs WHERE registration = OLD.id;
  DELETE FROM message WHERE registration = OLD.id AND kind <> 'erased';
  INSERT INTO change (event, type, registration, at) VALUES (
    OLD.event, 'registration.erased', OLD.id,
    coalesce((SELECT created_at FROM message WHERE registration = OLD.id), unixepoch() * 1000));
END;

CREATE TRIGGER message_status AFTER UPDATE OF status ON message
WHEN NEW.status <> OLD.status AND EXISTS (SELECT 1 FROM registration WHERE id = NEW.registration AND latest_message = NEW.id)
BEGIN
  INSERT INTO change (event, type, registration, reason, at)
  VALUES (NEW.event, 'registration.changed', NEW.registration, 'message', NEW.changed_at);
END;
