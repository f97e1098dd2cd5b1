import type { Capacity } from "../registration/capacity.ts";
import { usualWebhookTypes } from "../registration/change.ts";
import type { ChoicePlaces } from "../registration/choice-places.ts";
import { emailKeyOf } from "../registration/email-address.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { timesOf } from "../registration/event-times.ts";
import { type OwnQuestion, placesOf } from "../registration/own-questions.ts";
import type { NoticeFields } from "../registration/privacy-notice.ts";
import type { ToldEvent } from "../registration/told-event.ts";
import { type ChoicePlacesRow, COUNTED_PLACES, choicePlacesOf, storeChosenPlaces } from "./choice-places.ts";
import {
  ANSWERS_CONFIRMED,
  answerValues,
  countTakenOut,
  eraseTakenOut,
  noAnswers,
  type PlannedAnswers,
  type TakenOutCounts,
  takenOutCountsOf,
} from "./definition-answers.ts";
import {
  countErasures,
  ERASURES_CONFIRMED,
  type ErasureCounts,
  erasureValues,
  nothingErased,
  type PlannedErasures,
  storeErasureTimes,
} from "./definition-erasures.ts";
import { DATABASE_NOW } from "./due-times.ts";
import { type NoticeKind, startNotice } from "./event-notices.ts";
import { NEW_ID } from "./ids.ts";
import { NEW_VERSION } from "./new-version.ts";
import { storeOrganisers } from "./organiser-sessions.ts";
import { promoteNext } from "./waiting-list.ts";

/**
 * An event as it is stored. `version` rises with every `PUT`, `calendarSequence` with those that calendars must learn about.
 */
export interface StoredEvent {
  definition: EventDefinition;
  version: number;
  calendarSequence: number;
  capacity: Capacity;
  /** How full the options of its choices are. */
  places: ChoicePlaces;
  /** Own questions and options that were removed, while answers to them may exist. */
  pastQuestions: OwnQuestion[];
}

/** The columns of `capacity`. */
export interface CapacityRow extends ChoicePlacesRow {
  event_version: number;
  in_person_capacity: number | null;
  digital_capacity: number | null;
  waitlist: number;
  in_person_taken: number;
  digital_taken: number;
  waiting: number;
}

export function capacityOf(row: CapacityRow): Capacity {
  return {
    inPersonCapacity: row.in_person_capacity,
    digitalCapacity: row.digital_capacity,
    waitlist: row.waitlist === 1,
    inPersonTaken: row.in_person_taken,
    digitalTaken: row.digital_taken,
    waiting: row.waiting,
  };
}

/**
 * An event as it is stored now. `known`: the event as read before. If the version is the same, the result has the same
 * definition object, so that values cached by it stay valid.
 */
export async function findEvent(db: D1Database, slug: string, known?: StoredEvent): Promise<StoredEvent | null> {
  const row = await db
    .prepare(
      `SELECT event.definition, event.version, event.calendar_sequence, event.past_questions, capacity.*
       FROM event JOIN capacity ON capacity.event = event.slug WHERE event.slug = ?`,
    )
    .bind(slug)
    .first<
      CapacityRow & { definition: string; version: number; calendar_sequence: number; past_questions: string | null }
    >();
  if (!row) return null;
  return {
    // Stored only after the schema accepted it (organiser/definition.ts).
    definition: known?.version === row.version ? known.definition : (JSON.parse(row.definition) as EventDefinition),
    version: row.version,
    calendarSequence: row.calendar_sequence,
    capacity: capacityOf(row),
    places: choicePlacesOf(row),
    pastQuestions: JSON.parse(row.past_questions ?? "[]") as OwnQuestion[],
  };
}

/** The e-mail to send about a changed definition; null for none. */
export type EventNotice = NoticeKind | null;

/** What depends on the definition that is replaced. Its fields are absent for a new event. */
export interface Replacement {
  /** What attendees were told about the event. */
  told?: ToldEvent;
  erasures?: PlannedErasures;
  answers?: PlannedAnswers;
  /** What to keep of its privacy notice; null if the new notice is the same. */
  replacedNotice?: NoticeFields | null;
}

