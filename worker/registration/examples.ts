/** Examples for the description of the API. The contract test checks each against its schema. */
import type { z } from "zod";
import type { Receipt } from "./contract.ts";
import type { EventDefinition, eventDefinition } from "./event-definition.ts";
import type { ExportRow } from "./export-row.ts";

const workshop: Extract<z.input<typeof eventDefinition>["questions"], object>[number] = {
  key: "workshop",
  type: "choice",
  label: { nb: "Hvilket verksted vil du være med på?", nn: "Kva verkstad vil du vere med på?" },
  required: true,
  options: [
    { key: "lek", label: { nb: "Lekeplasser", nn: "Leikeplassar" }, capacity: 12 },
    { key: "musikk", label: { nb: "Musikk" }, capacity: 12 },
  ],
};

export const definition: z.input<typeof eventDefinition> & Pick<EventDefinition, "partners"> = {
  slug: "samskaping",
  title: { nb: "Samling om samskaping", nn: "Samling om samskaping", en: "A day on co-creation" },
  timeZone: "Europe/Oslo",
  starts: "2026-12-15T09:00",
  ends: "2026-12-15T13:00",
  registrationOpens: "2026-11-01T00:00",
  registrationCloses: "2026-12-10T00:00",
  venue: { name: "Oslo Kongressenter", city: "Oslo", address: "Youngs gate 11" },
  participation: { inPerson: { capacity: 40, waitlist: true }, digital: {} },
  programme: [{ nb: "Åpning" }, { nb: "Kaffe" }],
  organiser: { name: "Telemarksforsking", email: "konferanse@example.no", public: false },
  contacts: { practical: { name: "Kari Nordmann", email: "kari@example.no" } },
  questions: ["organisation", "role", "diet", "access", "question", "colleagues", workshop],
  partners: { stad: { name: "Stad kommune", language: "nn", site: "https://stad.example.no", accent: "#0d4f43" } },
  retention: { needsDays: 7, registrationsDays: 90 },
  privacy: {
    basis: "agreement",
    dataProtectionOfficer: null,
    processors: [
      {
        name: "Cloudflare",
        purpose: { nn: "køyrer tenesta" },
        country: { nn: "EU og heile verda" },
        transfer: "dpf",
        link: "https://www.cloudflare.com/cloudflare-customer-dpa/",
      },
      {
        name: "Resend",
        purpose: { nn: "sender e-posten" },
        country: { nn: "Irland og USA" },
        transfer: "scc",
        link: "https://resend.com/legal/dpa",
      },
    ],
  },
  webhooks: [{ url: "https://system.example.no/pamelding" }],
};

export const event = definition.slug;
export const id = "019ab5c9d3406f1e2d3c4b5a69788796";
export const messageId = "019ab5c9d3406f1e2d3c4b5a69788797";
export const at = "2026-11-24T12:00:00.000Z";
export const cursor = `${event}.1042`;

export const row: ExportRow = {
  id,
  status: "confirmed",
  participation: "in-person",
  digitalMeanwhile: false,
  name: "Kari Nordmann",
  email: "kari@example.no",
  organisation: "Stad kommune",
  role: null,
  question: "Når er det lunsj?",
  answers: { workshop: "lek" },
  partner: "stad",
  language: "nn",
  registeredAt: at,
  waitlistedAt: null,
  heldUntil: null,
  changedAt: at,
  invitedBy: null,
  handedTo: null,
  handedFrom: null,
  checkedInAt: null,
  joinedAt: null,
  mail: { kind: "confirmation", status: "delivered", at },
  rehearsal: false,
};

export const erases = {
  people: 12,
  what: [{ what: "registrations" as const, people: 12, at: "2026-11-26T12:00:00.000Z" }],
};

export const erased = { id: "019ab5c9d34000000000000000000000", status: "erased" as const };

export const envelope = {
  version: 1,
  event,
  generatedAt: at,
  cursor,
  counts: { confirmed: 1, waitlisted: 0, inPerson: 1, digital: 0, inPersonFree: 39 },
  promotion: { ends: "2026-12-15T08:00:00.000Z", ended: false },
};

export const registration = {
  partner: "stad",
  language: "nn",
  name: "Kari Nordmann",
  email: "kari@example.no",
  participation: "in-person",
  waitlist: true,
  organisation: "Stad kommune",
  answers: { workshop: "lek" },
  needs: { diet: "Laktosefritt", access: "", consent: true },
  colleagues: [{ name: "Ola Nordmann", email: "ola@example.no" }],
};

export const receipt: Receipt = {
  tone: "good",
  heading: "Vi har teke imot 2 påmeldingar",
  lead: "Kvar av dykk får sin eigen e-post. Din er på veg til {email}.",
  where: "Oslo Kongressenter, Youngs gate 11",
  calendar: [
    {
      text: "Legg til i kalenderen",
      href: "https://pamelding.example.no/events/samskaping.ics?partner=stad&lang=nn&participation=in-person",
    },
  ],
  next: [{ when: "15. desember", what: "Sei namnet ditt ved døra. Du treng ikkje å skrive ut noko." }],
  nextHeading: "Dette skjer no",
  help: "Ingen e-post innan ti minutt? Sjå i søppelposten, eller kontakt {practicalContact}.",
};

export const answer = {
  status: "confirmed" as const,
  participation: "in-person" as const,
  position: null,
  places: { confirmed: 2, waitlisted: 0 },
};
