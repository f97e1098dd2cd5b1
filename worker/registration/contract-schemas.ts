import * as z from "zod";
import { languages } from "../i18n/language.ts";
import { participations, placesInLine } from "./capacity.ts";
import type {
  AnswerWithReceipt,
  Erases,
  OwnField,
  Problem,
  PublicEvent,
  Receipt,
  RegistrationAnswer,
} from "./contract.ts";
import { erasables } from "./erasure-times.ts";
import { questions } from "./event-definition.ts";
import { exportRow } from "./export-row.ts";
import { questionTypes } from "./own-questions.ts";

/**
 * The types of contract.ts as schemas, for the API's description and its tests. They are types there, because the form
 * imports them and must not carry zod. A schema that differs from its type does not compile.
 */

const availability = z.enum(["open", "waitlist", "full"]);
const availabilities = z.strictObject({
  "in-person": availability.exactOptional(),
  digital: availability.exactOptional(),
});

const instant = z.iso.datetime();

/** What a new definition of an event erases. */
export const erases: z.ZodType<Erases> = z
  .strictObject({
    people: z
      .int()
      .describe("Of how many people something is erased: the number for `?confirm-erasures`. 0: nothing is."),
    what: z.array(
      z.strictObject({
        what: z
          .enum(erasables)
          .describe("`diet` and `access`: the answers to that question, which the definition no longer asks."),
        people: z.int().describe("How many people have it."),
        at: instant.describe("From when on it is erased, 48 hours from the change at the earliest."),
      }),
    ),
  })
  .meta({ id: "Erases" });

export const problem: z.ZodType<Problem> = z
  .strictObject({
    type: z.templateLiteral(["/problems/", z.string()]),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z
      .array(z.strictObject({ field: z.string(), code: z.string(), detail: z.string().exactOptional() }))
      .exactOptional(),
    /** With /problems/full: the present availability for as many people as the request registers. */
    availability: availabilities.exactOptional(),
    fewLeft: z.boolean().exactOptional(),
    /** With /problems/erasures-unconfirmed and deletion-unconfirmed: what would be erased. */
    erases: erases.exactOptional(),
    /**
     * What the browser must do before it sends the same request again: solve this challenge with altcha-lib, or, if
     * `turnstile` is there, bring a token of Cloudflare's Turnstile. `wait`: seconds until the service takes more people
     * from this client; alone, with /problems/overloaded, seconds until the service has less to do.
     */
    challenge: z
      .union([
        z.looseObject({
          parameters: z.looseObject({}),
          signature: z.string(),
          turnstile: z.strictObject({ siteKey: z.string(), script: z.url(), action: z.string() }).exactOptional(),
          wait: z.int().exactOptional(),
        }),
        z.strictObject({ wait: z.int() }),
      ])
      .exactOptional(),
  })
  .meta({ id: "Problem" });

export const registrationAnswer = z.strictObject({
  status: z.enum(["confirmed", "waitlisted"]),
  participation: z.enum(participations),
  /** The rough position on the waiting list; null with a place. */
  position: z.enum(placesInLine).nullable(),
  /** The places of all people in the request. */
  places: z.strictObject({ confirmed: z.int(), waitlisted: z.int() }),
}) satisfies z.ZodType<RegistrationAnswer>;

const receipt: z.ZodType<Receipt> = z
  .strictObject({
    tone: z.enum(["good", "warn"]),
    heading: z.string(),
    lead: z.string().describe("`{email}` stands where the address goes."),
    where: z.string(),
    calendar: z
      .array(z.strictObject({ text: z.string(), href: z.string() }))
      .describe("Ways into a calendar, the file first. None without a place."),
    next: z.array(z.strictObject({ when: z.string(), what: z.string() })).describe("What happens next, in order."),
    nextHeading: z.string(),
    help: z.string().describe("`{practicalContact}` stands where the contact goes."),
  })
  .meta({ id: "Receipt" });

/** For the form: the answer, and what to show the attendee. */
export const answerWithReceipt = registrationAnswer.extend({ receipt }) satisfies z.ZodType<AnswerWithReceipt>;

/** For an organiser who registers people by hand: the answer that the form gets, and the registrations themselves. */
export const registrationByHandAnswer = registrationAnswer.extend({ registrations: z.array(exportRow) });

const localText = z.strictObject({ text: z.string(), lang: z.enum(languages).exactOptional() });

const ownField: z.ZodType<OwnField> = z
  .strictObject({
    key: z.string(),
    type: z.enum(questionTypes),
    label: localText,
    hint: localText.exactOptional(),
    required: z.literal(true).exactOptional(),
    participation: z.enum(participations).exactOptional(),
    showIf: z.strictObject({ key: z.string(), options: z.array(z.string()) }).exactOptional(),
    sensitive: z.literal(true).exactOptional(),
    perColleague: z.literal(true).exactOptional(),
    options: z
      .array(
        z.strictObject({
          key: z.string(),
          label: localText,
          places: z.enum(["few", "full"]).exactOptional().describe("Absent: there are enough."),
        }),
      )
      .exactOptional(),
    min: z.union([z.number(), z.string()]).exactOptional(),
    max: z.union([z.number(), z.string()]).exactOptional(),
    maxLength: z.int().exactOptional(),
  })
  .meta({ id: "OwnField" });

export const publicEvent: z.ZodType<PublicEvent> = z
  .strictObject({
    slug: z.string(),
    language: z.enum(languages),
    partner: z.string(),
    title: localText,
    summary: localText.nullable(),
    phase: z.enum(["cancelled", "past", "not-open", "closed", "open"]),
    availability: availabilities,
    fewLeft: z.boolean(),
    starts: instant,
    ends: instant,
    timeZone: z.string(),
    utcOffset: z.int(),
    when: z.string(),
    date: z.strictObject({ month: z.string(), day: z.int() }),
    opens: z.string(),
    deadline: z.string(),
    where: z.string(),
    facts: z.array(localText.extend({ term: z.string() })),
    imprint: z.string().describe("`{practicalContact}` stands where the person to ask goes."),
    fullNotice: z.strictObject({ heading: z.string(), text: z.string() }).nullable(),
    cancelReason: localText.nullable(),
    accent: z.string().nullable(),
    venue: z.strictObject({ name: z.string(), city: z.string(), address: z.string().nullable() }).nullable(),
    programme: z.array(localText),
    price: localText.nullable(),
    organiser: z.strictObject({ name: z.string(), email: z.string() }),
    contacts: z.strictObject({
      practical: z.strictObject({ name: z.string(), organisation: z.string().nullable(), email: z.string() }),
      content: z
        .strictObject({ name: z.string(), organisation: z.string().nullable(), email: z.string().nullable() })
        .nullable(),
    }),
    fundedBy: z.string().nullable(),
    questions: z.array(z.union([z.enum(questions), ownField])),
    consent: z.string().exactOptional(),
    colleaguesMax: z.int(),
    limits: z.strictObject({
      name: z.int(),
      organisation: z.int(),
      role: z.int(),
      question: z.int(),
      diet: z.int(),
      access: z.int(),
    }),
    holdHours: z.int().exactOptional(),
    retention: z.strictObject({ needsDays: z.int(), registrationsDays: z.int() }),
    privacyUrl: z.string(),
    hostedUrl: z.string(),
    lostLinkUrl: z.string(),
  })
  .meta({ id: "PublicEvent" });
