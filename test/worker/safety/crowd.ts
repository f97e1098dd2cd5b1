import { expect, vi } from "vitest";
import wrangler from "../../../wrangler.toml?raw";
import { asPublished } from "../../local/published.ts";
import { bindings } from "../client.ts";

const minute = () => Math.floor(vi.getRealSystemTime() / 60_000);
let began = 0;

/** Call it before each test that is `countedInOneMinute`. */
export function noteMinute(): void {
  began = minute();
}

/**
 * For tests that count up to a limit. The runtime counts by minutes of the real clock, which tests cannot set: a test that
 * fails because a minute has ended meanwhile runs again, from its `beforeEach`.
 */
export const countedInOneMinute = { retry: { count: 2, condition: () => minute() !== began } };

let people = 0;
/** Headers of a new network for each person. */
export const from = () => ({ "cf-connecting-ip": `198.${people++ % 250}.${(people >> 8) % 250}.1` });

/** Counts as many people as the service accepts without asking for work, without registering them. */
export async function crowd(slug: string): Promise<void> {
  const counted = await Promise.all(Array.from({ length: 100 }, () => bindings.RATE_EVENT.limit({ key: slug })));
  expect(counted.every(({ success }) => success)).toBe(true);
}

/**
 * The rate limits of wrangler.toml, counted in windows like the runtime does, but with the clock that tests set, for tests
 * that span minutes.
 */
export function limitsByTestClock(): Record<string, RateLimit> {
  const declared = asPublished(wrangler).matchAll(
    /name = "(RATE_\w+)"\nnamespace_id = "\d+"\nsimple = \{ limit = (\d+), period = (\d+) \}/g,
  );
  return Object.fromEntries(
    [...declared].map(([, name = "", limit, period]) => {
      const counted = new Map<string, number>();
      return [
        name,
        {
          async limit({ key }) {
            const bucket = `${Math.floor(Date.now() / (Number(period) * 1000))} ${key}`;
            const count = counted.get(bucket) ?? 0;
            if (count >= Number(limit)) return { success: false };
            counted.set(bucket, count + 1);
            return { success: true };
          },
        },
      ];
    }),
  );
}

export interface Challenge {
  parameters: Record<string, unknown>;
  signature: string;
  /** Seconds. */
  wait?: number;
}

/** The challenge of an answer 429. */
export async function challengeIn(response: Response): Promise<Challenge> {
  return ((await response.json()) as { challenge: Challenge }).challenge;
}
