import { expect, it } from "vitest";
import messages from "../../../worker/i18n/texts.json";

const source = Object.values({
  ...import.meta.glob<string>("../../../worker/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true }),
  ...import.meta.glob<string>("../../../widget/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true }),
}).join("\n");

/** `error.` and the like: what stands before the first value in a key that the code puts together. */
const stems = new Set([...source.matchAll(/[`"]([a-z][\w.]*\.)(?:\$\{|")/gi)].map(([, stem = ""]) => stem));

const isNamed = (key: string) => source.includes(`"${key}"`);

/** `organisation.tooLong`, of which the code names the first part and puts the last behind it. */
const isNamedInParts = (rest: string) =>
  rest.split(".").every((part) => isNamed(part) || source.includes(`.${part}\``));

/** Named as a whole; counted (`_one`, `_other`); or put together of a stem and a rest that the code names as well. */
function isUsed(key: string): boolean {
  if (isNamed(key) || isNamed(key.replace(/_(one|other)$/, ""))) return true;
  return [...stems].some((stem) => {
    const rest = key.slice(stem.length);
    return (
      key.startsWith(stem) &&
      (/^\d+$/.test(rest) || isNamed(rest) || isNamedInParts(rest) || new RegExp(`\\b${rest}:`).test(source))
    );
  });
}

it("every text is used somewhere", () => {
  expect(Object.keys(messages).filter((key) => !isUsed(key))).toEqual([]);
});

it("a text that nothing names would be found", () => {
  expect(isUsed(["form", "nobodyNamesThis"].join("."))).toBe(false);
});
