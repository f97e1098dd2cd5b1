import type { Settings } from "../environment.ts";
import { keyedHash, sameSecret } from "./crypto.ts";

/**
 * Distinguishes programs from people on the page without scripts, by an invisible field and by how long the page was open;
 * the page carries its signed time. A client that fills in the invisible field or forges the time is asked again and loses
 * nothing. A client that is faster than a person waits for the rest of the time. A form without the time is accepted, since
 * clients of the API send none, unless the event is under load.
 */

/** The name of the invisible field. */
export const HONEYPOT = "reference";
/** The name of the field with the time. */
export const RENDERED_AT = "opened";

/** The least time in which a person fills in the form, in milliseconds. */
const MIN_FILL_MS = 2_000;

const macOf = async (slug: string, time: string, secret: string) =>
  (await keyedHash(`form:${slug}:${time}`, secret)).slice(0, 32);

/** The time at which a page is rendered, signed, for the page to carry. */
export async function signedTime(slug: string, now: number, linkKeys: Settings["LINK_KEYS"]): Promise<string> {
  const time = now.toString(36);
  return `${time}.${await macOf(slug, time, linkKeys.at(-1)?.secret ?? "")}`;
}

/** The signed time in a page, in milliseconds since 1970; null if we did not sign it for this event. */
async function readTime(given: string, slug: string, linkKeys: Settings["LINK_KEYS"]): Promise<number | null> {
  const [, time = "", mac = ""] = /^([0-9a-z]{1,10})\.([0-9a-f]{32})$/.exec(given) ?? [];
  if (!time) return null;
  for (const { secret } of linkKeys) {
    const expected = Uint8Array.fromHex(await macOf(slug, time, secret));
    if (sameSecret(expected, Uint8Array.fromHex(mac))) return Number.parseInt(time, 36);
  }
  return null;
}

export type BotVerdict =
  | { filledInBy: "program" }
  /** `waitMs`: the rest of the least time that a person needs. */
  | { filledInBy: "person"; waitMs: number };

export async function detectBot(
  form: URLSearchParams,
  slug: string,
  linkKeys: Settings["LINK_KEYS"],
  now: number,
  eventUnderLoad: boolean,
): Promise<BotVerdict> {
  if (form.get(HONEYPOT)) return { filledInBy: "program" };
  const given = form.get(RENDERED_AT);
  if (given === null) return eventUnderLoad ? { filledInBy: "program" } : { filledInBy: "person", waitMs: 0 };
  const opened = await readTime(given, slug, linkKeys);
  // The clocks of two isolates differ by less than MIN_FILL_MS.
  if (opened === null || opened > now + MIN_FILL_MS) return { filledInBy: "program" };
  return { filledInBy: "person", waitMs: Math.max(0, opened + MIN_FILL_MS - now) };
}
