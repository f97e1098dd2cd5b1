import { describe, expect, it } from "vitest";
import { editDistance, otherSpelling } from "../../worker/registration/spelling.ts";

const names = ["Mari Haugen Stad kommune", "Åse Ødegård ", "Li Wu", "Per Olav Næss-Kvalheim"];

describe("another spelling", () => {
  it.each([
    ["hågen", "Haugen"],
    ["Mari Hågen", "Mari Haugen"],
    ["odegrad", "Ødegård"],
    ["komune", "kommune"],
    // The word occurs: the spelling is right.
    ["haug", null],
    ["åse", null],
    // Near to no word, and too short for a suggestion.
    ["xylofon", null],
    ["wo", null],
    ["", null],
    ["%_'", null],
    ["😀😀😀", null],
  ])("of %j is %j", (search, expected) => {
    expect(otherSpelling(search, names)).toBe(expected);
  });

  it("is found among twenty thousand names, word by word", () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `Fornavn${i} Etternavn${i % 977} Arbeidssted${i % 50}`);
    expect(otherSpelling("Fornavm77 xyzzy abcdefgh", many)).toBe("Fornavn77 xyzzy abcdefgh");
  });
});

describe("the distance of two words", () => {
  it.each<[string, string, number]>([
    ["", "", 0],
    ["", "abc", 3],
    ["abc", "abc", 0],
    ["abc", "abd", 1],
    ["abc", "acb", 1],
    ["hagen", "haugen", 1],
    ["ab", "ba", 1],
    ["kitten", "sitting", 3],
  ])("%s and %s is %i", (a, b, distance) => {
    expect([editDistance(a, b), editDistance(b, a)]).toEqual([distance, distance]);
  });
});
