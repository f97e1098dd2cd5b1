/** Samples for the tests: an event, and people who register for it. */
import type { z } from "zod";
import type { Capacity } from "../../worker/registration/capacity.ts";
import { parseEmailAddress } from "../../worker/registration/email-address.ts";
import { type EventDefinition, eventDefinition } from "../../worker/registration/event-definition.ts";
import type { RegistrationRequest } from "../../worker/registration/read-request.ts";

export type Definition = z.input<typeof eventDefinition>;

/** Open in November 2026: see `duringRegistration`. */
export const sample: Definition = {
  slug: "samling",
  title: { nb: "Samling om samskaping" },
  timeZone: "Europe/Oslo",
  starts: "2026-12-15T09:00",
  ends: "2026-12-15T13:00",
  registrationOpens: "2026-11-01T00:00",
  registrationCloses: "2026-12-10T00:00",
  venue: { name: "Oslo Kongressenter", city: "Oslo" },
  participation: { inPerson: { capacity: 2, waitlist: true }, digital: { capacity: null, streamUrl: null } },
  programme: [{ nb: "Åpning" }],
  organiser: { name: "Telemarksforsking", email: "konferanse@example.no", public: false },
  contacts: { practical: { name: "Kari Nordmann", email: "kari@example.no" } },
  questions: ["organisation", "role", "diet", "access", "question", "colleagues"],
  partners: {
    stad: { name: "Stad kommune", language: "nn", site: "https://stad.example.no" },
    "nordre-follo": { name: "Nordre Follo kommune", language: "nb", site: "https://nordre-follo.example.no" },
  },
  retention: { needsDays: 7, registrationsDays: 90 },
  privacy: {
    basis: "agreement",
    dataProtectionOfficer: null,
    processors: [
      {
        name: "Cloudflare",
        purpose: { nb: "kjører tjenesten", nn: "køyrer tenesta" },
        country: { nb: "EU og hele verden", nn: "EU og heile verda" },
        transfer: "dpf",
        link: "https://www.cloudflare.com/cloudflare-customer-dpa/",
      },
      {
        name: "Resend",
        purpose: { nb: "sender e-posten", nn: "sender e-posten" },
        country: { nb: "Irland og USA", nn: "Irland og USA" },
        transfer: "scc",
        link: "https://resend.com/legal/dpa",
      },
    ],
  },
};

export const duringRegistration = Date.parse("2026-11-24T12:00:00Z");

let events = 0;

/** A definition with its own slug: the tests of a file share a database. */
export function anEvent(changes: Partial<Definition> = {}): EventDefinition {
  return eventDefinition.parse({ ...sample, slug: `samling-${++events}`, ...changes });
}

export function withCapacity(capacity: number | null, more: Partial<Definition> = {}): EventDefinition {
  return anEvent({
    participation: { inPerson: { capacity, waitlist: true }, digital: { capacity: null, streamUrl: null } },
    ...more,
  });
}

export function anAddress(typed: string): RegistrationRequest["email"] {
  const parsed = parseEmailAddress(typed);
  if (typeof parsed === "string") throw new Error(`${typed}: ${parsed}`);
  return parsed;
}

/** A request that the schema has accepted. */
export function aRequest(email: string, changes: Partial<RegistrationRequest> = {}): RegistrationRequest {
  return {
    partner: "stad",
    language: "nn",
    name: "Kari Nordmann",
    email: anAddress(email),
    participation: "in-person",
    waitlist: false,
    organisation: null,
    role: null,
    question: null,
    answers: {},
    needs: null,
    colleagues: [],
    ...changes,
  };
}

/** How full an event is: two seats in the room, none taken, and as many digital places as anybody wants. */
export function aCapacity(changes: Partial<Capacity> = {}): Capacity {
  return {
    inPersonCapacity: 2,
    digitalCapacity: null,
    waitlist: true,
    inPersonTaken: 0,
    digitalTaken: 0,
    waiting: 0,
    ...changes,
  };
}
