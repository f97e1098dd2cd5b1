import * as z from "zod";
import { languages } from "../i18n/language.ts";
import { accentFault } from "./accent.ts";
import { accessibility } from "./accessibility.ts";
import { webhookTypes } from "./change.ts";
import { definitionFaults } from "./definition-faults.ts";
import { LETTER, line, localTime, missing, text, timeZone, webAddress, words } from "./definition-fields.ts";
import { parseEmailAddress } from "./email-address.ts";
import { originOf } from "./origins.ts";
import { ownQuestion } from "./own-questions.ts";

/**
 * The definition of an event: what an organiser writes and `PUT /api/events/{event}` accepts. It holds everything that the
 * service knows about an event; the code knows no event.
 */

const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower-case letters, digits and single hyphens, such as my-conference-2026")
  .max(60);

const capacity = z.int().min(0).max(1_000_000).nullable().default(null);

/** The address of an event. `new` is taken by the page `/organiser/new`. */
const eventSlug = slug.refine((value) => value !== "new", "another name: `new` is that of a page of the service");

/** An address to send sign-in links to. Normalised, since the organiser may type it in other case when asking for a link. */
const organiserAddress = z
  .string()
  .refine((value) => typeof parseEmailAddress(value) !== "string", "an e-mail address such as rebekka@example.no");

const person = z.strictObject({ name: line, email: z.email().optional(), organisation: line.optional() });

/** A processor (GDPR Article 28): a row in the privacy notice's table. */
const processor = z.strictObject({
  name: words,
  purpose: text.describe("What it does for the organiser."),
  country: text.describe("Where it does so."),
  transfer: z
    .enum(["none", "dpf", "scc"], "none, dpf (EU–U.S. Data Privacy Framework) or scc (standard contractual clauses)")
    .describe("What a transfer out of the EEA rests on."),
  link: webAddress.describe("Where the processor documents that: its agreement, or its entry in the framework's list."),
});

/** The questions beside name, e-mail and participation that the service knows by name. */
export const questions = ["organisation", "role", "diet", "access", "question", "colleagues"] as const;
export type Question = (typeof questions)[number];

const origin = z
  .string()
  .max(200)
  .refine((value) => originOf(value) === value, "such as https://www.example.no");

/** The contrast is checked here, so that no page or e-mail has to check it. */
const accent = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, { error: "a colour such as #0b5d69", abort: true })
  .superRefine((color, context) => {
    const message = accentFault(color);
    if (message) context.addIssue({ code: "custom", message });
  })
  .describe(
    "The partner's colour, #rrggbb, for buttons and links in its form, receipts and e-mails. Its contrast to white is at least 4.5:1; the colour for dark pages follows from it. Absent: the form takes the page's colour, or the service's own.",
  );

const partner = z.strictObject({
  name: line,
  language: z.enum(languages),
  site: webAddress,
  accent: accent.optional(),
  /** The only origins whose pages may register people. See `allowedOrigins` in origins.ts. */
  origins: z.array(origin).min(1).max(20).optional(),
  projectPage: webAddress.optional(),
});

