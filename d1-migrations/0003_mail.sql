-- The outbox. `seq` counts the e-mails of one registration, so that the latest is one index look-up away.
CREATE TABLE message (
  id                TEXT PRIMARY KEY,
  -- Null for an e-mail of the service itself.
  event             TEXT,
  -- No foreign key: the e-mail about an erasure outlives the registration. An e-mail to a former address has an id of its
  -- own here, one that asks another mailbox the id of `pending_address`, one with a sign-in link that of `sign_in`, and a
  -- test of an announcement that of the test: so none of them is a registration's latest e-mail.
  registration      TEXT NOT NULL,
  seq               INTEGER NOT NULL,
  kind              TEXT NOT NULL,
  status            TEXT NOT NULL DEFAULT 'queued'
    CHECK (status = 'queued' OR status = 'sent' OR status = 'delivered' OR status = 'bounced' OR status = 'complained'
      OR status = 'failed'),
  delayed           INTEGER NOT NULL DEFAULT 0 CHECK (delayed IN (0, 1)),
  -- The status as organisers see it: `delayed` while the provider is still trying.
  display_status    TEXT GENERATED ALWAYS AS (iif(delayed AND status = 'sent', 'delayed', status)) VIRTUAL,
  created_at        INTEGER NOT NULL,
  changed_at        INTEGER NOT NULL,
  due_at            INTEGER,
  attempts          INTEGER NOT NULL DEFAULT 0,
  unconfirmed_since INTEGER,
  provider_id       TEXT,
  failure           TEXT,
  bulk              INTEGER NOT NULL DEFAULT 0 CHECK (bulk IN (0, 1)),
  batch             TEXT,
  announcement      TEXT,
  -- JSON: what the attendee was told about the event before this e-mail, which tells the difference.
  previous          TEXT,
  -- For such an e-mail: the version of the event that it was last rendered from; null before the first attempt.
  event_version     INTEGER,
  former_addressee  TEXT,
  -- The inviter's name, as typed in the request that registered this colleague, until the e-mail is sent.
  inviter           TEXT,
  -- A keyed hash of the mailbox, for its limit, until the e-mail is sent. Null if no stranger can have caused the e-mail.
  mailbox           TEXT,
  -- JSON: options that were full when the attendee got a place, and were removed from the answers.
  filled_options    TEXT,
  -- JSON: the answers that were typed with an already registered address.
  typed             TEXT,
  -- 1: about a change of the registration, which has its own row in the feed.
  with_change       INTEGER NOT NULL DEFAULT 0 CHECK (with_change IN (0, 1)),
  -- 1: answers a request in which the reader typed the address.
  own_request       INTEGER NOT NULL DEFAULT 0 CHECK (own_request IN (0, 1)),
  rehearsal         INTEGER NOT NULL DEFAULT 0 CHECK (rehearsal IN (0, 1)),
  CHECK (status <> 'queued' OR due_at IS NOT NULL),
  CHECK (event IS NOT NULL OR kind = 'sign-in')
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX message_of_registration ON message (registration, seq);
-- Contains only unsent messages, so that the cron reads nothing when there is nothing to do. `bulk` comes first, so that the
-- next message of either kind costs one row.
CREATE INDEX message_due ON message (bulk, due_at) WHERE status = 'queued';
CREATE INDEX message_batch ON message (batch) WHERE status = 'queued' AND batch IS NOT NULL;
CREATE INDEX message_failed ON message (changed_at) WHERE status = 'failed' AND NOT rehearsal;
CREATE INDEX message_undelivered ON message (event)
  WHERE status = 'failed' OR status = 'bounced' OR status = 'complained';
CREATE INDEX message_to_former_addressee ON message (created_at) WHERE kind = 'erased' OR kind = 'address-changed';
-- Finds typed answers, which are deleted after a week.
CREATE INDEX message_typed_again ON message (created_at) WHERE typed IS NOT NULL;

-- The latest e-mail is part of the export, so each of its changes has a row in the feed.

CREATE TRIGGER message_added AFTER INSERT ON message WHEN NOT NEW.with_change
BEGIN
  INSERT INTO change (event, type, registration, reason, at, rehearsal)
  VALUES (NEW.event, 'registration.changed', NEW.registration, 'message', NEW.created_at, NEW.rehearsal);
END;

CREATE TRIGGER message_changed AFTER UPDATE ON message
WHEN (NEW.display_status <> OLD.display_status OR NEW.changed_at <> OLD.changed_at) AND NEW.kind <> 'erased'
  AND NEW.kind <> 'address-changed' AND NEW.kind <> 'invitation' AND NEW.kind <> 'confirm-address'
  AND NEW.kind <> 'sign-in' AND NEW.kind <> 'announcement-test'
  AND NOT EXISTS (SELECT 1 FROM message AS later WHERE later.registration = NEW.registration AND later.seq > NEW.seq)
BEGIN
  INSERT INTO change (event, type, registration, reason, at, rehearsal)
  VALUES (NEW.event, 'registration.changed', NEW.registration, 'message', NEW.changed_at, NEW.rehearsal);
END;

CREATE TRIGGER message_dropped AFTER DELETE ON message
WHEN NOT EXISTS (SELECT 1 FROM message AS later WHERE later.registration = OLD.registration AND later.seq > OLD.seq)
BEGIN
  INSERT INTO change (event, type, registration, reason, at, rehearsal)
  SELECT event, 'registration.changed', id, 'message', CAST(unixepoch('subsec') * 1000 AS INTEGER), rehearsal
  FROM registration WHERE id = OLD.registration;
END;

-- Triggers keep `capacity.undelivered`, the number of registrations whose latest e-mail did not arrive.

CREATE TRIGGER message_replaced AFTER INSERT ON message
WHEN NEW.seq > 1 AND NOT NEW.rehearsal AND (
  SELECT before.status = 'failed' OR before.status = 'bounced' OR before.status = 'complained' FROM message AS before
  WHERE before.registration = NEW.registration AND before.seq < NEW.seq ORDER BY before.seq DESC LIMIT 1)
BEGIN
  UPDATE capacity SET undelivered = undelivered - 1 WHERE event = NEW.event;
END;

CREATE TRIGGER message_got_through_or_not AFTER UPDATE OF status ON message
WHEN (NEW.status = 'failed' OR NEW.status = 'bounced' OR NEW.status = 'complained')
    <> (OLD.status = 'failed' OR OLD.status = 'bounced' OR OLD.status = 'complained')
  AND NOT NEW.rehearsal AND NEW.kind <> 'erased' AND NEW.kind <> 'address-changed' AND NEW.kind <> 'invitation'
  AND NEW.kind <> 'confirm-address' AND NEW.kind <> 'sign-in'
  AND NOT EXISTS (SELECT 1 FROM message AS later WHERE later.registration = NEW.registration AND later.seq > NEW.seq)
BEGIN
  UPDATE capacity SET undelivered = undelivered
    + iif(NEW.status = 'failed' OR NEW.status = 'bounced' OR NEW.status = 'complained', 1, -1)
  WHERE event = NEW.event;
END;

CREATE TRIGGER message_taken_back AFTER DELETE ON message
WHEN NOT OLD.rehearsal AND OLD.kind <> 'erased' AND OLD.kind <> 'address-changed' AND OLD.kind <> 'invitation'
  AND OLD.kind <> 'confirm-address' AND OLD.kind <> 'sign-in'
  AND NOT EXISTS (SELECT 1 FROM message AS later WHERE later.registration = OLD.registration AND later.seq > OLD.seq)
BEGIN
  UPDATE capacity SET undelivered = undelivered
    - (OLD.status = 'failed' OR OLD.status = 'bounced' OR OLD.status = 'complained')
    + coalesce((
      SELECT before.status = 'failed' OR before.status = 'bounced' OR before.status = 'complained' FROM message AS before
      WHERE before.registration = OLD.registration ORDER BY before.seq DESC LIMIT 1), 0)
  WHERE event = OLD.event;
END;

-- The times of a mailbox's last three e-mails that strangers may have caused, by the day (since 1970) of the last one, so
-- that whole days are deleted by key. Not tied to a registration: erasing does not reset it.
CREATE TABLE typed_mail (
  day         INTEGER NOT NULL,
  mailbox     TEXT NOT NULL,
  third_last  INTEGER NOT NULL,
  second_last INTEGER NOT NULL,
  last        INTEGER NOT NULL,
  PRIMARY KEY (day, mailbox)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER message_typed AFTER INSERT ON message WHEN NEW.due_at - NEW.created_at < 82800000 AND NEW.mailbox IS NOT NULL
BEGIN
  INSERT INTO typed_mail (day, mailbox, third_last, second_last, last)
  VALUES (
    NEW.created_at / 86400000, NEW.mailbox,
    coalesce((SELECT second_last FROM typed_mail WHERE day = NEW.created_at / 86400000 - 1 AND mailbox = NEW.mailbox), 0),
    coalesce((SELECT last FROM typed_mail WHERE day = NEW.created_at / 86400000 - 1 AND mailbox = NEW.mailbox), 0),
    NEW.due_at)
  ON CONFLICT DO UPDATE SET third_last = second_last, second_last = last, last = excluded.last;
END;

-- An e-mail that would wait 23 hours or longer is not sent: this table knows a mailbox's e-mails only for that time.
CREATE TRIGGER message_one_too_many AFTER INSERT ON message
WHEN NEW.due_at - NEW.created_at >= 82800000 AND NEW.mailbox IS NOT NULL
BEGIN
  UPDATE message SET status = 'failed', failure = 'too many e-mails to this mailbox', due_at = NULL
  WHERE id = NEW.id;
END;

-- Mailboxes whose owners say that they did not register: nobody can register them for the event for a day.
CREATE TABLE not_me (
  day     INTEGER NOT NULL,
  event   TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  mailbox TEXT NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (day, event, mailbox)
) STRICT, WITHOUT ROWID;

-- Data that only sending needs is deleted when any statement settles the e-mail.
CREATE TRIGGER message_settled AFTER UPDATE OF status ON message
WHEN NEW.status <> 'queued' AND (NEW.inviter IS NOT NULL OR NEW.mailbox IS NOT NULL)
BEGIN
  UPDATE message SET inviter = NULL, mailbox = NULL WHERE id = NEW.id;
END;

CREATE TABLE announcement (
  id         TEXT PRIMARY KEY,
  event      TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  key        TEXT NOT NULL,
  body_hash  TEXT NOT NULL,
  subject    TEXT NOT NULL,
  text       TEXT NOT NULL,
  -- JSON: the filter of the recipients.
  audience   TEXT NOT NULL,
  recipients INTEGER NOT NULL,
  queued     INTEGER NOT NULL DEFAULT 0,
  -- The last registration that was looked at; null when all e-mails are queued, or it was taken back.
  queued_to  TEXT,
  -- The sender, as the audit log names them.
  sent_by    TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- Its e-mails are not sent before this.
  due_at     INTEGER NOT NULL,
  -- It goes to people registered by then; null until they are counted, when a planned announcement falls due.
  counted_at INTEGER,
  taken_back_at INTEGER,
  -- 1: a test, only to the organiser. Its e-mails have the id of this row as their registration.
  test       INTEGER NOT NULL DEFAULT 0 CHECK (test IN (0, 1)),
  -- The outcomes of its e-mails, kept by the triggers below, so that a list of announcements reads no messages.
  gone        INTEGER NOT NULL DEFAULT 0,
  arrived     INTEGER NOT NULL DEFAULT 0,
  undelivered INTEGER NOT NULL DEFAULT 0,
  dropped     INTEGER NOT NULL DEFAULT 0,
  UNIQUE (event, key)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER announcement_message_settled AFTER UPDATE OF status ON message
WHEN NEW.announcement IS NOT NULL AND NEW.status <> OLD.status
BEGIN
  UPDATE announcement SET
    gone = gone + (NEW.status NOT IN ('queued', 'failed')) - (OLD.status NOT IN ('queued', 'failed')),
    arrived = arrived + (NEW.status = 'delivered') - (OLD.status = 'delivered'),
    undelivered = undelivered + (NEW.status IN ('failed', 'bounced', 'complained'))
      - (OLD.status IN ('failed', 'bounced', 'complained'))
  WHERE id = NEW.announcement;
END;

CREATE TRIGGER announcement_message_dropped AFTER DELETE ON message
WHEN OLD.announcement IS NOT NULL AND OLD.status = 'queued'
BEGIN
  UPDATE announcement SET dropped = dropped + 1 WHERE id = OLD.announcement;
END;

-- The e-mails of a test are deleted with it, sent or not.
CREATE TRIGGER announcement_test_deleted AFTER DELETE ON announcement WHEN OLD.test
BEGIN
  DELETE FROM message WHERE registration = OLD.id;
END;

-- Notices to everybody about a changed event, one row for each change. `told` is JSON: what attendees had been told before.
CREATE TABLE event_notice (
  event      TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  version    INTEGER NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('event-changed', 'event-cancelled')),
  told       TEXT,
  -- The last row of the feed before the change.
  feed_seq   INTEGER NOT NULL,
  recipients INTEGER NOT NULL,
  queued     INTEGER NOT NULL DEFAULT 0,
  -- The last registration that was looked at; null when all e-mails are queued.
  queued_to  TEXT,
  -- 1: a later notice has replaced it.
  superseded INTEGER NOT NULL DEFAULT 0 CHECK (superseded IN (0, 1)),
  at         INTEGER NOT NULL,
  PRIMARY KEY (event, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX event_notice_unfinished ON event_notice (at) WHERE queued_to IS NOT NULL AND NOT superseded;

CREATE INDEX announcement_unfinished ON announcement (due_at) WHERE queued_to IS NOT NULL;

CREATE TABLE scheduled_mail (
  event        TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  kind         TEXT NOT NULL,
  content_key  TEXT NOT NULL,
  at           INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  since        INTEGER NOT NULL DEFAULT 0,
  done_at      INTEGER,
  withdrawn_at INTEGER,
  -- The last registration that was looked at, while the e-mails are queued in steps.
  queued_to    TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (event, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX scheduled_mail_next ON scheduled_mail (at) WHERE done_at IS NULL;

CREATE TABLE suppression (
  hash   TEXT PRIMARY KEY,
  reason TEXT NOT NULL CHECK (reason IN ('bounced', 'complained')),
  at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX suppression_age ON suppression (at);

CREATE TABLE received_webhook (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX received_webhook_age ON received_webhook (at);

CREATE TABLE send_rate (
  provider      TEXT PRIMARY KEY,
  slots         TEXT NOT NULL,
  paused_until  INTEGER NOT NULL,
  -- The provider's refusals since the last accepted e-mail: the first, the last, and why. Null while it accepts e-mail.
  refused_since INTEGER,
  refused_at    INTEGER,
  refusal       TEXT
) STRICT, WITHOUT ROWID;

INSERT INTO send_rate (provider, slots, paused_until) VALUES ('resend', '[]', 0);

-- One row, with a time from the start, so that a cron that never runs is noticed.
CREATE TABLE cron_run (
  id           TEXT PRIMARY KEY CHECK (id = 'tick'),
  completed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO cron_run (id, completed_at) VALUES ('tick', unixepoch() * 1000);
