/** The content of the page after a sent form, sealed in its address: the page can be reloaded, and nothing is stored. */
import * as z from "zod";
import type { Settings } from "../environment.ts";
import { registrationAnswer } from "../registration/contract-schemas.ts";
import { type SealPurpose, seal, unseal } from "../security/seal.ts";

/** Milliseconds. A browser that restores its last pages some days later must not show an e-mail address. */
const RECEIPT_MS = 24 * 3_600_000;

const expectedMail = z.object({ at: z.int(), earliest: z.boolean() });
const registered = z.object({
  at: z.int(),
  email: z.string(),
  answer: registrationAnswer,
  mail: expectedMail.nullable(),
});
const linkAsked = z.object({ at: z.int(), email: z.string() });

type About = { now: number; settings: Pick<Settings, "LINK_KEYS"> };

/** Reads a value sealed less than a day ago; otherwise null. */
async function read<Value extends { at: number }>(
  schema: z.ZodType<Value>,
  purpose: SealPurpose,
  sealed: string,
  { now, settings }: About,
): Promise<Value | null> {
  const { data } = schema.safeParse(await unseal(purpose, sealed, settings.LINK_KEYS));
  return data && now - data.at < RECEIPT_MS ? data : null;
}

/** Seals the receipt of a registration: what a new one gets, the address, and when the e-mail comes. */
export function sealReceipt(
  slug: string,
  { email, answer, mail }: Omit<z.infer<typeof registered>, "at">,
  { now, settings }: About,
): Promise<string> {
  return seal(`receipt:${slug}`, { at: now, email, answer, mail }, settings.LINK_KEYS);
}

export const readReceipt = (slug: string, sealed: string, about: About) =>
  read(registered, `receipt:${slug}`, sealed, about);

/** Seals the address of a request for a lost link. */
export function sealLinkAsked(slug: string, email: string, { now, settings }: About): Promise<string> {
  return seal(`lost-link:${slug}`, { at: now, email }, settings.LINK_KEYS);
}

export const readLinkAsked = (slug: string, sealed: string, about: About) =>
  read(linkAsked, `lost-link:${slug}`, sealed, about);
