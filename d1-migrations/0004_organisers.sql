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
