import { describe, expect, it } from "vitest";
import { eventDefinition } from "../../../worker/registration/event-definition.ts";
import { type Definition, sample } from "../builders.ts";
import { put } from "../client.ts";
import { aNewEvent } from "../people.ts";

const faults = (changes: Partial<Definition>) => {
  const parsed = eventDefinition.safeParse({ ...sample, ...changes });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => [path.join("."), message]);
};

describe("a definition that contradicts itself", () => {
  it.each<[string, string, Partial<Definition>]>([
    ["ends a year late", "ends", { ends: "2027-12-15T13:00" }],
    ["ends before it starts", "ends", { ends: "2026-12-14T13:00", registrationCloses: "2026-12-10T00:00" }],
    ["opens its doors in another year", "doorsOpen", { doorsOpen: "2025-12-15T08:30" }],
    ["opens its doors after the start", "doorsOpen", { doorsOpen: "2026-12-15T09:01" }],
    ["opens its doors two days before", "doorsOpen", { doorsOpen: "2026-12-13T23:00" }],
    ["takes people after it is over", "registrationCloses", { registrationCloses: "2030-12-10T00:00" }],
    ["closes before it opens", "registrationCloses", { registrationCloses: "2026-10-10T00:00" }],
    [
      "opens after it is over",
      "registrationOpens",
      { registrationOpens: "2027-11-01T00:00", registrationCloses: "2027-12-10T00:00" },
    ],
    ["promotes nobody from the start", "promotionEnds", { promotionEnds: "2020-12-15T00:00" }],
    ["promotes people after it is over", "promotionEnds", { promotionEnds: "2027-12-15T00:00" }],
    [
      "sends the stream's link before anybody is there",
      "mails.streamLink",
      { mails: { streamLink: "2025-12-14T15:00" } },
    ],
    ["sends the stream's link when it is over", "mails.streamLink", { mails: { streamLink: "2027-12-14T15:00" } }],
    ["reminds in another year", "mails.reminder", { mails: { reminder: "2025-12-14T10:00" } }],
    ["thanks before it is over", "mails.thanks", { mails: { thanks: "2026-12-15T12:00" } }],
    ["thanks whom it has erased", "mails.thanks", { mails: { thanks: "2027-12-16T10:00" } }],
    [
      "thanks on the day of erasing",
      "mails.thanks",
      { retention: { needsDays: 1, registrationsDays: 1 }, mails: { thanks: "2026-12-16T10:00" } },
    ],
    ["keeps needs longer than people", "retention.needsDays", { retention: { needsDays: 9, registrationsDays: 7 } }],
  ])("is refused by field, with the cure: %s", (_, field, changes) => {
    const found = faults(changes);
    expect(found.map(([path]) => path)).toContain(field);
    for (const [, message] of found) expect(message).toMatch(/^(a time|at most) \w+/);
  });

  it.each<[string, Partial<Definition>]>([
    ["doors at the start", { doorsOpen: "2026-12-15T09:00" }],
    ["doors before midnight", { starts: "2026-12-15T00:30", doorsOpen: "2026-12-14T23:30", ends: "2026-12-15T13:00" }],
    ["registering while it goes on", { registrationCloses: "2026-12-15T13:00" }],
    ["promotion until the end", { promotionEnds: "2026-12-15T13:00" }],
    ["a course of half a year", { ends: "2027-06-15T13:00" }],
    ["a link in each confirmation", { mails: { streamLink: "2026-11-01T00:00" } }],
    ["late thanks", { mails: { thanks: "2027-01-15T10:00" } }],
  ])("is none with %s", (_, changes) => {
    expect(faults(changes)).toEqual([]);
  });

  it("leaves the running event as it is", async () => {
    const slug = await aNewEvent("motseiing");
    const refused = await put({ ...sample, slug, doorsOpen: "2025-12-15T08:30" });
    expect(await refused.json()).toMatchObject({
      type: "/problems/invalid-definition",
      errors: [{ field: "doorsOpen", code: "a time at starts or in the hours before" }],
    });
  });
});
