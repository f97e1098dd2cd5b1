import type { Settings } from "../environment.ts";
import { parseEmailAddress } from "../registration/email-address.ts";
import { keyedHash } from "../security/crypto.ts";

/**
 * Tags that we send with an e-mail, and the provider returns in every webhook about it: the id of the message, and a proof
 * that this service sent it to this address. The proof needs no stored message, so a complaint counts even after the
 * attendee is erased. It is needed because another service may share the account at the provider, and so its webhook
 * signature.
 */
export interface MessageTags {
  message: string;
  proof: string;
}

const PROOF_LENGTH = 32;

async function proofOf(message: string, address: string, secret: string): Promise<string> {
  const email = parseEmailAddress(address);
  const key = typeof email === "string" ? address : email.key;
  return (await keyedHash(`sent:${message}:${key}`, secret)).slice(0, PROOF_LENGTH);
}

/** Makes the tags, signed with the oldest key, which stays when the operator adds a new one. */
export async function messageTags(
  message: string,
  address: string,
  linkKeys: Settings["LINK_KEYS"],
): Promise<MessageTags> {
  return { message, proof: await proofOf(message, address, linkKeys[0]?.secret ?? "") };
}

/** Whether this service sent the message to this address. The proof is not secret: the provider signs its webhooks. */
export async function wasSentByUs(
  { message, proof }: MessageTags,
  address: string,
  linkKeys: Settings["LINK_KEYS"],
): Promise<boolean> {
  const proofs = await Promise.all(linkKeys.map(({ secret }) => proofOf(message, address, secret)));
  return proofs.includes(proof);
}
