import * as z from "zod";
import { languages } from "../i18n/language.ts";
import { answer } from "./answers.ts";
import { participations } from "./capacity.ts";
import { displayStatuses, messageKinds } from "./message.ts";

const instant = z.iso.datetime();

/** The only shape of a registration that leaves the service. Absent answers are `null`; times are UTC with `Z`. */
export const exportRow = z
  .strictObject({
    id: z.string(),
    status: z.enum(["confirmed", "waitlisted", "cancelled"]),
    participation: z.enum(participations),
    digitalMeanwhile: z.boolean().describe("Waits for a seat and follows the stream until there is one."),
    name: z.string(),
    email: z.string(),
    organisation: z.string().nullable(),
    role: z.string().nullable(),
    question: z.string().nullable(),
    answers: z
      .record(z.string(), answer)
      .describe("To the organiser's own questions, by their keys: what was answered, and without what is sensitive."),
    partner: z.string(),
    language: z.enum(languages),
    registeredAt: instant,
    waitlistedAt: instant.nullable().describe("With `id`, the order of the line."),
    heldUntil: instant
      .nullable()
      .describe("The place is held until then, since the address is not verified yet. Null: it is, or need not be."),
    changedAt: instant,
    invitedBy: z
      .string()
      .nullable()
      .describe("The id of the attendee who registered this colleague, if the same request registered both."),
    handedTo: z
      .string()
      .nullable()
      .describe("Cancelled because the attendee handed the place on: the id of the registration that has it now."),
    handedFrom: z.string().nullable().describe("The id of the registration whose place this attendee has taken."),
    checkedInAt: instant.nullable(),
    joinedAt: instant.nullable().describe("When the attendee first went to the stream with their own link."),
    mail: z
      .strictObject({ kind: z.enum(messageKinds), status: z.enum(displayStatuses), at: instant })
      .nullable()
      .describe("The latest e-mail to this person."),
    rehearsal: z.boolean().describe("A rehearsal: takes no place and counts nowhere."),
  })
  .meta({ id: "Registration" });
export type ExportRow = z.infer<typeof exportRow>;

/** In answers to `?since=`: an attendee who was erased. */
export const erasedRow = z
  .strictObject({ id: z.string(), status: z.literal("erased") })
  .meta({ id: "ErasedRegistration" });
export type ErasedRow = z.infer<typeof erasedRow>;

/**
 * The columns of a row in a table: `mail.status` is the status in `mail`. Each event adds columns for its own questions
 * after these.
 */
export const csvColumns: readonly string[] = Object.keys(exportRow.shape).flatMap((key) => {
  if (key === "answers") return [];
  return key === "mail" ? Object.keys(exportRow.shape.mail.unwrap().shape).map((part) => `mail.${part}`) : key;
});
