/** An attendee as doors see them. */
import * as z from "zod";
import { inLanguage, type Language } from "../i18n/language.ts";
import { participations } from "../registration/capacity.ts";
import { registrationStatuses } from "../registration/updating.ts";
import type { AtDoor } from "../storage/check-ins.ts";
import type { StoredEvent } from "../storage/events.ts";

export const doorPerson = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    organisation: z.string().nullable(),
    status: z.enum(registrationStatuses),
    participation: z.enum(participations),
    position: z.int().nullable().describe("On the waiting list, from 1 to 100."),
    rehearsal: z.boolean(),
    goesTo: z.array(z.string()).describe("What the attendee has chosen of the options that have a number of places."),
    codes: z
      .array(z.string())
      .describe("The first 16 hexadecimal digits of SHA-256 over the slug, a blank and the code."),
    checkedIn: z.strictObject({ at: z.iso.datetime(), by: z.string(), nonce: z.string() }).nullable(),
  })
  .meta({ id: "DoorPerson" });
export type DoorPerson = z.infer<typeof doorPerson>;

/** The labels of the options, such as "Lekeplasser" for `workshop.lek`. */
function goesTo({ places }: AtDoor, { definition }: StoredEvent, language: Language): string[] {
  return places.flatMap((place) => {
    const [key, option] = place.split(".");
    const question = definition.questions.find((one) => typeof one !== "string" && one.key === key);
    if (!question || typeof question === "string" || !("options" in question)) return [];
    const found = question.options.find((one) => one.key === option);
    return found ? [inLanguage(found.label, language).text] : [];
  });
}

export function doorPersonOf(one: AtDoor, event: StoredEvent, language: Language): Omit<DoorPerson, "codes"> {
  const { id, name, organisation, status, participation, position, rehearsal, counted } = one;
  return {
    id,
    name,
    organisation,
    status,
    participation,
    position,
    rehearsal,
    goesTo: goesTo(one, event, language),
    checkedIn: counted && { ...counted, at: new Date(counted.at).toISOString() },
  };
}
