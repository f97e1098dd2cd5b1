import { expect, vi } from "vitest";
import { bindings } from "../client.ts";

const minute = () => Math.floor(vi.getRealSystemTime() / 60_000);
let began = 0;

/** Call it before each test that is `countedInOneMinute`. */
export function noteMinute(): void {
  began = minute();
}

/**
 * For tests that count up to a limit. The runtime counts by the minutes of the real clock, which no test can set: a test that
 * fails because a minute has ended meanwhile is run again, from its `beforeEach` on.
 */
export const countedInOneMinute = { retry: { count: 2, condition: () => minute() !== began } };

let people = 0;
/** Each from a network of their own, as people come. */
export const from = () => ({ "cf-connecting-ip": `198.${people++ % 250}.${(people >> 8) % 250}.1` });

/** As many as the service takes without asking for anything: counted as it counts them, without the rest of their way. */
export async function crowd(slug: string): Promise<void> {
  const counted = await Promise.all(Array.from({ length: 300 }, () => bindings.RATE_EVENT.limit({ key: slug })));
  expect(counted.every(({ success }) => success)).toBe(true);
}
