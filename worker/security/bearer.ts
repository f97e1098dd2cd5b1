import { type AdminToken, isLocal, type Settings } from "../environment.ts";
import { ProblemError } from "../http/problem.ts";
import { allows, type Scope } from "../registration/scope.ts";
import type { Service } from "../service.ts";
import { findToken, type OrganiserToken, touchToken } from "../storage/organiser-tokens.ts";
import { sameSecret, sha256 } from "./crypto.ts";

/** An admin, by the name that the settings give their token; an organiser's token of the event; or an organiser on our pages. */
export type Caller =
  | { role: "admin"; name: string | null }
  | ({ role: "organiser" } & OrganiserToken)
  | { role: "signed-in"; email: string; scopes: readonly Scope[] }
  /** A helper's phone. `name`: what the organiser has called it. */
  | { role: "door"; name: string; scopes: readonly Scope[] };

/**
 * The name that the audit log keeps. That of a token begins with its id, and an address has an @ and no space, so that no name
 * of one is taken for another.
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

/** What the other doors are told of the door of a caller. */
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
 * RFC 6750 section 2.1: the scheme is case-insensitive, the token is not. Hono's bearerAuth knows valid and invalid only,
 * and answers 400 to another scheme; here a token may also be known and not enough (403), or another event's (404).
 */
function tokenOf(request: Request): string | undefined {
  return /^bearer +([\w.~+/-]+=*) *$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}

/** Characters of an admin token. The settings hold only its hash, so a weak token shows when it is used. */
const ADMIN_TOKEN_MIN = 16;

/** Whose admin token the request has, compared in constant time; null if it has none of these. `weak`: it is too short. */
export async function findAdmin(
  request: Request,
  tokens: readonly AdminToken[],
): Promise<{ name: string | null; weak: boolean } | null> {
  const token = tokenOf(request);
  const given = token && Uint8Array.fromHex(await sha256(token));
  const found = given && tokens.find(({ hash }) => sameSecret(given, Uint8Array.fromHex(hash)));
  return found ? { name: found.name, weak: token.length < ADMIN_TOKEN_MIN } : null;
}

/** The admin who calls; null for everybody else. */
async function adminOf(request: Request, settings: Settings): Promise<Caller | null> {
  const admin = await findAdmin(request, settings.ADMIN_TOKEN_SHA256);
  return admin && (!admin.weak || isLocal(settings)) ? { role: "admin", name: admin.name } : null;
}

/** The token, if it is of the event; `elsewhere` if it is of another, in whichever database that lives. */
async function findTokenOf({ db, databases }: Pick<Service, "db" | "databases">, slug: string, hash: string) {
  const here = await findToken(db, slug, hash);
  if (here) return here;
  const others = databases.filter((database) => database.db !== db);
  const found = await Promise.all(others.map((database) => findToken(database.db, slug, hash)));
  return found.some((token) => token !== null) ? "elsewhere" : null;
}

/**
 * Lets in the admin alone. The token of an organiser of the event is refused as not enough; that of another event learns that
 * there is no such event.
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
 * Lets in the admin, and organisers of the event whose token has one of the scopes. The token of another event learns that
 * there is no such event.
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
