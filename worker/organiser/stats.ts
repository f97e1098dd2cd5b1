import * as z from "zod";
import { participations } from "../registration/capacity.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { timesOf } from "../registration/event-times.ts";
import { dayAt, dayFrom } from "../registration/local-time.ts";
import { type DisplayStatus, displayStatuses } from "../registration/message.ts";
import { type Choice, hasOptions, ownQuestions } from "../registration/own-questions.ts";
import type { Service } from "../service.ts";
import { countAll, type OptionCount } from "../storage/stats.ts";

/** Registrations are grouped by quarter of an hour, which belongs to one day in every time zone. In milliseconds. */
const QUARTER_MS = 900_000;

/** An event that is open for more days lists only days with registrations. */
const DAYS_MAX = 366;

const counts = z.record(z.string(), z.int());

const optionStats = z.strictObject({
  confirmed: z.int().describe("Those who have a place in the event, and so in the option."),
  waitlisted: z.int().describe("Those who wait for a place in the event, and hope for the option."),
  capacity: z.int().nullable(),
});

export const statsAnswer = z.strictObject({
  event: z.string(),
  status: z.strictObject({ confirmed: z.int(), waitlisted: z.int(), cancelled: z.int() }),
  held: z.int().describe("Of the confirmed and the waitlisted, those whose address is yet to be verified."),
  checkedIn: z.int().describe("How many of the confirmed have been let in at the door."),
  joined: z.int().describe("How many have gone to the stream with their own link."),
  /** Without cancelled registrations, like the next two. */
  participation: z.record(z.enum(participations), z.int()),
  partner: counts,
  /** By day of registering, from the opening to the deadline or today. */
  day: counts,
  messages: z.record(z.enum(displayStatuses), z.int()),
  answers: z
    .record(z.string(), z.record(z.string(), optionStats))
    .describe("Of each choice of the organiser's own, how many have chosen each option. Without sensitive questions."),
});

export type Stats = z.infer<typeof statsAnswer>;

/**
 * Counts registrations by status; without the cancelled ones also by participation, partner and day of registering; and
 * e-mails by status. Includes registrations deleted by retention.
 */
export async function stats({ db, now }: Service, event: EventDefinition): Promise<Stats> {
  const choices = ownQuestions(event.questions)
    .filter(hasOptions)
    .filter(({ sensitive }) => !sensitive);
  const keys = choices.map(({ key }) => key);
  const { registrations: present, past, messages, options } = await countAll(db, event.slug, keys);
  const registrations = [
    ...present.map((group) => ({ ...group, day: dayAt(group.quarter * QUARTER_MS, event.timeZone) })),
    ...past,
  ];
  const notCancelled = registrations.filter(({ status }) => status !== "cancelled");
  const sum = <T extends { count: number }>(rows: T[], keyOf: (row: T) => string) => {
    const sums: Record<string, number> = {};
    for (const row of rows) sums[keyOf(row)] = (sums[keyOf(row)] ?? 0) + row.count;
    return sums;
  };
  const zero = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, 0]));
  const days = sum(notCancelled, ({ day }) => day);
  return {
    event: event.slug,
    status: { confirmed: 0, waitlisted: 0, cancelled: 0, ...sum(registrations, ({ status }) => status) },
    held: present.reduce((held, group) => held + group.held * group.count, 0),
    checkedIn: registrations.reduce((all, group) => all + (group.status === "confirmed" ? group.checkedIn : 0), 0),
    joined: registrations.reduce((all, { joined }) => all + joined, 0),
    participation: { "in-person": 0, digital: 0, ...sum(notCancelled, ({ participation }) => participation) },
    partner: { ...zero(Object.keys(event.partners)), ...sum(notCancelled, ({ partner }) => partner) },
    day: Object.fromEntries(
      Object.entries({ ...zero(openDays(event, now)), ...days }).sort(([a], [b]) => a.localeCompare(b)),
    ),
    messages: {
      ...(zero(displayStatuses) as Record<DisplayStatus, number>),
      ...sum(messages, ({ status }) => status),
    },
    answers: Object.fromEntries(choices.map((choice) => [choice.key, optionStatsOf(choice, options)])),
  };
}

/** The statistics of a question's present options. */
function optionStatsOf({ key: question, options }: Choice, counts: readonly OptionCount[]) {
  const countOf = (option: string, status: OptionCount["status"]) =>
    counts.find((count) => count.question === question && count.option === option && count.status === status)?.count ??
    0;
  return Object.fromEntries(
    options.map(({ key, capacity = null }) => [
      key,
      { confirmed: countOf(key, "confirmed"), waitlisted: countOf(key, "waitlisted"), capacity },
    ]),
  );
}

/** The days from the opening of registration to its last day or today. */
function openDays(event: EventDefinition, now: number): string[] {
  const { opens, closes } = timesOf(event);
  const last = dayAt(Math.min(now, closes - 1), event.timeZone);
  const days: string[] = [];
  for (let day = dayAt(opens, event.timeZone); day <= last && days.length < DAYS_MAX; day = dayFrom(day, 1))
    days.push(day);
  return days.length < DAYS_MAX ? days : [];
}
