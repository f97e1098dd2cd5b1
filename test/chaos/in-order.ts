import { expect } from "vitest";
import type { Aftermath } from "./storm.ts";

/** Promises 1 and 2: nothing acknowledged is lost, and one e-mail per message. */
export function expectInOrder({ acknowledged, stored, confirmations, announcements, overlaps }: Aftermath): void {
  expect(acknowledged.filter((email) => !stored.includes(email))).toEqual([]);
  expect([...confirmations].filter(([, mails]) => mails !== 1)).toEqual([]);
  for (const { recipients, accepted } of announcements) {
    expect(accepted).toHaveLength(recipients);
    expect(new Set(accepted).size).toBe(recipients);
  }
  expect(overlaps).toBe(0);
}
