import { type EventDefinition, eventDefinition } from "../../../worker/registration/event-definition.ts";
import { sample } from "../builders.ts";

/** A conference with a title only in Bokmål, as organisers often write it. */
const conference = {
  slug: "konferansen",
  title: { nb: "Hvordan få til samskaping i praksis?" },
  summary: {
    nb: "Tre år med samskaping: erfaringer og kunnskap.",
    nn: "Tre år med samskaping: erfaringar og kunnskap.",
    en: "Three years of co-creation: what we have learned.",
  },
  timeZone: "Europe/Oslo",
  starts: "2023-11-21T09:00",
  ends: "2023-11-21T13:00",
  registrationOpens: "2023-09-13T00:00",
  registrationCloses: "2023-11-02T00:00",
  venue: { name: "Oslo Kongressenter", city: "Oslo" },
  participation: { inPerson: { capacity: 40 }, digital: {} },
  organiser: { name: "Eksempelinstituttet", email: "konferanse@example.no", public: false },
  contacts: {
    practical: { name: "Ola Nordmann", email: "ola@example.no" },
    content: { name: "Fagavdelinga", organisation: "Eksempelinstituttet" },
  },
  partners: { eksempel: { name: "Eksempel kommune", language: "nn", site: "https://www.example.no" } },
  retention: { needsDays: 7, registrationsDays: 90 },
  privacy: sample.privacy,
};

export function anEvent(different: Partial<Record<keyof EventDefinition, unknown>> = {}): EventDefinition {
  return eventDefinition.parse({ ...conference, ...different });
}
