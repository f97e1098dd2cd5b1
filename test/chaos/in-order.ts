import { expect } from "vitest";
import type { Aftermath } from "./storm.ts";

/** Promises 1 and 2: nothing acknowledged is lost, and one e-mail per message. */
export function expectInOrder({ acknowledged, stored, confirmations, announcement, overlaps }: Aftermath): void {
  expect(acknowledged.filter((email) => !stored.includes(email))).toEqual([]);
  expect([...confirmations].filter(([, mails]) => mails !== 1)).toEqual([]);
  expect(announcement.accepted).toHaveLength(announcement.recipients);
  expect(new Set(announcement.accepted).size).toBe(announcement.recipients);
  expect(overlaps).toBe(0);
}
