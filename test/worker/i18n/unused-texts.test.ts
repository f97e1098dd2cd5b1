import { expect, it } from "vitest";
import messages from "../../../worker/i18n/texts.json";

const source = Object.values({
  ...import.meta.glob<string>("../../../worker/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true }),
  ...import.meta.glob<string>("../../../widget/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true }),
}).join("\n");

/** Such as `error.`: the part before the first value in a key that the code composes. */
const stems = new Set([...source.matchAll(/[`"]([a-z][\w.]*\.)(?:\$\{|")/gi)].map(([, stem = ""]) => stem));

const isNamed = (key: string) => source.includes(`"${key}"`);

/** `organisation.tooLong`: the code contains the first part and appends the last. */
const isNamedInParts = (rest: string) =>
  rest.split(".").every((part) => isNamed(part) || source.includes(`.${part}\``));

/** In the code as a whole, counted (`_one`, `_other`), or composed of a stem and a rest that are both in the code. */
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

it("an unused text would be found", () => {
  expect(isUsed(["form", "nobodyNamesThis"].join("."))).toBe(false);
});