export type SaveOutcome =
  /**
   * `promotions`: the ids of the e-mails to people who were promoted. `notified`: how many people get an e-mail about the
   * change.
   */
  | { outcome: "saved"; promotions: string[]; notified: number; counts: ErasureCounts; takenOut: TakenOutCounts }
  /** Another client has stored a new version meanwhile. */
  | { outcome: "refused"; reason: "changed-meanwhile" }
  /** It would erase data of `counts.people` people, and another number was confirmed. */
  | { outcome: "refused"; reason: "unconfirmed"; counts: ErasureCounts }
  /** An answered question would get another type. */
  | { outcome: "refused"; reason: "retyped"; takenOut: TakenOutCounts }
  /** It would erase answers of `takenOut.people` people, and another number was confirmed. */
  | { outcome: "refused"; reason: "answers-unconfirmed"; takenOut: TakenOutCounts };

/**
 * Stores a new definition if the stored one still has `version` (0: there is none yet), if the number of people who lose
 * data was confirmed, and if no answered question gets another type. The same transaction sets the times of erasure,
 * promotes from the waiting list if the capacity was raised, and queues an e-mail to everyone if there is a `notice`. A
 * cancelled event does not promote.
 */
export async function saveEvent(
  db: D1Database,
  definition: EventDefinition,
  version: number,
  notice: EventNotice,
  now: number,
  { told, replacedNotice, answers = noAnswers, erasures = nothingErased(definition, now) }: Replacement = {},
): Promise<SaveOutcome> {
  const { slug, participation, cancelled, webhooks, organisers } = definition;
  const places = placesOf(definition.questions);
  // Versions come from the clock, so that none is used twice, even after a restored backup: isolates cache definitions by
  // version.
  const next = Math.max(version + 1, now);
  const values = JSON.stringify({
    slug,
    event: slug,
    version: next,
    replacedVersion: version,
    notice,
    told: told && JSON.stringify(told),
    from: "",
    now,
    ...erasureValues(erasures),
    ...answerValues(answers),
    endpoints: webhooks.map(({ url, types = usualWebhookTypes }) => ({ url, types })),
    organisers: organisers.map(emailKeyOf),
    inPersonCapacity: participation.inPerson ? participation.inPerson.capacity : 0,
    digitalCapacity: participation.digital ? participation.digital.capacity : 0,
    waitlist: participation.inPerson?.waitlist ?? false,
    ...(Object.keys(places).length > 0 ? { places } : {}),
    promotionEnds: cancelled ? 0 : timesOf(definition).promotionEnds,
  });
  const promotions = promoteNext(db, slug, "capacity-raised", now);
  const [counts, countedAnswers, saved, notified, ...rest] = await db.batch<
    { id: string; recipients: number } & ErasureCounts
  >([
    countErasures(db, values),
    countTakenOut(db, values),
    storeDefinition(db, definition, answers, values),
    ...(notice ? startNotice(db, values) : []),
    // The head of a full export depends on the definition, so a new definition is a row of the feed too.
    db
      .prepare(
        `INSERT INTO change (event, type, at) SELECT ?1 ->> 'slug', 'event.changed', ?1 ->> 'now' WHERE ${NEW_VERSION}`,
      )
      .bind(values),
    ...storeEndpoints(db, values),
    ...storeOrganisers(db, values),
    ...storeErasureTimes(db, values),
    ...(replacedNotice ? [keepNotice(db, replacedNotice, values)] : []),
    ...eraseTakenOut(db, answers, values),
    storeChosenPlaces(db, values),
    storeCapacity(db, values),
    ...promotions,
  ]);
  const [found] = counts?.results ?? [];
  if (!found) throw new Error("A count without a row");
  const takenOut = takenOutCountsOf(countedAnswers?.results[0]);
  if (saved?.results.length !== 1) {
    if (found.version !== version) return { outcome: "refused", reason: "changed-meanwhile" };
    if (takenOut.retyped.length > 0) return { outcome: "refused", reason: "retyped", takenOut };
    if (answers.erase !== null && ![0, answers.erase].includes(takenOut.people))
      return { outcome: "refused", reason: "answers-unconfirmed", takenOut };
    return { outcome: "refused", reason: "unconfirmed", counts: found };
  }
  const promoted = rest.at(-promotions.length)?.results ?? [];
  return {
    outcome: "saved",
    promotions: promoted.map(({ id }) => id),
    notified: (notice && notified?.results[0]?.recipients) || 0,
    counts: found,
    takenOut,
  };
}

