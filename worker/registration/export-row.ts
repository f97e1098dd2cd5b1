import { z } from "zod";
import { languages } from "../language/language.ts";
import { messageKinds, shownStatuses } from "./change.ts";
import { participations } from "./places.ts";

const instant = z.iso.datetime();

/** The only shape of a registration that leaves the service. Absent answers are `null`; times are UTC with `Z`. */
export const exportRow = z.strictObject({
  id: z.string(),
  status: z.enum(["confirmed", "waitlisted", "cancelled"]),
  participation: z.enum(participations),
  digitalMeanwhile: z.boolean(),
  name: z.string(),
  email: z.string(),
  organisation: z.string().nullable(),
  role: z.string().nullable(),
  question: z.string().nullable(),
  partner: z.string(),
  language: z.enum(languages),
  registeredAt: instant,
  /** With `id`, the order of the line. */
  waitlistedAt: instant.nullable(),
  changedAt: instant,
  /** The id of whoever registered this colleague. */
  invitedBy: z.string().nullable(),
  checkedInAt: instant.nullable(),
  /** The latest e-mail to this person. */
  mail: z.strictObject({ kind: z.enum(messageKinds), status: z.enum(shownStatuses), at: instant }).nullable(),
  test: z.boolean(),
});
export type ExportRow = z.infer<typeof exportRow>;

/** In answers to `?since=`, somebody who is no longer there. */
export interface ErasedRow {
  id: string;
  status: "erased";
}
