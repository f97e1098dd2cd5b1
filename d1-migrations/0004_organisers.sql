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

-- The organisers listed in definitions, who may sign in to the organiser's pages.
CREATE TABLE organiser (
  email_key TEXT NOT NULL,
  event     TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  PRIMARY KEY (email_key, event)
) STRICT, WITHOUT ROWID;

CREATE INDEX organiser_of_event ON organiser (event);

-- Drafts of announcements: one for each organiser of an event.
CREATE TABLE announcement_draft (
  event     TEXT NOT NULL,
  email_key TEXT NOT NULL,
  -- The Idempotency-Key for sending it.
  id        TEXT NOT NULL,
  -- JSON, by language.
  subject   TEXT NOT NULL,
  text      TEXT NOT NULL,
  -- The recipients: the filter, in the form of a query string.
  audience  TEXT NOT NULL,
  saved_at  INTEGER NOT NULL,
  PRIMARY KEY (event, email_key),
  FOREIGN KEY (email_key, event) REFERENCES organiser (email_key, event) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX announcement_draft_age ON announcement_draft (saved_at);

-- A sign-in link that was sent to an organiser. It works once: `used_at` is set then.
CREATE TABLE sign_in (
  id         TEXT PRIMARY KEY,
  email_key  TEXT NOT NULL,
  email      TEXT NOT NULL,
  -- The event in whose name the e-mail is sent; null: the service's own name, to an organiser who may create events and has
  -- none yet.
  event      TEXT REFERENCES event (slug) ON DELETE CASCADE,
  language   TEXT NOT NULL,
  -- The requested page.
  path       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_of_event ON sign_in (event);
CREATE INDEX sign_in_age ON sign_in (created_at);

-- The e-mail is deleted with its link, sent or not.
CREATE TRIGGER sign_in_deleted AFTER DELETE ON sign_in
BEGIN
  DELETE FROM message WHERE registration = OLD.id;
END;

-- The session of an organiser, or of a helper's phone with a door. Only the hash of the cookie's secret is stored. For a
-- door that is not opened yet, `hash` is the id in its link.
CREATE TABLE organiser_session (
  hash         TEXT PRIMARY KEY,
  -- For a door: the organiser who has handed it over.
  email_key    TEXT NOT NULL,
  email        TEXT NOT NULL,
  language     TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  -- For a door: when it was handed over, and after that when it was opened.
  last_used_at INTEGER NOT NULL,
  -- For a door: its event, its name, and when it was opened on the helper's phone. No foreign key: this table is not moved
  -- with an event, so a move closes its doors.
  event        TEXT,
  door         TEXT,
  opened_at    INTEGER,
  CHECK ((event IS NULL) = (door IS NULL)),
  CHECK (opened_at IS NULL OR door IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX organiser_session_door ON organiser_session (event, created_at) WHERE event IS NOT NULL;

CREATE INDEX organiser_session_idle ON organiser_session (last_used_at);

-- No foreign key: the log keeps who has read a list or deleted an event when the event is gone.
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

-- The change feed is the outbox of webhooks: an endpoint has received everything up to `position`, in order, so that writing
-- a change costs the same for any number of endpoints.
CREATE TABLE webhook_endpoint (
  id            TEXT PRIMARY KEY,
  event         TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  url           TEXT NOT NULL,
  -- JSON: the types of webhooks that it receives.
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
