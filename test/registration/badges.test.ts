import { describe, expect, it } from "vitest";
import { badgeName, forPrinting, sheetsOf } from "../../worker/organiser/pages/downloads/printed.ts";
import { anEvent } from "../worker/builders.ts";

describe("a name on a badge", () => {
  it.each([
    ["Ingrid Solberg", { first: "Ingrid", rest: "Solberg", size: "large", restSize: "usual" }],
    ["Li", { first: "Li", rest: "", size: "large", restSize: "usual" }],
    ["Hương Nguyễn Thị", { first: "Hương", rest: "Nguyễn Thị", size: "large", restSize: "usual" }],
    ["Kristoffer Vik", { first: "Kristoffer", rest: "Vik", size: "medium", restSize: "usual" }],
    [
      "Alexandra-Christina Wedel-Jarlsberg Løvenskiold",
      { first: "Alexandra-Christina", rest: "Wedel-Jarlsberg Løvenskiold", size: "small", restSize: "usual" },
    ],
    [
      "Ola Halvorsen Wedel-Jarlsberg Løvenskiold",
      { first: "Ola", rest: "Halvorsen Wedel-Jarlsberg Løvenskiold", size: "large", restSize: "small" },
    ],
    // A character of two code units counts as one.
    ["😀😀😀😀😀😀😀😀 Vik", { first: "😀😀😀😀😀😀😀😀", rest: "Vik", size: "large", restSize: "usual" }],
  ])("%s", (name, expected) => {
    expect(badgeName(name)).toEqual(expected);
  });

  it("is one of eight on a sheet", () => {
    expect(
      [0, 1, 8, 9, 184].map((count) => sheetsOf(Array(count).fill(0)).map((sheet) => sheet.length).length),
    ).toEqual([0, 1, 1, 2, 23]);
  });
});

describe("what is printed", () => {
  it("is for people who come, unless the filter selects others", () => {
    const event = anEvent();
    const online = anEvent({ participation: { digital: {} }, venue: undefined });
    expect(forPrinting({ partner: "stad" }, event)).toEqual({
      partner: "stad",
      status: "confirmed",
      participation: "in-person",
    });
    expect(forPrinting({}, online)).toEqual({ status: "confirmed" });
    expect(forPrinting({ participation: "digital" }, event)).toEqual({ participation: "digital" });
    expect(forPrinting({ status: "waitlisted" }, event)).toEqual({ status: "waitlisted" });
  });
});
