/**
 * The cookie of a session, an organiser's or a door's. It gets the prefix `__Host-`: only over TLS, only from this host, for
 * every path (RFC 6265bis section 4.1.3.2).
 */
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Service } from "../service.ts";
import { endSession } from "../storage/organiser-sessions.ts";
import { sha256 } from "./crypto.ts";

/** Sets the cookie for `ms` milliseconds. Lax, not Strict: links in e-mails lead to the organiser's pages. */
export function keepCookie(c: Context, name: string, secret: string, ms: number): void {
  const maxAge = ms / 1000;
  setCookie(c, name, secret, { prefix: "host", httpOnly: true, secure: true, sameSite: "Lax", path: "/", maxAge });
}

/**
 * Ends the session of the cookie in every database, and deletes the cookie. Call it after the answer is made, since it changes
 * the answer's cookies.
 */
export async function endCookie(c: Context, name: string): Promise<void> {
  const secret = getCookie(c, name, "host");
  if (secret) {
    const { databases }: Service = c.var.service;
    const hash = await sha256(secret);
    await Promise.all(databases.map(({ db }) => endSession(db, hash)));
  }
  deleteCookie(c, name, { prefix: "host", secure: true, path: "/" });
}