function storeDefinition(
  db: D1Database,
  definition: EventDefinition,
  { past }: PlannedAnswers,
  values: string,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO event (slug, version, definition, past_questions, changed_at)
       SELECT ?1 ->> 'slug', ?1 ->> 'version', ?2, ?3, ?1 ->> 'now'
       WHERE ?1 ->> 'replacedVersion' = 0 OR EXISTS (SELECT 1 FROM event WHERE slug = ?1 ->> 'slug')
       ON CONFLICT (slug) DO UPDATE SET version = excluded.version, definition = excluded.definition,
         past_questions = excluded.past_questions,
         calendar_sequence = calendar_sequence + (?1 ->> 'notice' IS NOT NULL), changed_at = excluded.changed_at,
         scheduled = 0
       WHERE version = ?1 ->> 'replacedVersion' AND ${ERASURES_CONFIRMED}
         AND ${ANSWERS_CONFIRMED}
       RETURNING slug AS id`,
    )
    .bind(values, JSON.stringify(definition), past.length > 0 ? JSON.stringify(past) : null);
}

/** New endpoints receive changes from now on; known ones keep their position and get the types that they now choose. */
function storeEndpoints(db: D1Database, values: string): D1PreparedStatement[] {
  return [
    db
      .prepare(
        `DELETE FROM webhook_endpoint WHERE event = ?1 ->> 'slug'
           AND url NOT IN (SELECT value ->> 'url' FROM json_each(?1, '$.endpoints')) AND ${NEW_VERSION}`,
      )
      .bind(values),
    db
      .prepare(
        `INSERT INTO webhook_endpoint (id, event, url, types, position, due_at, created_at)
         SELECT ${NEW_ID}, ?1 ->> 'slug', value ->> 'url', value -> 'types', (SELECT max(seq) FROM change WHERE event = ?1 ->> 'slug'),
           min(?1 ->> 'now', ${DATABASE_NOW}), ?1 ->> 'now'
         FROM json_each(?1, '$.endpoints') WHERE ${NEW_VERSION}
         ON CONFLICT (event, url) DO UPDATE SET types = excluded.types`,
      )
      .bind(values),
  ];
}

function keepNotice(db: D1Database, fields: NoticeFields, values: string): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO past_notice (event, version, until, fields)
       SELECT ?1 ->> 'slug', ?1 ->> 'replacedVersion', ?1 ->> 'now', ?2 WHERE ${NEW_VERSION}`,
    )
    .bind(values, JSON.stringify(fields));
}

function storeCapacity(db: D1Database, values: string): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO capacity (event, event_version, in_person_capacity, digital_capacity, waitlist, promotion_ends,
         choice_capacity, choice_taken)
       SELECT slug, version, ?1 ->> 'inPersonCapacity', ?1 ->> 'digitalCapacity', ?1 ->> 'waitlist',
         ?1 ->> 'promotionEnds', ?1 ->> 'places', ${COUNTED_PLACES}
       FROM event WHERE slug = ?1 ->> 'slug' AND version = ?1 ->> 'version'
       ON CONFLICT (event) DO UPDATE SET
         event_version = excluded.event_version,
         in_person_capacity = excluded.in_person_capacity,
         digital_capacity = excluded.digital_capacity,
         waitlist = excluded.waitlist,
         promotion_ends = excluded.promotion_ends,
         choice_capacity = excluded.choice_capacity,
         choice_taken = excluded.choice_taken
       WHERE event_version < excluded.event_version`,
    )
    .bind(values);
}
