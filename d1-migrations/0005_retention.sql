-- `after` is how far a sweep through the registrations of an event has come.
CREATE TABLE retention (
  event TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  what  TEXT NOT NULL CHECK (what IN ('needs', 'registrations')),
  at    INTEGER NOT NULL,
  after TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (event, what)
) STRICT, WITHOUT ROWID;

CREATE INDEX retention_next ON retention (at);

-- What remains of attendees who are deleted: counts.
CREATE TABLE past_registrations (
  event         TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  status        TEXT NOT NULL,
  participation TEXT NOT NULL,
  partner       TEXT NOT NULL,
  day           TEXT NOT NULL,
  count         INTEGER NOT NULL,
  PRIMARY KEY (event, status, participation, partner, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE past_messages (
  event  TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  status TEXT NOT NULL,
  count  INTEGER NOT NULL,
  PRIMARY KEY (event, status)
) STRICT, WITHOUT ROWID;
