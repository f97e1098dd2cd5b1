-- What a token may do, and when it was last used. Those from before could do everything but see needs.
ALTER TABLE organiser_token ADD COLUMN scopes TEXT NOT NULL DEFAULT 'read manage';
ALTER TABLE organiser_token ADD COLUMN last_used_at INTEGER;

-- Of what: the format of a pull, the registration of a change.
ALTER TABLE access ADD COLUMN detail TEXT;

-- Rehearsals live beside the real people: the same address may be both, and neither is in the other's way.
DROP INDEX registration_person;
CREATE UNIQUE INDEX registration_person ON registration (event, email_key, test);
CREATE INDEX registration_test ON registration (event) WHERE test;
DROP INDEX registration_line;
CREATE INDEX registration_line ON registration (event, waitlisted_at) WHERE status = 'waitlisted' AND NOT test;

-- A change of a rehearsal, so that whoever copies the list is not told of it, not even of its erasure.
ALTER TABLE change ADD COLUMN test INTEGER NOT NULL DEFAULT 0;

DROP TRIGGER registration_added;
CREATE TRIGGER registration_added AFTER INSERT ON registration
BEGIN
  UPDATE places SET
    in_person_taken = in_person_taken + (NEW.status = 'confirmed' AND NEW.participation = 'in-person'),
    digital_taken = digital_taken + (NEW.status = 'confirmed' AND NEW.participation = 'digital') + NEW.digital_meanwhile,
    waiting = waiting + (NEW.status = 'waitlisted'),
    line_end = max(line_end, coalesce(NEW.waitlisted_at, 0))
  WHERE event = NEW.event AND NOT NEW.test;
  INSERT INTO change (event, type, registration, reason, at, test)
  VALUES (NEW.event, 'registration.' || NEW.status, NEW.id, NEW.changed_because, NEW.changed_at, NEW.test);
END;

DROP TRIGGER registration_changed;
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
  INSERT INTO change (event, type, registration, reason, at, test) VALUES (
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
      coalesce((SELECT created_at FROM message WHERE id = NEW.latest_message), NEW.changed_at)),
    NEW.test);
END;

DROP TRIGGER registration_erased;
CREATE TRIGGER registration_erased AFTER DELETE ON registration
BEGIN
  UPDATE places SET
    in_person_taken = in_person_taken - (OLD.status = 'confirmed' AND OLD.participation = 'in-person'),
    digital_taken = digital_taken - (OLD.status = 'confirmed' AND OLD.participation = 'digital') - OLD.digital_meanwhile,
    waiting = waiting - (OLD.status = 'waitlisted')
  WHERE event = OLD.event AND NOT OLD.test;
  DELETE FROM needs WHERE registration = OLD.id;
  DELETE FROM message WHERE registration = OLD.id AND kind <> 'erased';
  INSERT INTO change (event, type, registration, at, test) VALUES (
    OLD.event, 'registration.erased', OLD.id,
    coalesce((SELECT created_at FROM message WHERE registration = OLD.id), unixepoch() * 1000),
    OLD.test);
END;

DROP TRIGGER message_status;
CREATE TRIGGER message_status AFTER UPDATE OF status ON message
WHEN NEW.status <> OLD.status AND EXISTS (SELECT 1 FROM registration WHERE id = NEW.registration AND latest_message = NEW.id)
BEGIN
  INSERT INTO change (event, type, registration, reason, at, test)
  VALUES (NEW.event, 'registration.changed', NEW.registration, 'message', NEW.changed_at,
    (SELECT test FROM registration WHERE id = NEW.registration));
END;

DROP TRIGGER message_delayed;
CREATE TRIGGER message_delayed AFTER UPDATE OF delayed ON message
WHEN NEW.shown <> OLD.shown AND NEW.status = OLD.status
  AND EXISTS (SELECT 1 FROM registration WHERE id = NEW.registration AND latest_message = NEW.id)
BEGIN
  INSERT INTO change (event, type, registration, reason, at, test)
  VALUES (NEW.event, 'registration.changed', NEW.registration, 'message', NEW.changed_at,
    (SELECT test FROM registration WHERE id = NEW.registration));
END;

-- Where else changes are told. The change feed is the outbox: an endpoint has had all up to `position`, in order, so a
-- change costs nothing more to write, however many are told of it.
CREATE TABLE endpoint (
  id            TEXT PRIMARY KEY,
  event         TEXT NOT NULL,
  url           TEXT NOT NULL,
  position      INTEGER NOT NULL,
  due_at        INTEGER NOT NULL,
  attempts      INTEGER NOT NULL DEFAULT 0,
  failing_since INTEGER,
  failure       TEXT,
  told_at       INTEGER,
  paused_at     INTEGER,
  created_at    INTEGER NOT NULL,
  UNIQUE (event, url)
) WITHOUT ROWID;
CREATE INDEX endpoint_due ON endpoint (due_at) WHERE paused_at IS NULL;

-- Few, and counted at every pull.
CREATE INDEX registration_meanwhile ON registration (event)
  WHERE status = 'waitlisted' AND digital_meanwhile AND NOT test;
