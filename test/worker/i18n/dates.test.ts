import { describe, expect, it } from "vitest";
import { dateAndTime, dateRange, fullDate, lastMoment, longDate, timeOfDay } from "../../../worker/i18n/dates.ts";
import { type Language, languages } from "../../../worker/i18n/language.ts";
import { createTranslator } from "../../../worker/i18n/translate.ts";
import { instantOf } from "../../../worker/registration/local-time.ts";

const OSLO = "Europe/Oslo";
const inOslo = (local: string) => instantOf(local, OSLO);

describe("dates in words", () => {
  it.each<[Language, string]>([
    ["nb", "tirsdag 21. november 2023 kl. 09.00–13.00"],
    ["nn", "tysdag 21. november 2023 kl. 09.00–13.00"],
    ["en", "Tuesday 21 November 2023, 09:00–13:00"],
  ])("say day and hours in %s, which the runtime's Intl can't be trusted with", (language, words) => {
    expect(dateRange(createTranslator(language), inOslo("2023-11-21T09:00"), inOslo("2023-11-21T13:00"), OSLO)).toBe(
      words,
    );
  });

  it.each<[Language, string]>([
    ["nb", "tirsdag 21. november 2023 kl. 20.00 – onsdag 22. november 2023 kl. 02.00"],
    ["nn", "tysdag 21. november 2023 kl. 20.00 – onsdag 22. november 2023 kl. 02.00"],
    ["en", "Tuesday 21 November 2023, 20:00 – Wednesday 22 November 2023, 02:00"],
  ])("say both days in %s when it ends on another day", (language, words) => {
    expect(dateRange(createTranslator(language), inOslo("2023-11-21T20:00"), inOslo("2023-11-22T02:00"), OSLO)).toBe(
      words,
    );
  });

  it("name every day of the week in Nynorsk", () => {
    const days = [20, 21, 22, 23, 24, 25, 26].map((day) =>
      fullDate(createTranslator("nn"), Date.UTC(2023, 10, day, 12), OSLO),
    );
    expect(days.map((day) => day.split(" ")[0])).toEqual([
      "måndag",
      "tysdag",
      "onsdag",
      "torsdag",
      "fredag",
      "laurdag",
      "søndag",
    ]);
  });

  it("name every month", () => {
    const months = Array.from({ length: 12 }, (_, month) =>
      longDate(createTranslator("nb"), Date.UTC(2024, month, 1, 12), OSLO),
    );
    expect(months.map((date) => date.split(" ")[1])).toEqual(
      "januar februar mars april mai juni juli august september oktober november desember".split(" "),
    );
  });

  it("use the day at the venue, not the day in UTC", () => {
    const halfPastMidnight = Date.parse("2024-06-30T22:30:00Z");
    expect(dateAndTime(createTranslator("nb"), halfPastMidnight, OSLO)).toBe("mandag 1. juli 2024 kl. 00.30");
    expect(dateAndTime(createTranslator("en"), halfPastMidnight, "America/New_York")).toBe(
      "Sunday 30 June 2024, 18:30",
    );
  });

  it("know the 29th of February", () => {
    expect(fullDate(createTranslator("en"), inOslo("2024-02-29T12:00"), OSLO)).toBe("Thursday 29 February 2024");
  });
});

describe("the night the clock changes", () => {
  it("goes from 01:59 straight to 03:00 in spring", () => {
    const before = Date.parse("2026-03-29T00:59:00Z");
    expect(timeOfDay(createTranslator("en"), before, OSLO)).toBe("01:59");
    expect(timeOfDay(createTranslator("en"), before + 60_000, OSLO)).toBe("03:00");
  });

  it("has 02:30 twice in autumn", () => {
    expect(timeOfDay(createTranslator("nn"), Date.parse("2026-10-25T00:30:00Z"), OSLO)).toBe("02.30");
    expect(timeOfDay(createTranslator("nn"), Date.parse("2026-10-25T01:30:00Z"), OSLO)).toBe("02.30");
  });

  it("leaves the hours that the organiser wrote as they are", () => {
    const [start, end] = [inOslo("2026-03-28T23:00"), inOslo("2026-03-29T04:00")];
    expect(end - start).toBe(4 * 60 * 60_000);
    expect(dateRange(createTranslator("nb"), start, end, OSLO)).toBe(
      "lørdag 28. mars 2026 kl. 23.00 – søndag 29. mars 2026 kl. 04.00",
    );
  });

  it("does not move midnight as a deadline", () => {
    for (const day of ["2026-03-29", "2026-03-30", "2026-10-25", "2026-10-26"])
      expect(timeOfDay(createTranslator("en"), inOslo(`${day}T00:00`), OSLO)).toBe("00:00");
    expect(lastMoment(createTranslator("nb"), inOslo("2026-03-30T00:00"), OSLO)).toBe("søndag 29. mars 2026");
    expect(lastMoment(createTranslator("nb"), inOslo("2026-10-26T00:00"), OSLO)).toBe("søndag 25. oktober 2026");
  });
});

describe("a deadline", () => {
  it("at midnight is given as the day before, the last day of registration", () => {
    const deadline = inOslo("2023-11-02T00:00");
    expect(languages.map((language) => lastMoment(createTranslator(language), deadline, OSLO))).toEqual([
      "onsdag 1. november 2023",
      "onsdag 1. november 2023",
      "Wednesday 1 November 2023",
    ]);
  });

  it("at another hour is given with that hour", () => {
    expect(lastMoment(createTranslator("nn"), inOslo("2023-11-01T12:00"), OSLO)).toBe(
      "onsdag 1. november 2023 kl. 12.00",
    );
  });
});
