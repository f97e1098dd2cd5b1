import { isLocal, type Settings } from "../environment.ts";
import { findToken, type OrganiserToken } from "../storage/tokens.ts";
import { ProblemError } from "./problem.ts";
import { sameSecret, sha256 } from "./secrets.ts";

export type Caller = { role: "admin" } | ({ role: "organiser" } & OrganiserToken);

/** As it stands in the access log. */
export function callerName(caller: Caller): string {
  return caller.role === "admin" ? "admin" : `${caller.id} ${caller.name}`;
}

const unauthorized = () => new ProblemError("unauthorized");

/** RFC 6750 section 2.1: the scheme is case-insensitive, the token is not. */
function tokenOf(request: Request): string | undefined {
  return /^bearer +([\w.~+/-]+=*) *$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}

/** Characters of an admin token. Only its hash is known before somebody uses it, so a weak one is found out then. */
const ADMIN_TOKEN_MIN = 16;

/** Whether a token is one of those with these hashes, compared in constant time. */
export async function isAdminToken(request: Request, hashes: readonly string[]): Promise<"no" | "weak" | "yes"> {
  const token = tokenOf(request);
  const given = token && Uint8Array.fromHex(await sha256(token));
  if (!given || !hashes.some((valid) => sameSecret(given, Uint8Array.fromHex(valid)))) return "no";
  return token.length < ADMIN_TOKEN_MIN ? "weak" : "yes";
}

async function isAdmin(request: Request, settings: Settings): Promise<boolean> {
  const admin = await isAdminToken(request, settings.ADMIN_TOKEN_SHA256);
  return admin === "yes" || (admin === "weak" && isLocal(settings));
}

/** @throws ProblemError unauthorized */
export async function requireAdmin(request: Request, settings: Settings): Promise<Caller> {
  if (!(await isAdmin(request, settings))) throw unauthorized();
  return { role: "admin" };
}

/**
 * Lets in the event's organisers and the admin. Another event's token is told that there is no such event: what it may
 * not see does not exist for it.
 * @throws ProblemError unauthorized, no-such-event
 */
export async function requireOrganiser(
  request: Request,
  db: D1Database,
  settings: Settings,
  event: string,
): Promise<Caller> {
  if (await isAdmin(request, settings)) return { role: "admin" };
  const given = tokenOf(request);
  const token = given && (await findToken(db, event, await sha256(given)));
  if (!token) throw unauthorized();
  if (token === "elsewhere") throw new ProblemError("no-such-event");
  return { role: "organiser", ...token };
}
