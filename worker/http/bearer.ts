import type { Settings } from "../environment.ts";
import { allows, type Scope } from "../registration/scope.ts";
import type { Service } from "../service.ts";
import { findToken, type OrganiserToken, touchToken } from "../storage/tokens.ts";
import { ProblemError } from "./problem.ts";
import { sameSecret, sha256 } from "./secrets.ts";

export type Caller = { role: "admin" } | ({ role: "organiser" } & OrganiserToken);

/** As it stands in the access log. */
export function callerName(caller: Caller): string {
  return caller.role === "admin" ? "admin" : `${caller.id} ${caller.name}`;
}

/** How exactly the last use of a token is known, in milliseconds: not every request writes. */
const LAST_USE_STEP = 60_000;

const unauthorized = () => new ProblemError("unauthorized");

async function hashOf(request: Request): Promise<string> {
  // RFC 6750 section 2.1: the scheme is case-insensitive, the token is not.
  const token = /^bearer +([\w.~+/-]+=*) *$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (!token) throw unauthorized();
  return sha256(token);
}

function isAdmin(hash: string, settings: Settings): boolean {
  const given = Uint8Array.fromHex(hash);
  return settings.ADMIN_TOKEN_SHA256.split(",").some((valid) => sameSecret(given, Uint8Array.fromHex(valid)));
}

/** @throws ProblemError unauthorized */
export async function requireAdmin(request: Request, settings: Settings): Promise<Caller> {
  if (!isAdmin(await hashOf(request), settings)) throw unauthorized();
  return { role: "admin" };
}

/**
 * Lets in the event's organisers with one of the scopes, and the admin. Another event's token is told that there is no such
 * event: what it may not see does not exist for it.
 * @throws ProblemError unauthorized, no-such-event, forbidden
 */
export async function requireOrganiser(
  request: Request,
  { db, settings, now, after }: Service,
  event: string,
  ...needed: Scope[]
): Promise<Caller> {
  const hash = await hashOf(request);
  if (isAdmin(hash, settings)) return { role: "admin" };
  const token = await findToken(db, event, hash);
  if (!token) throw unauthorized();
  if (token === "elsewhere") throw new ProblemError("no-such-event");
  const { id, name, scopes, lastUsedAt } = token;
  if (!allows(scopes, needed)) throw new ProblemError("forbidden", { values: { scope: needed.join(", ") } });
  if (now - (lastUsedAt ?? 0) > LAST_USE_STEP) after(touchToken(db, id, now));
  return { role: "organiser", id, name, scopes };
}
