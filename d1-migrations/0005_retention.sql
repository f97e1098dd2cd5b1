-- `due_at`: when the data is erased, as in the definition, but never within 48 hours of a change that brings it forward
-- (worker/registration/erasure-times.ts). `at`: when the cron looks for it next. `diet` and `access`: the answers to a
-- question that the definition no longer asks.
CREATE TABLE retention (
  event  TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  what   TEXT NOT NULL CHECK (what = 'registrations' OR what = 'needs' OR what = 'diet' OR what = 'access'),
  due_at INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (event, what)
) STRICT, WITHOUT ROWID;

CREATE INDEX retention_next ON retention (at);

-- Counts of deleted attendees.
CREATE TABLE past_registrations (
  event         TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  status        TEXT NOT NULL,
  participation TEXT NOT NULL,
  partner       TEXT NOT NULL,
  day           TEXT NOT NULL,
  count         INTEGER NOT NULL,
  -- How many of them came to the event, and how many went to its stream.
  checked_in    INTEGER NOT NULL DEFAULT 0,
  joined        INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (event, status, participation, partner, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE past_messages (
  event  TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  status TEXT NOT NULL,
  count  INTEGER NOT NULL,
  PRIMARY KEY (event, status)
) STRICT, WITHOUT ROWID;
