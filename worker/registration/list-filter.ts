/**
 * The filter of the list: it selects registrations of an event. The organiser's list, the audience of an announcement and
 * cancelling many all use it. storage/list-filter.ts has the same condition in SQL; `matchesFilter` defines its meaning.
 */
import * as z from "zod";
import { languages } from "../i18n/language.ts";
import type { Answer } from "./answers.ts";
import { participations } from "./capacity.ts";
import type { ExportRow } from "./export-row.ts";
import { type DisplayStatus, displayStatuses } from "./message.ts";
import { searchTerms, searchText } from "./search-text.ts";
import { registrationStatuses } from "./updating.ts";

/** `never-delivered`: no e-mail has ever arrived. `undelivered`: the latest has failed, bounced or was reported as spam. */
export const mailConditions = [...displayStatuses, "never-delivered", "undelivered"] as const;

/** The statuses of an e-mail that did not get through. */
export const undeliveredStatuses: readonly DisplayStatus[] = ["failed", "bounced", "complained"];

/** Registered by an organiser, or as a colleague of the attendee who sent the form. */
export const addedByConditions = ["by-hand", "colleague"] as const;

/** The most ids that one filter may have. */
const IDS_MAX = 500;
export const SEARCH_MAX = 200;

const instant = z.iso
  .datetime({ offset: true, error: "an instant such as 2026-11-24T12:00:00Z" })
  .transform((text) => Date.parse(text));

const conditionFields = {
  status: z.enum(registrationStatuses, registrationStatuses.join(", ")),
  participation: z
    .enum(participations, "in-person or digital")
    .describe("Attendees who wait for a seat and follow the stream meanwhile count as both."),
  partner: z.string().max(60),
  language: z.enum(languages, languages.join(", ")),
  registeredFrom: instant,
  registeredBefore: instant.describe("The first instant that is no longer in it."),
  mail: z
    .enum(mailConditions, mailConditions.join(", "))
    .describe(
      "The status of the latest e-mail, as in the export. `undelivered`: it failed, bounced or was reported as spam. `never-delivered`: none has ever arrived.",
    ),
  announcementMissed: z
    .string()
    .regex(/^[0-9a-f]{32}$/, "the id of an announcement")
    .describe("This announcement has failed, bounced or was reported as spam."),
  emailDomain: z
    .string()
    .max(253)
    .transform((domain) => domain.replace(/^@/, "").toLowerCase())
    .describe("What stands behind the @."),
  hasQuestion: z.boolean().describe("Has written a question to the organiser."),
  checkedIn: z.boolean(),
  joined: z.boolean().describe("Has followed the stream, by the link in the e-mail."),
  held: z.boolean().describe("The place is held for an address that is not verified yet."),
  addedBy: z.enum(addedByConditions, addedByConditions.join(", ")).describe("How the registration came about."),
  answer: z
    .strictObject({ question: z.string().max(40), option: z.string().max(40) })
    .describe("Has chosen this option of a question of the organiser's own; not of a sensitive one."),
  ids: z
    .array(z.string().regex(/^[0-9a-f]{32}$/, "ids of registrations"))
    .min(1)
    .max(IDS_MAX),
  search: z
    .string()
    .max(SEARCH_MAX)
    .describe("Each word stands somewhere in the name, the address or the organisation. Accents do not count."),
} as const;

/** The conditions, in the order in which they are shown. */
export type Condition = keyof typeof conditionFields;
export const conditions = Object.keys(conditionFields) as Condition[];

const optional = Object.fromEntries(Object.entries(conditionFields).map(([name, type]) => [name, type.optional()])) as {
  [name in Condition]: z.ZodOptional<(typeof conditionFields)[name]>;
};

const fields = {
  ...optional,
  not: z
    .array(z.enum(conditions, "the name of a condition"))
    .max(conditions.length)
    .optional()
    .describe("Names of conditions here that must not hold."),
};

/** Refuses to negate a condition that is not given: that can only be a mistake. */
function checkNot(
  filter: { not?: Condition[] | undefined } & { [name in Condition]?: unknown },
  context: z.RefinementCtx,
) {
  for (const [index, name] of (filter.not ?? []).entries())
    if (filter[name] === undefined)
      context.addIssue({ code: "custom", path: ["not", index], message: "the name of a condition that is given" });
}

