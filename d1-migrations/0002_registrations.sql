CREATE TABLE registration (
  id                TEXT PRIMARY KEY,
  event             TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  status            TEXT NOT NULL CHECK (status = 'confirmed' OR status = 'waitlisted' OR status = 'cancelled'),
  participation     TEXT NOT NULL CHECK (participation IN ('in-person', 'digital')),
  digital_meanwhile INTEGER NOT NULL DEFAULT 0 CHECK (digital_meanwhile IN (0, 1)),
  name              TEXT NOT NULL,
  email             TEXT NOT NULL,
  email_key         TEXT NOT NULL,
  organisation      TEXT,
  role              TEXT,
  question          TEXT,
  -- JSON by own question: the answers, without sensitive ones.
  answers           TEXT,
  -- JSON: the chosen options with a limit, such as ["workshop.lek"]. They take places while the status is confirmed.
  places            TEXT,
  partner           TEXT NOT NULL,
  language          TEXT NOT NULL,
  registered_at     INTEGER NOT NULL,
  waitlisted_at     INTEGER,
  changed_at        INTEGER NOT NULL,
  -- Only an inviter registered by the same submission. No foreign key: when the inviter is erased, the id stays, and the
  -- colleague's row in the export does not change.
  invited_by        TEXT,
  -- The registration that got this one's place when it was handed on, and the one that gave its place to this one. No
  -- foreign keys, as above.
  handed_to         TEXT,
  handed_from       TEXT,
  checked_in_at     INTEGER,
  joined_at         INTEGER,
  link_version      INTEGER NOT NULL DEFAULT 1,
  calendar_changes  INTEGER NOT NULL DEFAULT 0,
  rehearsal         INTEGER NOT NULL DEFAULT 0 CHECK (rehearsal IN (0, 1)),
  -- When the hold on the place ends if the address is not verified; the attendee is reminded before.
  held_until        INTEGER,
  hold_reminder_at  INTEGER,
  -- 1: organisers have a note about the attendee. Kept by triggers, so that a page of the list reads no further row.
  noted             INTEGER NOT NULL DEFAULT 0 CHECK (noted IN (0, 1)),
  -- Set by the transaction that erases the row, for the feed.
  erasure_reason    TEXT,
  -- The text that a search looks in: worker/registration/search-text.ts.
  search_text       TEXT GENERATED ALWAYS AS (
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    lower(name || ' ' || email || ' ' || coalesce(organisation, '')),
    'á', 'a'), 'Á', 'a'), 'à', 'a'), 'À', 'a'), 'â', 'a'), 'Â', 'a'), 'ä', 'a'), 'Ä', 'a'), 'ã', 'a'), 'Ã', 'a'),
    'å', 'a'), 'Å', 'a'), 'æ', 'ae'), 'Æ', 'ae'), 'ç', 'c'), 'Ç', 'c'), 'ć', 'c'), 'Ć', 'c'), 'č', 'c'), 'Č', 'c'),
    'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'Ð', 'd'), 'é', 'e'), 'É', 'e'), 'è', 'e'), 'È', 'e'), 'ê', 'e'), 'Ê', 'e'),
    'ë', 'e'), 'Ë', 'e'), 'ę', 'e'), 'Ę', 'e'), 'í', 'i'), 'Í', 'i'), 'î', 'i'), 'Î', 'i'), 'ï', 'i'), 'Ï', 'i'),
    'ł', 'l'), 'Ł', 'l'), 'ñ', 'n'), 'Ñ', 'n'), 'ń', 'n'), 'Ń', 'n'), 'ŋ', 'n'), 'Ŋ', 'n'), 'ó', 'o'), 'Ó', 'o'),
    'ô', 'o'), 'Ô', 'o'), 'ö', 'o'), 'Ö', 'o'), 'õ', 'o'), 'Õ', 'o'), 'ø', 'o'), 'Ø', 'o'), 'ś', 's'), 'Ś', 's'),
    'š', 's'), 'Š', 's'), 'ş', 's'), 'Ş', 's'), 'ŧ', 't'), 'Ŧ', 't'), 'þ', 'th'), 'Þ', 'th'), 'ú', 'u'), 'Ú', 'u'),
    'û', 'u'), 'Û', 'u'), 'ü', 'u'), 'Ü', 'u'), 'ý', 'y'), 'Ý', 'y'), 'ż', 'z'), 'Ż', 'z'), 'ž', 'z'), 'Ž', 'z'),
    'aa', 'a')) STORED,
  -- The sort key of the name in Norwegian order: the same file.
  name_key          TEXT GENERATED ALWAYS AS (
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    lower(name),
    'á', 'a'), 'Á', 'a'), 'à', 'a'), 'À', 'a'), 'â', 'a'), 'Â', 'a'), 'ä', '{'), 'Ä', '{'), 'ã', 'a'), 'Ã', 'a'),
    'å', '}'), 'Å', '}'), 'æ', '{'), 'Æ', '{'), 'ç', 'c'), 'Ç', 'c'), 'ć', 'c'), 'Ć', 'c'), 'č', 'c'), 'Č', 'c'),
    'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'Ð', 'd'), 'é', 'e'), 'É', 'e'), 'è', 'e'), 'È', 'e'), 'ê', 'e'), 'Ê', 'e'),
    'ë', 'e'), 'Ë', 'e'), 'ę', 'e'), 'Ę', 'e'), 'í', 'i'), 'Í', 'i'), 'î', 'i'), 'Î', 'i'), 'ï', 'i'), 'Ï', 'i'),
    'ł', 'l'), 'Ł', 'l'), 'ñ', 'n'), 'Ñ', 'n'), 'ń', 'n'), 'Ń', 'n'), 'ŋ', 'n'), 'Ŋ', 'n'), 'ó', 'o'), 'Ó', 'o'),
    'ô', 'o'), 'Ô', 'o'), 'ö', '|'), 'Ö', '|'), 'õ', 'o'), 'Õ', 'o'), 'ø', '|'), 'Ø', '|'), 'ś', 's'), 'Ś', 's'),
    'š', 's'), 'Š', 's'), 'ş', 's'), 'Ş', 's'), 'ŧ', 't'), 'Ŧ', 't'), 'þ', 'th'), 'Þ', 'th'), 'ú', 'u'), 'Ú', 'u'),
    'û', 'u'), 'Û', 'u'), 'ü', 'y'), 'Ü', 'y'), 'ý', 'y'), 'Ý', 'y'), 'ż', 'z'), 'Ż', 'z'), 'ž', 'z'), 'Ž', 'z'),
    'aa', '}')) STORED,
  CHECK (held_until IS NULL OR status <> 'cancelled'),
  CHECK (hold_reminder_at IS NULL OR held_until IS NOT NULL),
  CHECK ((status = 'waitlisted') = (waitlisted_at IS NOT NULL)),
  CHECK (status <> 'waitlisted' OR participation = 'in-person'),
  CHECK (digital_meanwhile = 0 OR status = 'waitlisted')
) STRICT, WITHOUT ROWID;

