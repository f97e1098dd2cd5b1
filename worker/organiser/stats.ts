import { z } from "zod";
import { participations } from "../registration/capacity.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { timesOf } from "../registration/event-times.ts";
import { dayAt, dayFrom } from "../registration/local-time.ts";
import { type DisplayStatus, displayStatuses } from "../registration/message.ts";
import type { Service } from "../service.ts";
import { countAll } from "../storage/stats.ts";

const QUARTER = 900_000;

/** A year of days; an event that is open for longer tells only those on which somebody registered. */
const DAYS_MAX = 366;

const counts = z.record(z.string(), z.int());

export const statsAnswer = z.strictObject({
  event: z.string(),
  status: z.strictObject({ confirmed: z.int(), waitlisted: z.int(), cancelled: z.int() }),
  /** Without those who have left, as are the two after it. */
  participation: z.record(z.enum(participations), z.int()),
  partner: counts,
  /** By day of registering: each from the opening to the deadline, as far as it has come. */
  day: counts,
  messages: z.record(z.enum(displayStatuses), z.int()),
});

/**
 * Counts by status, participation, partner and day of registering (without those who have left), and of e-mails by status; of
 * those who are deleted by now, too.
 */
export async function stats({ db, now }: Service, event: EventDefinition): Promise<z.infer<typeof statsAnswer>> {
  const { registrations: present, past, messages } = await countAll(db, event.slug);
  const registrations = [
    ...present.map((group) => ({ ...group, day: dayAt(group.quarter * QUARTER, event.timeZone) })),
    ...past,
  ];
  const there = registrations.filter(({ status }) => status !== "cancelled");
  const sum = <T extends { count: number }>(rows: T[], keyOf: (row: T) => string) => {
    const sums: Record<string, number> = {};
    for (const row of rows) sums[keyOf(row)] = (sums[keyOf(row)] ?? 0) + row.count;
    return sums;
  };
  const zero = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, 0]));
  const days = sum(there, ({ day }) => day);
  return {
    event: event.slug,
    status: { confirmed: 0, waitlisted: 0, cancelled: 0, ...sum(registrations, ({ status }) => status) },
    participation: { "in-person": 0, digital: 0, ...sum(there, ({ participation }) => participation) },
    partner: { ...zero(Object.keys(event.partners)), ...sum(there, ({ partner }) => partner) },
    day: Object.fromEntries(
      Object.entries({ ...zero(openDays(event, now)), ...days }).sort(([a], [b]) => a.localeCompare(b)),
    ),
    messages: {
      ...(zero(displayStatuses) as Record<DisplayStatus, number>),
      ...sum(messages, ({ status }) => status),
    },
  };
}

/** From the day on which registration opens to the last one or today, whichever is first. */
function openDays(event: EventDefinition, now: number): string[] {
  const { opens, closes } = timesOf(event);
  const last = dayAt(Math.min(now, closes - 1), event.timeZone);
  const days: string[] = [];
  for (let day = dayAt(opens, event.timeZone); day <= last && days.length < DAYS_MAX; day = dayFrom(day, 1))
    days.push(day);
  return days.length < DAYS_MAX ? days : [];
}
