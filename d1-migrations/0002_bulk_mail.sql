-- Mail to many: after everything else, in batches. `bulk` goes first in the index, so that the next in line of either kind
-- is one row away.
ALTER TABLE message ADD COLUMN bulk INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN batch TEXT;
ALTER TABLE message ADD COLUMN announcement TEXT;
-- The provider is still trying: a status of its own, as organisers see it, until more is known.
ALTER TABLE message ADD COLUMN delayed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN shown TEXT GENERATED ALWAYS AS (iif(delayed AND status = 'sent', 'delayed', status)) VIRTUAL;
CREATE TRIGGER message_delayed AFTER UPDATE OF delayed ON message
WHEN NEW.shown <> OLD.shown AND NEW.status = OLD.status
  AND EXISTS (SELECT 1 FROM registration WHERE id = NEW.registration AND latest_message = NEW.id)
BEGIN
  INSERT INTO change (event, type, registration, reason, at)
  VALUES (NEW.event, 'registration.changed', NEW.registration, 'message', NEW.changed_at);
END;
DROP INDEX message_due;
CREATE INDEX message_due ON message (bulk, due_at) WHERE status = 'queued';
CREATE INDEX message_batch ON message (batch) WHERE status = 'queued' AND batch IS NOT NULL;
-- What an organiser wants to see and cure.
DROP INDEX message_failed;
CREATE INDEX message_undelivered ON message (event)
  WHERE status = 'failed' OR status = 'bounced' OR status = 'complained';

-- When the provider was last asked, as often as it may be asked in one of its seconds; and until when it wants peace.
DROP TABLE pace;
CREATE TABLE pace (
  provider   TEXT PRIMARY KEY,
  turns      TEXT NOT NULL,
  held_until INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO pace (provider, turns, held_until) VALUES ('resend', '[]', 0);

CREATE TABLE announcement (
  id         TEXT PRIMARY KEY,
  event      TEXT NOT NULL,
  key        TEXT NOT NULL,
  body       TEXT NOT NULL,
  subject    TEXT NOT NULL,
  text       TEXT NOT NULL,
  recipients INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (event, key)
) WITHOUT ROWID;

-- `planned`: whether `due` says what the definition says. Few events at a time are not.
ALTER TABLE event ADD COLUMN planned INTEGER NOT NULL DEFAULT 0;
CREATE INDEX event_unplanned ON event (slug) WHERE planned = 0;

CREATE TABLE due (
  event    TEXT NOT NULL,
  kind     TEXT NOT NULL,
  occasion TEXT NOT NULL,
  at       INTEGER NOT NULL,
  ends     INTEGER NOT NULL,
  since    INTEGER NOT NULL DEFAULT 0,
  done_at  INTEGER,
  gone_at  INTEGER,
  PRIMARY KEY (event, kind)
) WITHOUT ROWID;
CREATE INDEX due_next ON due (at) WHERE done_at IS NULL;

CREATE TABLE suppression (
  hash   TEXT PRIMARY KEY,
  reason TEXT NOT NULL CHECK (reason = 'bounced' OR reason = 'complained'),
  at     INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE webhook (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX webhook_age ON webhook (at);
