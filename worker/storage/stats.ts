import type { Participation } from "../registration/capacity.ts";
import type { DisplayStatus } from "../registration/message.ts";
import type { Registration } from "./registrations.ts";

/** One group of equal registrations that are not deleted. */
export interface RegistrationCount {
  status: Registration["status"];
  participation: Participation;
  partner: string;
  /** When they registered, in quarters of an hour since 1970: the event's time zone decides when a day begins. */
  quarter: number;
  /** 1: the address is still to be verified. */
  held: number;
  count: number;
  /** How many of them came to the event, and how many went to its stream. */
  checkedIn: number;
  joined: number;
}

/** One group of deleted registrations, by the day on the event's calendar. */
export interface PastCount extends Omit<RegistrationCount, "quarter" | "held"> {
  day: string;
}

/** How many people who take part or wait have chosen an option. */
export interface OptionCount {
  question: string;
  option: string;
  status: "confirmed" | "waitlisted";
  count: number;
}

/** Counts of present and deleted registrations, without rehearsals. `choices`: the keys of questions with options. */
export async function countAll(
  db: D1Database,
  slug: string,
  choices: readonly string[],
): Promise<{
  registrations: RegistrationCount[];
  past: PastCount[];
  messages: { status: DisplayStatus; count: number }[];
  options: OptionCount[];
}> {
  const [registrations, past, messages, options] = await db.batch([
    db
      .prepare(
        `SELECT status, participation, partner, registered_at / 900000 AS quarter, held_until IS NOT NULL AS held,
           count(*) AS count, count(checked_in_at) AS checkedIn, count(joined_at) AS joined FROM registration
         WHERE event = ? AND NOT rehearsal GROUP BY status, participation, partner, quarter, held`,
      )
      .bind(slug),
    db
      .prepare(
        `SELECT status, participation, partner, day, count, checked_in AS checkedIn, joined
         FROM past_registrations WHERE event = ?`,
      )
      .bind(slug),
    db
      .prepare(
        `SELECT display_status AS status, count(*) AS count
         FROM registration JOIN message ON message.registration = registration.id
         WHERE registration.event = ?1 AND NOT registration.rehearsal GROUP BY display_status
         UNION ALL SELECT status, count FROM past_messages WHERE event = ?1`,
      )
      .bind(slug),
    ...(choices.length > 0 ? [countOptions(db, slug, choices)] : []),
  ]);
  return {
    registrations: (registrations?.results ?? []) as RegistrationCount[],
    past: (past?.results ?? []) as PastCount[],
    messages: (messages?.results ?? []) as { status: DisplayStatus; count: number }[],
    options: (options?.results ?? []) as OptionCount[],
  };
}

function countOptions(db: D1Database, slug: string, choices: readonly string[]): D1PreparedStatement {
  return db
    .prepare(
      `SELECT choice.value AS question, chosen.value AS option, status, count(*) AS count
       FROM registration
         JOIN json_each(?2) AS choice
         JOIN json_each(registration.answers, '$."' || choice.value || '"') AS chosen
       WHERE registration.event = ?1 AND status <> 'cancelled' AND NOT rehearsal AND registration.answers IS NOT NULL
       GROUP BY question, option, status`,
    )
    .bind(slug, JSON.stringify(choices));
}
