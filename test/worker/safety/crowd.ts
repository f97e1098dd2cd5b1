import { expect, vi } from "vitest";
import { bindings } from "../client.ts";

/** How long the requests of one test take at most, in milliseconds. */
const BURST = 15_000;

/** The runtime counts by the minutes of the real clock: waits, so that no test begins in one and ends in the next. */
export async function earlyInTheMinute(): Promise<void> {
  const left = 60_000 - (vi.getRealSystemTime() % 60_000);
  if (left < BURST) await new Promise((resolve) => setTimeout(resolve, left));
}

let people = 0;
/** Each from a network of their own, as people come. */
export const from = () => ({ "cf-connecting-ip": `198.${people++ % 250}.${(people >> 8) % 250}.1` });

/** As many as the service takes without asking for anything: counted as it counts them, without the rest of their way. */
export async function crowd(slug: string): Promise<void> {
  const counted = await Promise.all(Array.from({ length: 300 }, () => bindings.RATE_EVENT.limit({ key: slug })));
  expect(counted.every(({ success }) => success)).toBe(true);
}