export const eventDefinition = z
  .strictObject({
    $schema: z
      .string()
      .max(500)
      .optional()
      .describe("For editors: where the service has the JSON Schema of this document."),
    slug: eventSlug,
    title: text,
    summary: text.optional(),
    timeZone,
    starts: localTime,
    ends: localTime,
    doorsOpen: localTime.optional(),
    registrationOpens: localTime,
    registrationCloses: localTime.describe("The first instant after registration: midnight after the last day."),
    promotionEnds: localTime
      .optional()
      .describe("Until when a freed seat goes to the next person on the waiting list. Default: the start."),
    venue: z
      .strictObject({ name: line, city: line, address: line.optional() })
      .optional()
      .describe("Where those who take part in person come; an event that is only digital needs none."),
    participation: z
      .strictObject({
        inPerson: z.strictObject({ capacity, waitlist: z.boolean().default(true) }).optional(),
        digital: z
          .strictObject({
            capacity,
            streamUrl: webAddress
              .nullable()
              .default(null)
              .describe(
                "Where the stream is. Attendees reach it through links of their own, while it is open; it may change without an e-mail.",
              ),
            streamOpensBefore: z
              .int()
              .min(0)
              .max(240)
              .default(15)
              .describe("How long before the start the stream opens, in minutes. It closes an hour after the end."),
            recordingUrl: webAddress
              .nullable()
              .default(null)
              .describe("Where the recording is: attendees find it behind their own links once the event is over."),
          })
          .optional(),
      })
      .refine((ways) => ways.inPerson || ways.digital, "inPerson, digital or both"),
    programme: z.array(text).max(50).default([]),
    price: text.nullable().default(null),
    organiser: z.strictObject({
      name: words,
      email: z.email(),
      public: z
        .boolean("true for a public body, false for others")
        .describe("A public body: it cannot rely on legitimate interest, and has a data protection officer."),
    }),
    organisers: z
      .array(organiserAddress)
      .max(30)
      .default([])
      .refine((all) => new Set(all.map((address) => address.toLowerCase())).size === all.length, "each address once")
      .describe("Who may sign in to the organiser's pages and do everything there, by e-mail address."),
    contacts: z.strictObject({
      practical: person.extend({ name: words, email: z.email() }),
      content: person.optional(),
    }),
    fundedBy: line.optional(),
    questions: z
      .array(z.union([z.enum(questions), ownQuestion], `${questions.join(", ")}, or an object: a question of your own`))
      .default([])
      .describe("In the order of the form: the name of a question that the service knows, or one of your own."),
    colleaguesMax: z
      .int()
      .min(1)
      .max(9)
      .default(5)
      .describe("How many colleagues a person may register in the same request, where `questions` has `colleagues`."),
    partners: z.record(slug, partner).refine((partners) => Object.keys(partners).length > 0, "at least one partner"),
    verification: z
      .strictObject({
        holdHours: z
          .int("a whole number of hours")
          .min(1)
          .max(168)
          .describe("How long a place is held until the attendee confirms with the link in the e-mail, in hours."),
      })
      .optional()
      .describe("Attendees must verify their address to keep their place. Absent: registering is enough."),
    retention: z.strictObject({
      needsDays: z.int().min(0).max(365),
      registrationsDays: z.int().min(0).max(3650),
    }),
    /** What the privacy notice says besides the organiser (GDPR Article 13). */
    privacy: z.strictObject(
      {
        basis: z
          .enum(
            ["agreement", "public-task", "legitimate-interest"],
            "agreement, public-task or legitimate-interest (GDPR Article 6(1)(b), (e), (f))",
          )
          .describe("Why the organiser may use what people write."),
        legalBasis: text.optional().describe("With public-task: the law or decision that gives the task."),
        interest: text.optional().describe("With legitimate-interest: which interest that is (Article 13(1)(d))."),
        controllerContact: words.optional(),
        /** Public bodies must have one (Article 37). */
        dataProtectionOfficer: z
          .string(missing("how to reach the officer, or null where the organiser has none and need not"))
          .trim()
          .max(200)
          .regex(LETTER, "in words: how to reach the officer, or null")
          .nullable(),
        processors: z
          .array(
            processor,
            missing("a row for each processor: Cloudflare, Resend and your own (PRIVACY.md has rows to copy)"),
          )
          .min(1)
          .max(20),
        jointControllers: z
          .strictObject({ names: z.array(words).min(1).max(10), arrangement: text })
          .optional()
          .describe(
            "Who else decides, and who answers for what (Article 26). Absent: the partners only show the form.",
          ),
        backupDays: z
          .int()
          .min(0)
          .max(90)
          .default(30)
          .describe("How many days backups keep what is erased. D1 Time Travel reaches 30 days back."),
      },
      missing("an object with basis, dataProtectionOfficer and processors: the privacy notice must say them"),
    ),
    accessibility: accessibility
      .optional()
      .describe("For the accessibility statement, which every event has. Absent: the service's own tests alone."),
    /** When scheduled e-mails fall due. Absent: at the usual time (scheduled-mail.ts). null: never. */
    mails: z
      .strictObject({
        reminder: localTime.nullable().optional().describe("On the day before the start."),
        streamLink: localTime
          .nullable()
          .optional()
          .describe("To those who take part digitally or wait: their own links to the stream."),
        thanks: localTime.nullable().optional().describe("After the end."),
        materialsUrl: webAddress.optional().describe("Slides or a recording, for the thanks."),
      })
      .prefault({}),
    /** Where each change is sent at once and in order, as a signed HTTPS request (organiser/README.md). */
    webhooks: z
      .array(
        z.strictObject({
          url: webAddress,
          types: z
            .array(z.enum(webhookTypes, `one of ${webhookTypes.join(", ")}`))
            .min(1)
            .refine((types) => new Set(types).size === types.length, "each type once")
            .optional()
            .describe("What this address is told. Default: everything but registration.mail, the news of each e-mail."),
        }),
      )
      .max(5)
      .default([])
      .refine((all) => new Set(all.map(({ url }) => url)).size === all.length, "each address once"),
    cancelled: z
      .strictObject({ reason: text })
      .optional()
      .describe("Set when the event will not take place. The reason goes into the e-mail to everybody."),
  })
  .superRefine((event, context) => {
    for (const fault of definitionFaults(event)) context.addIssue({ code: "custom", ...fault });
  })
  .meta({ id: "EventDefinition" });

export type EventDefinition = z.infer<typeof eventDefinition>;
export type Partner = EventDefinition["partners"][string];
