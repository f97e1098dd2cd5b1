import * as z from "zod";
import { ProblemError } from "../http/problem.ts";
import { isVisible } from "../registration/invisible.ts";
import { scopes as allScopes } from "../registration/scope.ts";
import type { Caller } from "../security/bearer.ts";
import { newToken, sha256 } from "../security/crypto.ts";
import type { Service } from "../service.ts";
import { isoOrNull } from "../storage/export.ts";
import { addToken, listTokens, revokeToken } from "../storage/organiser-tokens.ts";
import { audit } from "./audit-log.ts";

export const tokenRequest = z.strictObject({
  name: z
    .string("whom or what the token is for")
    .trim()
    .min(1, "whom or what the token is for")
    .max(100)
    .refine(isVisible, "whom or what the token is for"),
  scopes: z
    .array(z.enum(allScopes, `of ${allScopes.join(", ")}`))
    .min(1, "at least one scope")
    .max(allScopes.length)
    .refine((all) => new Set(all).size === all.length, "each scope once")
    .default(["read", "manage"]),
});

export type TokenRequest = z.infer<typeof tokenRequest>;

const tokenScopes = z.array(z.enum(allScopes));

export const newTokenAnswer = z.strictObject({
  id: z.string(),
  name: z.string(),
  scopes: tokenScopes,
  /** The secret, shown only in this answer. */
  token: z.string(),
});

const instant = z.iso.datetime();

export const tokenList = z.strictObject({
  tokens: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      scopes: tokenScopes,
      createdAt: instant,
      /** Accurate to the minute. */
      lastUsedAt: instant.nullable(),
      revokedAt: instant.nullable(),
    }),
  ),
});

/** Makes an organiser token. */
export async function createToken(
  service: Service,
  slug: string,
  caller: Caller,
  { name, scopes }: TokenRequest,
): Promise<z.infer<typeof newTokenAnswer>> {
  const { db, now } = service;
  const token = newToken();
  const { id } = await addToken(db, slug, { name, scopes, hash: await sha256(token) }, now);
  await audit(service, caller, { event: slug, action: "token made", count: 1, detail: id });
  return { id, name, scopes, token };
}

/** All tokens of an event, including revoked ones, since they had access. */
export async function tokensOf({ db }: Service, slug: string): Promise<z.infer<typeof tokenList>> {
  const tokens = await listTokens(db, slug);
  return {
    tokens: tokens.map(({ id, name, scopes, createdAt, lastUsedAt, revokedAt }) => ({
      id,
      name,
      scopes: [...scopes],
      createdAt: new Date(createdAt).toISOString(),
      lastUsedAt: isoOrNull(lastUsedAt),
      revokedAt: isoOrNull(revokedAt),
    })),
  };
}

/** @throws ProblemError not-found */
export async function deleteToken(service: Service, slug: string, caller: Caller, id: string): Promise<void> {
  if (!(await revokeToken(service.db, slug, id, service.now))) throw new ProblemError("not-found");
  await audit(service, caller, { event: slug, action: "token revoked", count: 1, detail: id });
}