-- Rehearsals are stored beside real attendees: the same address may be both. The address comes first, so that this index
-- also finds an address at all events.
CREATE UNIQUE INDEX registration_person ON registration (email_key, event, rehearsal);
-- The export reads in pages by this key.
CREATE INDEX registration_page ON registration (event, id);
-- A list by name reads only the rows of one page.
CREATE INDEX registration_name ON registration (event, name_key, id);
-- Partial indexes: only the few rows in them cost writes.
CREATE INDEX registration_waiting ON registration (event, waitlisted_at) WHERE status = 'waitlisted' AND NOT rehearsal;
CREATE INDEX registration_meanwhile ON registration (event)
  WHERE status = 'waitlisted' AND digital_meanwhile AND NOT rehearsal;
CREATE INDEX registration_held ON registration (held_until) WHERE held_until IS NOT NULL;
CREATE INDEX registration_hold_reminder ON registration (hold_reminder_at) WHERE hold_reminder_at IS NOT NULL;
-- Finds the colleagues with the inviter's name in e-mails when the inviter is erased.
CREATE INDEX registration_invited ON registration (invited_by) WHERE invited_by IS NOT NULL;
CREATE INDEX registration_rehearsal ON registration (event) WHERE rehearsal;

CREATE TABLE needs (
  registration    TEXT PRIMARY KEY REFERENCES registration (id) ON DELETE CASCADE,
  diet            TEXT,
  access          TEXT,
  -- JSON: answers to the organiser's own sensitive questions.
  answers         TEXT,
  consented_at    INTEGER NOT NULL,
  consent_wording TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Notes about an attendee that organisers write for each other. They are in no e-mail and no list.
CREATE TABLE note (
  registration TEXT PRIMARY KEY REFERENCES registration (id) ON DELETE CASCADE,
  text         TEXT NOT NULL,
  -- The organiser's address.
  written_by   TEXT NOT NULL,
  written_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Check-ins sent by doors, by the nonce of each press. `registration.checked_in_at` is the earliest that was not undone.
-- Undoing may arrive first: then the row has only its nonce.
CREATE TABLE check_in (
  event        TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  nonce        TEXT NOT NULL,
  registration TEXT REFERENCES registration (id) ON DELETE CASCADE,
  at           INTEGER,
  -- The name of the door.
  by           TEXT,
  undone       INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  PRIMARY KEY (event, nonce),
  CHECK ((registration IS NULL) = (at IS NULL) AND (at IS NULL) = (by IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX check_in_of_registration ON check_in (registration, undone, at, nonce) WHERE registration IS NOT NULL;

CREATE TRIGGER note_written AFTER INSERT ON note
BEGIN
  UPDATE registration SET noted = 1 WHERE id = NEW.registration;
END;

CREATE TRIGGER note_deleted AFTER DELETE ON note
BEGIN
  UPDATE registration SET noted = 0 WHERE id = OLD.registration;
END;

-- A person who registers again after cancelling has no needs and no check-in from before. (Restoring keeps `registered_at`.)
CREATE TRIGGER registration_renewed AFTER UPDATE OF registered_at ON registration
BEGIN
  DELETE FROM needs WHERE registration = NEW.id;
  DELETE FROM check_in WHERE registration = NEW.id;
END;

-- The feed. Rows are only added, so the rowid (the largest plus one) is never used twice, and costs no read. No foreign
-- keys: a row outlives its registration. `registration` is null if the event's definition changed.
CREATE TABLE change (
  seq          INTEGER PRIMARY KEY,
  event        TEXT NOT NULL,
  type         TEXT NOT NULL,
  registration TEXT,
  reason       TEXT,
  at           INTEGER NOT NULL,
  rehearsal    INTEGER NOT NULL DEFAULT 0 CHECK (rehearsal IN (0, 1))
) STRICT;

CREATE INDEX change_of_event ON change (event, seq);
CREATE INDEX change_of_registration ON change (registration, seq) WHERE registration IS NOT NULL;
-- Finds erased attendees who must be erased again after a backup is restored.
CREATE INDEX change_erased ON change (seq) WHERE type = 'registration.erased';

-- Triggers keep the counts in `capacity` equal to the rows, for every statement.

CREATE TRIGGER registration_added AFTER INSERT ON registration WHEN NOT NEW.rehearsal
BEGIN
  UPDATE capacity SET
    in_person_taken = in_person_taken + (NEW.status = 'confirmed' AND NEW.participation = 'in-person'),
    digital_taken = digital_taken + (NEW.status = 'confirmed' AND NEW.participation = 'digital') + NEW.digital_meanwhile,
    waiting = waiting + (NEW.status = 'waitlisted'),
    meanwhile = meanwhile + NEW.digital_meanwhile,
    cancelled = cancelled + (NEW.status = 'cancelled'),
    last_waitlisted_at = max(last_waitlisted_at, coalesce(NEW.waitlisted_at, 0)),
    choice_taken = json_patch(choice_taken, (
      SELECT json_group_object(value, (choice_taken ->> value) + 1)
      FROM json_each(NEW.places) WHERE NEW.status = 'confirmed'))
  WHERE event = NEW.event;
END;

CREATE TRIGGER registration_moved AFTER UPDATE ON registration
WHEN NOT NEW.rehearsal AND (NEW.status <> OLD.status OR NEW.participation <> OLD.participation
  OR NEW.digital_meanwhile <> OLD.digital_meanwhile OR NEW.places IS NOT OLD.places)
BEGIN
  UPDATE capacity SET
    in_person_taken = in_person_taken
      + (NEW.status = 'confirmed' AND NEW.participation = 'in-person')
      - (OLD.status = 'confirmed' AND OLD.participation = 'in-person'),
    digital_taken = digital_taken
      + (NEW.status = 'confirmed' AND NEW.participation = 'digital') + NEW.digital_meanwhile
      - (OLD.status = 'confirmed' AND OLD.participation = 'digital') - OLD.digital_meanwhile,
    waiting = waiting + (NEW.status = 'waitlisted') - (OLD.status = 'waitlisted'),
    meanwhile = meanwhile + NEW.digital_meanwhile - OLD.digital_meanwhile,
    cancelled = cancelled + (NEW.status = 'cancelled') - (OLD.status = 'cancelled'),
    last_waitlisted_at = max(last_waitlisted_at, coalesce(NEW.waitlisted_at, 0)),
    choice_taken = json_patch(choice_taken, (
      SELECT json_group_object(place, (choice_taken ->> place) + more) FROM (
        SELECT place, sum(more) AS more FROM (
          SELECT value AS place, 1 AS more FROM json_each(NEW.places) WHERE NEW.status = 'confirmed'
          UNION ALL SELECT value, -1 FROM json_each(OLD.places) WHERE OLD.status = 'confirmed')
        GROUP BY place)))
  WHERE event = NEW.event;
END;

CREATE TRIGGER registration_erased AFTER DELETE ON registration
BEGIN
  UPDATE capacity SET
    in_person_taken = in_person_taken - (OLD.status = 'confirmed' AND OLD.participation = 'in-person'),
    digital_taken = digital_taken - (OLD.status = 'confirmed' AND OLD.participation = 'digital') - OLD.digital_meanwhile,
    waiting = waiting - (OLD.status = 'waitlisted'),
    meanwhile = meanwhile - OLD.digital_meanwhile,
    cancelled = cancelled - (OLD.status = 'cancelled'),
    choice_taken = json_patch(choice_taken, (
      SELECT json_group_object(value, (choice_taken ->> value) - 1)
      FROM json_each(OLD.places) WHERE OLD.status = 'confirmed'))
  WHERE event = OLD.event AND NOT OLD.rehearsal;
  -- A trigger, not a foreign key, since the e-mail about the erasure stays.
  DELETE FROM message WHERE registration = OLD.id AND kind <> 'erased';
  UPDATE message SET inviter = NULL
  WHERE inviter IS NOT NULL AND registration IN (SELECT id FROM registration WHERE invited_by = OLD.id);
  INSERT INTO change (event, type, registration, reason, at, rehearsal)
  VALUES (OLD.event, 'registration.erased', OLD.id, OLD.erasure_reason, CAST(unixepoch('subsec') * 1000 AS INTEGER),
    OLD.rehearsal);
END;

-- One registration request, by its Idempotency-Key.
CREATE TABLE submission (
  event           TEXT NOT NULL REFERENCES event (slug) ON DELETE CASCADE,
  key             TEXT NOT NULL,
  ticket          TEXT NOT NULL,
  body_hash       TEXT NOT NULL,
  capacity_before TEXT NOT NULL,
  at              INTEGER NOT NULL,
  PRIMARY KEY (event, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX submission_age ON submission (at);

-- An address typed by an attendee that must answer an e-mail: a colleague's, to take the place (`hand-over`), or a new one
-- of the attendee's own, to confirm it (`address`). Name and address are deleted with the answer.
CREATE TABLE pending_address (
  id           TEXT PRIMARY KEY,
  registration TEXT NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
  purpose      TEXT NOT NULL CHECK (purpose IN ('hand-over', 'address')),
  name         TEXT,
  email        TEXT,
  email_key    TEXT,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  -- Null while it is open; then an outcome of worker/registration/pending-address.ts.
  outcome      TEXT,
  ended_at     INTEGER,
  CHECK ((outcome IS NULL) = (ended_at IS NULL)),
  CHECK (outcome IS NOT NULL OR email_key IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX pending_address_open ON pending_address (registration, purpose) WHERE outcome IS NULL;
-- Counts the addresses that an attendee has typed.
CREATE INDEX pending_address_typed ON pending_address (registration);
CREATE INDEX pending_address_expiry ON pending_address (expires_at) WHERE outcome IS NULL;

-- For every statement that ends it: the person's data is deleted, and a waiting e-mail is not sent.
CREATE TRIGGER pending_address_ended AFTER UPDATE OF outcome ON pending_address WHEN NEW.outcome IS NOT NULL
BEGIN
  UPDATE pending_address SET name = NULL, email = NULL, email_key = NULL WHERE id = NEW.id;
  DELETE FROM message WHERE registration = NEW.id AND status = 'queued';
END;

CREATE TRIGGER pending_address_deleted AFTER DELETE ON pending_address
BEGIN
  DELETE FROM message WHERE registration = OLD.id;
END;

-- An offer ends when the attendee no longer has the place.
CREATE TRIGGER registration_left AFTER UPDATE OF status ON registration
WHEN OLD.status = 'confirmed' AND NEW.status <> 'confirmed'
BEGIN
  UPDATE pending_address SET outcome = 'place-left', ended_at = NEW.changed_at
  WHERE registration = NEW.id AND outcome IS NULL AND (purpose = 'hand-over' OR NEW.status = 'cancelled');
END;

-- A cancelled event has no places. (Its promotion ends at 0.)
CREATE TRIGGER event_cancelled AFTER UPDATE OF promotion_ends ON capacity
WHEN NEW.promotion_ends = 0 AND OLD.promotion_ends <> 0
BEGIN
  UPDATE pending_address SET outcome = 'place-left', ended_at = CAST(unixepoch('subsec') * 1000 AS INTEGER)
  WHERE id IN (
    SELECT pending_address.id FROM pending_address JOIN registration ON registration.id = pending_address.registration
    WHERE outcome IS NULL AND purpose = 'hand-over' AND registration.event = NEW.event);
END;
