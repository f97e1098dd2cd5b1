CREATE TABLE organiser_token (
  id           TEXT PRIMARY KEY,
  event        TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  name         TEXT NOT NULL,
  scopes       TEXT NOT NULL,
  hash         TEXT NOT NULL UNIQUE,
  created_at   INTEGER NOT NULL,
  last_used_at INTEGER,
  revoked_at   INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX organiser_token_of_event ON organiser_token (event);
CREATE INDEX organiser_token_revoked ON organiser_token (revoked_at) WHERE revoked_at IS NOT NULL;

-- Who may sign in to the organiser's pages, as the definition lists them.
CREATE TABLE organiser (
  email_key TEXT NOT NULL,
  event     TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  PRIMARY KEY (email_key, event)
) STRICT, WITHOUT ROWID;

CREATE INDEX organiser_of_event ON organiser (event);

-- What an organiser is writing to many: one draft for each organiser of an event.
CREATE TABLE announcement_draft (
  event     TEXT NOT NULL,
  email_key TEXT NOT NULL,
  -- The Idempotency-Key under which it is sent.
  id        TEXT NOT NULL,
  -- JSON, by language.
  subject   TEXT NOT NULL,
  text      TEXT NOT NULL,
  -- The query of the page that says for whom it is.
  audience  TEXT NOT NULL,
  saved_at  INTEGER NOT NULL,
  PRIMARY KEY (event, email_key),
  FOREIGN KEY (email_key, event) REFERENCES organiser (email_key, event) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX announcement_draft_age ON announcement_draft (saved_at);

-- A link that was sent to an organiser. It works once; then only `used_at` says so.
CREATE TABLE sign_in (
  id         TEXT PRIMARY KEY,
  email_key  TEXT NOT NULL,
  email      TEXT NOT NULL,
  -- In whose name the e-mail goes; null: in the service's own, to an organiser who may create events and has none yet.
  event      TEXT REFERENCES event (slug) ON DELETE CASCADE,
  language   TEXT NOT NULL,
  -- The page that was asked for.
  path       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_of_event ON sign_in (event);
CREATE INDEX sign_in_age ON sign_in (created_at);

-- The e-mail goes with its link, sent or not.
CREATE TRIGGER sign_in_deleted AFTER DELETE ON sign_in
BEGIN
  DELETE FROM message WHERE registration = OLD.id;
END;

-- An organiser who is signed in, or a helper's phone to which an organiser has handed a door. Of the secret in the cookie only the
-- hash is stored. Of a door that is not opened yet, `hash` is the id in its link.
CREATE TABLE organiser_session (
  hash         TEXT PRIMARY KEY,
  -- Of a door: the organiser who has handed it over.
  email_key    TEXT NOT NULL,
  email        TEXT NOT NULL,
  language     TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  -- Of a door: when it was handed over, and then opened.
  last_used_at INTEGER NOT NULL,
  -- A door: its event, its name, and when it was opened on the helper's phone. No foreign key: the table stays where it is when
  -- an event is moved, which closes its doors.
  event        TEXT,
  door         TEXT,
  opened_at    INTEGER,
  CHECK ((event IS NULL) = (door IS NULL)),
  CHECK (opened_at IS NULL OR door IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX organiser_session_door ON organiser_session (event, created_at) WHERE event IS NOT NULL;

CREATE INDEX organiser_session_idle ON organiser_session (last_used_at);

-- No foreign key: who has read a list, and who has deleted an event, stays in the log when the event is gone.
CREATE TABLE audit_log (
  event  TEXT NOT NULL,
  at     INTEGER NOT NULL,
  id     TEXT NOT NULL,
  who    TEXT NOT NULL,
  action TEXT NOT NULL,
  count  INTEGER NOT NULL,
  detail TEXT,
  PRIMARY KEY (event, at, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_log_age ON audit_log (at, id);
CREATE INDEX audit_log_deleted ON audit_log (event, at, id) WHERE action = 'event deleted';

-- The change feed is the outbox of webhooks: an endpoint has received everything up to `position`, in order, so that a change
-- costs the same to write however many endpoints hear of it.
CREATE TABLE webhook_endpoint (
  id            TEXT PRIMARY KEY,
  event         TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  url           TEXT NOT NULL,
  -- JSON: the types of webhooks that it is told.
  types         TEXT NOT NULL,
  position      INTEGER NOT NULL,
  due_at        INTEGER NOT NULL,
  attempts      INTEGER NOT NULL DEFAULT 0,
  failing_since INTEGER,
  failure       TEXT,
  delivered_at  INTEGER,
  paused_at     INTEGER,
  created_at    INTEGER NOT NULL,
  UNIQUE (event, url)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_endpoint_failing ON webhook_endpoint (failing_since) WHERE failing_since IS NOT NULL;
CREATE INDEX webhook_endpoint_due ON webhook_endpoint (due_at) WHERE paused_at IS NULL;
