-- What goes when: each event's needs first, then everything personal of it. `after` is how far a sweep through the
-- registrations has come.
CREATE TABLE retention (
  event TEXT NOT NULL,
  what  TEXT NOT NULL CHECK (what = 'needs' OR what = 'registrations'),
  at    INTEGER NOT NULL,
  after TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (event, what)
) WITHOUT ROWID;
CREATE INDEX retention_next ON retention (at);
-- The dates of the events that are there already.
UPDATE event SET planned = 0;

-- What remains of people who are gone: how many there were of what.
CREATE TABLE past_registrations (
  event         TEXT NOT NULL,
  status        TEXT NOT NULL,
  participation TEXT NOT NULL,
  partner       TEXT NOT NULL,
  day           TEXT NOT NULL,
  count         INTEGER NOT NULL,
  PRIMARY KEY (event, status, participation, partner, day)
) WITHOUT ROWID;
CREATE TABLE past_messages (
  event  TEXT NOT NULL,
  status TEXT NOT NULL,
  count  INTEGER NOT NULL,
  PRIMARY KEY (event, status)
) WITHOUT ROWID;

-- What outlives its registration, and what is older than it need be.
CREATE INDEX message_farewell ON message (created_at) WHERE kind = 'erased';
CREATE INDEX access_age ON access (at);

-- How much mail an address had of us lately, whichever event it was about.
CREATE INDEX registration_address ON registration (email_key);
-- E-mails that somebody gets because anybody typed the address: at most a few an hour (worker/storage/mail-limits.ts).
CREATE VIEW mail_by_typing AS
SELECT registration.email_key, message.created_at
FROM registration JOIN message ON message.registration = registration.id
WHERE kind = 'confirmation' OR kind = 'colleague' OR kind = 'already' OR kind = 'lost-link';

-- Who was erased, for the day when a backup brings them back.
CREATE INDEX change_erased ON change (seq) WHERE type = 'registration.erased';
