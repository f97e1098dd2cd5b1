import { type AdminToken, isLocal, type Settings } from "../environment.ts";
import { ProblemError } from "../http/problem.ts";
import { allows, type Scope } from "../registration/scope.ts";
import type { Service } from "../service.ts";
import { findToken, type OrganiserToken, touchToken } from "../storage/organiser-tokens.ts";
import { sameSecret, sha256 } from "./crypto.ts";

/**
 * An admin, with the name of their token in the settings; an organiser token of the event; an organiser on our pages; or a
 * door.
 */
export type Caller =
  | { role: "admin"; name: string | null }
  | ({ role: "organiser" } & OrganiserToken)
  | { role: "signed-in"; email: string; scopes: readonly Scope[] }
  /** A helper's phone. `name`: given by the organiser. */
  | { role: "door"; name: string; scopes: readonly Scope[] };

/**
 * The caller's name in the audit log. A token's name begins with its id, and an address has an @ and no space, so the kinds
 * cannot be confused.
 */
export function callerName(caller: Caller): string {
  switch (caller.role) {
    case "admin":
      return caller.name === null ? "admin" : `admin ${caller.name}`;
    case "organiser":
      return `${caller.id} ${caller.name}`;
    case "signed-in":
      return caller.email;
    case "door":
      return `door ${caller.name}`;
  }
}

/** The name of a caller's door, as shown at the other doors. */
export function doorName(caller: Caller): string {
  switch (caller.role) {
    case "admin":
      return caller.name ?? "admin";
    case "organiser":
    case "door":
      return caller.name;
    case "signed-in":
      return caller.email;
  }
}

/** How often the last use of a token is stored, in milliseconds: not every request writes. */
const LAST_USE_STEP = 60_000;

const unauthorized = () => new ProblemError("unauthorized");

/**
 * RFC 6750 section 2.1: the scheme is case-insensitive, the token is not. Hono's bearerAuth only knows valid and invalid,
 * and answers 400 to another scheme; here a valid token may also lack a scope (403), or belong to another event (404).
 */
function tokenOf(request: Request): string | undefined {
  return /^bearer +([\w.~+/-]+=*) *$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}

/** Characters of an admin token. The settings have only its hash, so a weak token is noticed when it is used. */
const ADMIN_TOKEN_MIN = 16;

/** The admin whose token the request has, compared in constant time; null if none. `weak`: the token is too short. */
export async function findAdmin(
  request: Request,
  tokens: readonly AdminToken[],
): Promise<{ name: string | null; weak: boolean } | null> {
  const token = tokenOf(request);
  const given = token && Uint8Array.fromHex(await sha256(token));
  const found = given && tokens.find(({ hash }) => sameSecret(given, Uint8Array.fromHex(hash)));
  return found ? { name: found.name, weak: token.length < ADMIN_TOKEN_MIN } : null;
}

/** The calling admin; null for everybody else. */
async function adminOf(request: Request, settings: Settings): Promise<Caller | null> {
  const admin = await findAdmin(request, settings.ADMIN_TOKEN_SHA256);
  return admin && (!admin.weak || isLocal(settings)) ? { role: "admin", name: admin.name } : null;
}

/** The token, if it belongs to the event; `elsewhere` if it belongs to another event, in any database. */
async function findTokenOf({ db, databases }: Pick<Service, "db" | "databases">, slug: string, hash: string) {
  const here = await findToken(db, slug, hash);
  if (here) return here;
  const others = databases.filter((database) => database.db !== db);
  const found = await Promise.all(others.map((database) => findToken(database.db, slug, hash)));
  return found.some((token) => token !== null) ? "elsewhere" : null;
}

/**
 * Lets in only the admin. A token of the event is refused with `forbidden`; a token of another event gets `no-such-event`.
 * @throws ProblemError unauthorized, forbidden, no-such-event
 */
export async function requireAdmin(
  request: Request,
  service: Pick<Service, "db" | "databases" | "settings">,
  slug: string | null = null,
): Promise<Caller> {
  const admin = await adminOf(request, service.settings);
  if (admin) return admin;
  const given = tokenOf(request);
  const token = given && (await findTokenOf(service, slug ?? "", await sha256(given)));
  if (!token) throw unauthorized();
  if (token === "elsewhere" && slug !== null) throw new ProblemError("no-such-event");
  throw new ProblemError("forbidden", { values: { scope: "admin" } });
}

/**
 * Lets in the admin, and organisers of the event whose token has one of the scopes. A token of another event gets
 * `no-such-event`.
 * @throws ProblemError unauthorized, no-such-event, forbidden
 */
export async function requireOrganiser(
  request: Request,
  service: Service,
  slug: string,
  ...needed: Scope[]
): Promise<Caller> {
  const { db, settings, now, after } = service;
  const admin = await adminOf(request, settings);
  if (admin) return admin;
  const given = tokenOf(request);
  const token = given && (await findTokenOf(service, slug, await sha256(given)));
  if (!token) throw unauthorized();
  if (token === "elsewhere") throw new ProblemError("no-such-event");
  const { id, name, scopes, lastUsedAt } = token;
  if (!allows(scopes, needed)) throw new ProblemError("forbidden", { values: { scope: needed.join(", ") } });
  if (now - (lastUsedAt ?? 0) > LAST_USE_STEP) after(touchToken(db, id, now));
  return { role: "organiser", id, name, scopes };
}