/** Conditions on registrations: all that are given must hold, and those named in `not` must not. */
export const listFilter = z.strictObject(fields).superRefine(checkNot);
export type ListFilter = z.output<typeof listFilter>;

/** The same for people who take part or wait: announcements and cancelling never concern cancelled registrations. */
export const activeFilter = z
  .strictObject({ ...fields, status: z.enum(["confirmed", "waitlisted"], "confirmed or waitlisted").optional() })
  .superRefine(checkNot);

/** The names of the conditions that a filter has. */
export function conditionsOf(filter: ListFilter): Condition[] {
  return conditions.filter((name) => filter[name] !== undefined);
}

export function isNegated(filter: ListFilter, name: Condition): boolean {
  return filter.not?.includes(name) ?? false;
}

/**
 * A filter as the audit log keeps it: without the searched name and without ids, since the log is kept longer than the
 * registrations.
 */
export function loggedFilter({ search, ids, ...filter }: ListFilter): Record<string, unknown> {
  return { ...filter, ...(search === undefined ? {} : { search: "…" }), ...(ids ? { ids: ids.length } : {}) };
}

/** The filter without one of its conditions. */
export function withoutCondition(filter: ListFilter, name: Condition): ListFilter {
  const not = filter.not?.filter((other) => other !== name);
  return { ...filter, [name]: undefined, not: not && not.length > 0 ? not : undefined };
}

/** The filter with one condition negated, or no longer negated. */
export function turnedRound(filter: ListFilter, name: Condition): ListFilter {
  const { not = [] } = filter;
  const turned = not.includes(name) ? not.filter((other) => other !== name) : [...not, name];
  return { ...filter, not: turned.length > 0 ? turned : undefined };
}

/** The parts of a registration that a filter looks at. */
export interface Person
  extends Pick<
    ExportRow,
    "id" | "status" | "participation" | "digitalMeanwhile" | "name" | "email" | "organisation" | "question" | "partner"
  > {
  language: ExportRow["language"];
  answers: Readonly<Record<string, Answer>>;
  /** Milliseconds since 1970. */
  registeredAt: number;
  checkedIn: boolean;
  joined: boolean;
  held: boolean;
  addedBy: (typeof addedByConditions)[number] | null;
  /** The ids of announcements whose e-mail has failed, bounced or was reported as spam. */
  announcementsMissed: readonly string[];
  /** The statuses of the e-mails to the person, the latest last. */
  mails: readonly DisplayStatus[];
}

/** Whether a filter matches a registration. The database uses one SQL condition; this function defines its meaning. */
export function matchesFilter(filter: ListFilter, person: Person): boolean {
  return conditionsOf(filter).every((name) => holds(filter, name, person) !== isNegated(filter, name));
}

function holds(filter: ListFilter, name: Condition, person: Person): boolean {
  switch (name) {
    case "status":
    case "partner":
    case "language":
    case "checkedIn":
    case "joined":
    case "held":
    case "addedBy":
      return person[name] === filter[name];
    case "participation":
      return (
        person.participation === filter.participation || (filter.participation === "digital" && person.digitalMeanwhile)
      );
    case "registeredFrom":
      return person.registeredAt >= (filter.registeredFrom ?? 0);
    case "registeredBefore":
      return person.registeredAt < (filter.registeredBefore ?? 0);
    case "mail":
      return mailMatches(filter.mail, person.mails);
    case "announcementMissed":
      return person.announcementsMissed.includes(filter.announcementMissed ?? "");
    case "emailDomain":
      return person.email.toLowerCase().split("@").at(-1) === filter.emailDomain;
    case "hasQuestion":
      return (person.question !== null) === filter.hasQuestion;
    case "answer": {
      const { question = "", option = "" } = filter.answer ?? {};
      return [person.answers[question]].flat().includes(option);
    }
    case "ids":
      return filter.ids?.includes(person.id) ?? false;
    case "search": {
      const text = searchText(person);
      return searchTerms(filter.search ?? "").every((term) => text.includes(term));
    }
  }
}

function mailMatches(wanted: ListFilter["mail"], mails: readonly DisplayStatus[]): boolean {
  const latest = mails.at(-1);
  if (wanted === "never-delivered") return !mails.some((status) => status === "delivered" || status === "complained");
  if (wanted === "undelivered") return latest !== undefined && undeliveredStatuses.includes(latest);
  return latest === wanted;
}
