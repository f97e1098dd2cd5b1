import { describe, expect, it } from "vitest";
import { receiptOf } from "../../../worker/attendee/receipt-words.ts";
import type { RegistrationAnswer } from "../../../worker/registration/contract.ts";
import { anEvent, type Definition } from "../builders.ts";
import { aBody, register } from "../client.ts";
import { aNewEvent } from "../people.ts";

const settings = { PUBLIC_URL: "https://pamelding.example.no" } as Parameters<typeof receiptOf>[3]["settings"];
const reader = { partner: "stad", language: "nb" } as const;

/** The receipt for these places. The event is on 15 December 2026, from nine to one. */
function receipt(
  { confirmed = 0, waitlisted = 0, participation = "in-person" as RegistrationAnswer["participation"] },
  changes: Partial<Definition> = {},
  now = "2026-11-24T12:00:00Z",
) {
  const status = confirmed ? "confirmed" : "waitlisted";
  const answer: RegistrationAnswer = { status, participation, position: null, places: { confirmed, waitlisted } };
  return receiptOf(anEvent(changes), answer, reader, { settings, now: Date.parse(now), mail: null });
}

describe("the receipt", () => {
  it("of a seat says where it is and what happens next, and links to three calendars and a file", () => {
    const { tone, heading, lead, where, next, calendar } = receipt({ confirmed: 1 }, { doorsOpen: "2026-12-15T08:30" });
    expect([tone, heading, lead, where]).toEqual([
      "good",
      "Vi har tatt imot påmeldingen din",
      "Bekreftelsen er på vei til {email}.",
      "Oslo Kongressenter. Dørene åpner kl. 08.30.",
    ]);
    expect(next.map(({ when }) => when)).toEqual(["Nå", "14. desember", "15. desember"]);
    expect(calendar.map(({ href }) => new URL(href).hostname)).toEqual([
      "pamelding.example.no",
      "calendar.google.com",
      "outlook.live.com",
      "outlook.office.com",
    ]);
  });

  it("of the stream gives the day of its link and the hour when it opens", () => {
    const { lead, where, next, calendar } = receipt({ confirmed: 1, participation: "digital" });
    expect([lead, where]).toEqual([
      "Du deltar digitalt. Bekreftelsen er på vei til {email}.",
      "Digitalt. Du trenger bare en nettleser.",
    ]);
    expect(next.slice(1)).toEqual([
      { when: "14. desember", what: "Lenken til sendingen kommer på e-post." },
      { when: "15. desember", what: "Sendingen åpner kl. 08.45, så du kan sjekke lyd og bilde." },
    ]);
    expect(calendar[0]?.href).toContain("participation=digital");
  });

  it("of the waiting list has a heading of its own and no tick, and puts nothing into a calendar", () => {
    const { tone, heading, lead, where, next, calendar } = receipt({ waitlisted: 1 });
    expect([tone, heading, lead, where, calendar]).toEqual([
      "warn",
      "Du har bedt om plass på ventelisten",
      "Salen er full. Svaret er på vei til {email}.",
      "Oslo Kongressenter, hvis det blir plass",
      [],
    ]);
    expect(next.map(({ when }) => when)).toEqual(["Nå", "Blir det plass", "Mens du venter", "15. desember"]);
    expect(next.at(-1)?.what).toContain("kl. 09.00");
    const only = receipt({ waitlisted: 1 }, { participation: { inPerson: { capacity: 1 } } });
    expect(only.next.map(({ when }) => when)).not.toContain("Mens du venter");
  });

  it("of a group counts its people, and says who waits", () => {
    expect(receipt({ confirmed: 3 })).toMatchObject({ tone: "good", heading: "Vi har tatt imot 3 påmeldinger" });
    expect(receipt({ confirmed: 2, waitlisted: 1 })).toMatchObject({
      tone: "warn",
      lead: expect.stringMatching(/^2 av 3 har fått plass\. De andre står på venteliste\. .*\{email\}\.$/),
    });
    expect(receipt({ waitlisted: 3 }).heading).toBe("Du har bedt om 3 plasser på ventelisten");
  });

  it("of an address to verify is not done yet, and says until when", () => {
    const { tone, heading, next } = receipt({ confirmed: 1 }, { verification: { holdHours: 24 } });
    expect([tone, heading]).toEqual(["warn", "Nesten ferdig: bekreft påmeldingen"]);
    expect(next[0]?.what).toContain("innen 24 timer");
  });

  it("promises nothing that is past or that the event does not have", () => {
    const days = (...of: Parameters<typeof receipt>) => receipt(...of).next.map(({ when }) => when);
    expect(days({ confirmed: 1 }, { mails: { reminder: null } })).toEqual(["Nå", "15. desember"]);
    expect(days({ confirmed: 1 }, {}, "2026-12-15T07:00:00Z")).toEqual(["Nå", "15. desember"]);
    expect(days({ confirmed: 1 }, {}, "2026-12-15T09:00:00Z")).toEqual(["Nå"]);
  });

  it("is the same, word for word, for an already registered address", async () => {
    const slug = await aNewEvent("kvittering");
    const body = aBody("kari.kvittering@example.no");
    const answers = [];
    for (let times = 0; times < 2; times++) answers.push(await (await register(slug, body)).text());
    expect(answers[1]).toBe(answers[0]);
    expect(answers[0]).not.toContain("kvittering@");
  });
});
