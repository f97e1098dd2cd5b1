import ICAL from "ical.js";
import { describe, expect, it } from "vitest";
import { type CalendarFile, calendarFile } from "../../../worker/calendar/calendar-file.ts";
import { calendarLinks } from "../../../worker/calendar/calendar-links.ts";
import { anEvent } from "./an-event.ts";

function aFile(different: Partial<CalendarFile> = {}): CalendarFile {
  return {
    event: anEvent(),
    language: "nb",
    participation: "in-person",
    pageUrl: "https://pamelding.example.no/events/konferansen",
    uidSeed: "0d4f1c2e9b7a4e55",
    domain: "pamelding.example.no",
    sequence: 0,
    now: Date.parse("2023-10-01T10:00:00Z"),
    method: "PUBLISH",
    ...different,
  };
}

/** Reads the file like another program. */
function read(file: string) {
  const calendar = new ICAL.Component(ICAL.parse(file));
  const vevent = calendar.getFirstSubcomponent("vevent");
  if (!vevent) throw new Error("no VEVENT");
  const value = (name: string) => vevent.getFirstPropertyValue(name)?.toString();
  return { calendar, vevent, value, entry: new ICAL.Event(vevent) };
}

const octets = (line: string) => new TextEncoder().encode(line).length;

const longTitle = `Blåbærsyltetøy på Ærøya 🎉🧑‍🤝‍🧑 ${"æøå".repeat(60)} 👩🏽‍🚀 slutt; med, alle \\ tegn`;

