import { describe, expect, it } from "vitest";
import { mailboxOf, parseEmailAddress } from "../../worker/registration/email-address.ts";

const local64 = "a".repeat(64);
const domain189 = `${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(58)}.no`;

describe("an e-mail address", () => {
  it.each([
    ["kari@example.no", "kari@example.no", "kari@example.no"],
    ["  kari@example.no\n", "kari@example.no", "kari@example.no"],
    // Mail goes to the address as typed; upper and lower case are the same person.
    ["Kari.Nordmann@Example.NO", "Kari.Nordmann@example.no", "kari.nordmann@example.no"],
    // Plus-tags and dots may be two people.
    ["kari+jobb@example.no", "kari+jobb@example.no", "kari+jobb@example.no"],
    ["k.a.r.i@example.no", "k.a.r.i@example.no", "k.a.r.i@example.no"],
    ["o'hara@example.no", "o'hara@example.no", "o'hara@example.no"],
    ["kari@blåbær.no", "kari@xn--blbr-roah.no", "kari@xn--blbr-roah.no"],
    // The same letter, typed as two characters.
    ["kari@bla\u030abær.no", "kari@xn--blbr-roah.no", "kari@xn--blbr-roah.no"],
    ["kari@XN--BLBR-ROAH.no", "kari@xn--blbr-roah.no", "kari@xn--blbr-roah.no"],
    [`${local64}@${domain189}`, `${local64}@${domain189}`, `${local64}@${domain189}`],
  ])("%j is written to as %s and known as %s", (typed, address, key) => {
    expect(parseEmailAddress(typed)).toEqual({ address, key });
  });

  it.each([
    ["", "email.required"],
    ["   ", "email.required"],
    ["kari", "email.noAt"],
    ["kari.example.no", "email.noAt"],
    ["kåri@example.no", "email.nonAsciiLocal"],
    ["@example.no", "email.invalid"],
    ["kari@", "email.invalid"],
    ["kari@example", "email.invalid"],
    ["kari@example.1", "email.invalid"],
    ["kari@127.0.0.1", "email.invalid"],
    ["kari@[127.0.0.1]", "email.invalid"],
    ["kari@-example.no", "email.invalid"],
    ["kari@example..no", "email.invalid"],
    ["kari@example.no:25", "email.invalid"],
    ["kari@example.no/x", "email.invalid"],
    ["kari nordmann@example.no", "email.invalid"],
    [".kari@example.no", "email.invalid"],
    ["kari..n@example.no", "email.invalid"],
    ['"kari"@example.no', "email.invalid"],
    ["kari@nordmann@example.no", "email.invalid"],
    ["kari@example.no\r\nBcc: ola@example.no", "email.invalid"],
    [`${"a".repeat(65)}@example.no`, "email.tooLong"],
    [`${local64}@a${domain189}`, "email.tooLong"],
  ])("%j is refused as %s", (typed, problem) => {
    expect(parseEmailAddress(typed)).toBe(problem);
  });
});

describe("the mailbox behind an address", () => {
  it.each([
    ["kari+avis@example.no", "kari@example.no"],
    ["kari+a+b@example.no", "kari@example.no"],
    ["kari.nes@example.no", "kari.nes@example.no"],
    ["k.a.ri+x@gmail.com", "kari@gmail.com"],
    ["kari@googlemail.com", "kari@gmail.com"],
    ["+kari@example.no", "+kari@example.no"],
  ])("of %s is %s", (key, mailbox) => {
    expect(mailboxOf(key)).toBe(mailbox);
  });
});
