import type { Settings } from "../environment.ts";
import { keyedHash, sameSecret } from "./crypto.ts";

/**
 * What tells a program that fills in the page without scripts from a person: a field that nobody sees, and how long the page
 * was open, which the page carries signed. Who fills in what nobody sees, or makes up the time, is asked again and loses
 * nothing; who is faster than any person waits for the rest of the time, and notices no more than that. A form that carries
 * no time is believed, since clients of the API send none, unless the event is under load.
 */

/** The name of the field that nobody sees. */
export const HONEYPOT = "reference";
/** The name of the field with the time. */
export const RENDERED_AT = "opened";

/** Nobody fills in the form faster, in milliseconds. */
const MIN_FILL_MS = 2_000;

const macOf = async (event: string, time: string, secret: string) =>
  (await keyedHash(`form:${event}:${time}`, secret)).slice(0, 32);

/** When a page was opened, as the page carries it. */
export async function signedTime(event: string, now: number, linkKeys: Settings["LINK_KEYS"]): Promise<string> {
  const time = now.toString(36);
  return `${time}.${await macOf(event, time, linkKeys.at(-1)?.secret ?? "")}`;
}

/** Null for what we did not sign for this event. */
async function readTime(given: string, event: string, linkKeys: Settings["LINK_KEYS"]): Promise<number | null> {
  const [, time = "", mac = ""] = /^([0-9a-z]{1,10})\.([0-9a-f]{32})$/.exec(given) ?? [];
  if (!time) return null;
  for (const { secret } of linkKeys) {
    const expected = Uint8Array.fromHex(await macOf(event, time, secret));
    if (sameSecret(expected, Uint8Array.fromHex(mac))) return Number.parseInt(time, 36);
  }
  return null;
}

export type BotVerdict =
  | { filledInBy: "program" }
  /** `waitMs`: what is left of the time that a person would have taken. */
  | { filledInBy: "person"; waitMs: number };

export async function detectBot(
  form: URLSearchParams,
  event: string,
  linkKeys: Settings["LINK_KEYS"],
  now: number,
  eventUnderLoad: boolean,
): Promise<BotVerdict> {
  if (form.get(HONEYPOT)) return { filledInBy: "program" };
  const given = form.get(RENDERED_AT);
  if (given === null) return eventUnderLoad ? { filledInBy: "program" } : { filledInBy: "person", waitMs: 0 };
  const opened = await readTime(given, event, linkKeys);
  // Two isolates' clocks may differ, but not by that much.
  if (opened === null || opened > now + MIN_FILL_MS) return { filledInBy: "program" };
  return { filledInBy: "person", waitMs: Math.max(0, opened + MIN_FILL_MS - now) };
}
