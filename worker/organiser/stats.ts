import { type ShownStatus, shownStatuses } from "../registration/change.ts";
import { dayAt, type EventDefinition } from "../registration/event.ts";
import { countAll } from "../storage/stats.ts";

const QUARTER = 900_000;

/** Counts, of those who are deleted by now, too, by status, participation, partner and day of registering (without those who have left), and of e-mails by status. */
export async function stats(db: D1Database, event: EventDefinition) {
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
  const partners = Object.fromEntries(Object.keys(event.partners).map((partner) => [partner, 0]));
  const none = Object.fromEntries(shownStatuses.map((status): [ShownStatus, number] => [status, 0]));
  return {
    event: event.slug,
    status: { confirmed: 0, waitlisted: 0, cancelled: 0, ...sum(registrations, ({ status }) => status) },
    participation: { "in-person": 0, digital: 0, ...sum(there, ({ participation }) => participation) },
    partner: { ...partners, ...sum(there, ({ partner }) => partner) },
    day: Object.fromEntries(Object.entries(sum(there, ({ day }) => day)).sort(([a], [b]) => a.localeCompare(b))),
    messages: { ...none, ...sum(messages, ({ status }) => status) },
  };
}