describe("a calendar file", () => {
  it("has the event's hours in UTC, which every calendar shows in its owner's zone", () => {
    const { value } = read(calendarFile(aFile()));
    expect(value("dtstart")).toBe("2023-11-21T08:00:00Z");
    expect(value("dtend")).toBe("2023-11-21T12:00:00Z");
    expect(calendarFile(aFile())).toContain("\r\nDTSTART:20231121T080000Z\r\n");
  });

  it("has the right hour on both sides of a clock change", () => {
    const overnight = anEvent({ starts: "2026-03-28T23:00", ends: "2026-03-29T04:00" });
    const { value } = read(calendarFile(aFile({ event: overnight })));
    expect(value("dtstart")).toBe("2026-03-28T22:00:00Z");
    expect(value("dtend")).toBe("2026-03-29T02:00:00Z");
  });

  it("asks nobody to answer", () => {
    const { calendar, vevent } = read(calendarFile(aFile()));
    expect(calendar.getFirstPropertyValue("method")).toBe("PUBLISH");
    expect(vevent.getAllProperties("attendee")).toEqual([]);
  });

  it("tells title, place, organiser and public page", () => {
    const { entry, value, vevent } = read(calendarFile(aFile()));
    expect(entry.summary).toBe("Hvordan få til samskaping i praksis?");
    expect(entry.location).toBe("Oslo Kongressenter, Oslo");
    expect(value("organizer")).toBe("mailto:konferanse@example.no");
    expect(vevent.getFirstProperty("organizer")?.getFirstParameter("cn")).toBe("Eksempelinstituttet");
    expect(value("url")).toBe("https://pamelding.example.no/events/konferansen");
    expect(value("status")).toBe("CONFIRMED");
  });

  it("tells digital attendees that the link comes by e-mail", () => {
    const { entry } = read(calendarFile(aFile({ participation: "digital", language: "nn" })));
    expect(entry.location).toBe("Digitalt – lenkja kjem på e-post");
  });

  it("keeps its UID for ever, and its SEQUENCE rises", () => {
    const first = read(calendarFile(aFile()));
    const moved = anEvent({ starts: "2023-11-22T09:00", ends: "2023-11-22T13:00" });
    const second = read(calendarFile(aFile({ event: moved, sequence: 1, now: Date.parse("2023-10-02T10:00:00Z") })));
    expect(first.entry.uid).toBe("0d4f1c2e9b7a4e55@pamelding.example.no");
    expect(second.entry.uid).toBe(first.entry.uid);
    expect([first.entry.sequence, second.entry.sequence]).toEqual([0, 1]);
    expect(first.value("dtstamp")).toBe("2023-10-01T10:00:00Z");
    expect(second.value("dtstamp")).toBe("2023-10-02T10:00:00Z");
    expect(second.value("last-modified")).toBe("2023-10-02T10:00:00Z");
  });

  it("removes an entry with CANCEL", () => {
    const { calendar, value, entry } = read(calendarFile(aFile({ method: "CANCEL", sequence: 1 })));
    expect(calendar.getFirstPropertyValue("method")).toBe("CANCEL");
    expect(value("status")).toBe("CANCELLED");
    expect(entry.summary).toBe("Hvordan få til samskaping i praksis?");
  });

  it("of a cancelled event says so in its title", () => {
    const cancelled = anEvent({ cancelled: { reason: { nb: "Sykdom" } } });
    const { value, entry } = read(calendarFile(aFile({ event: cancelled })));
    expect(value("status")).toBe("CANCELLED");
    expect(entry.summary).toBe("Avlyst: Hvordan få til samskaping i praksis?");
  });

  it("folds lines at 75 octets, never through a character, and ends each with CRLF (RFC 5545 section 3.1)", () => {
    const file = calendarFile(aFile({ event: anEvent({ title: { nb: longTitle } }) }));
    expect(file.endsWith("END:VCALENDAR\r\n")).toBe(true);
    expect(file.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    for (const line of file.split("\r\n")) expect(octets(line)).toBeLessThanOrEqual(75);
    expect(file).not.toContain("\ufffd");
    expect(read(file).entry.summary).toBe(longTitle);
  });

  it("can't be broken by what an organiser writes", () => {
    const event = anEvent({
      title: { nb: "Første\r\nEND:VCALENDAR\nBEGIN:VEVENT; \\n, slutt\u0007" },
      summary: { nb: "En\nto\r\ntre" },
      organiser: { name: 'Kari "K" Nordmann; & co, AS: Oslo', email: "kari@example.no", public: false },
    });
    const { calendar, entry, vevent } = read(calendarFile(aFile({ event })));
    expect(calendar.getAllSubcomponents("vevent")).toHaveLength(1);
    expect(entry.summary).toBe("Første END:VCALENDAR BEGIN:VEVENT; \\n, slutt");
    expect(entry.description).toBe("En\nto\ntre\n\nhttps://pamelding.example.no/events/konferansen");
    expect(vevent.getFirstProperty("organizer")?.getFirstParameter("cn")).toMatch(/Nordmann; & co, AS: Oslo$/);
  });
});

describe("the links to web calendars", () => {
  const { google, outlook, office365 } = calendarLinks(aFile());

  it("fill in Google Calendar", () => {
    const { origin, pathname, searchParams } = new URL(google);
    expect(`${origin}${pathname}`).toBe("https://calendar.google.com/calendar/render");
    expect(Object.fromEntries(searchParams)).toEqual({
      action: "TEMPLATE",
      text: "Hvordan få til samskaping i praksis?",
      dates: "20231121T080000Z/20231121T120000Z",
      details: "https://pamelding.example.no/events/konferansen",
      location: "Oslo Kongressenter, Oslo",
      ctz: "Europe/Oslo",
    });
  });

  it("fill in Outlook, private and at work", () => {
    const { origin, pathname, searchParams } = new URL(outlook);
    expect(`${origin}${pathname}`).toBe("https://outlook.live.com/calendar/0/action/compose");
    expect(Object.fromEntries(searchParams)).toEqual({
      rru: "addevent",
      subject: "Hvordan få til samskaping i praksis?",
      startdt: "2023-11-21T08:00:00Z",
      enddt: "2023-11-21T12:00:00Z",
      body: "https://pamelding.example.no/events/konferansen",
      location: "Oslo Kongressenter, Oslo",
      allday: "false",
    });
    expect(outlook).not.toContain("+");
    expect(office365).toBe(outlook.replace("outlook.live.com", "outlook.office.com"));
  });
});
