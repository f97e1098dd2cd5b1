/** The session of a helper's phone: a separate cookie that opens only the door that an organiser has handed over. */
import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { readsIn } from "../http/language.ts";
import { ProblemError } from "../http/problem.ts";
import type { Service } from "../service.ts";
import { DOOR_MS, type Door, findDoor } from "../storage/doors.ts";
import { sha256 } from "./crypto.ts";
import { endCookie, keepCookie } from "./session-cookie.ts";

/** Separate from the organisers' cookie: an organiser may be a helper at another event, on the same phone. */
const COOKIE = "door";

const secretOf = (c: Context) => getCookie(c, COOKIE, "host");

/** Sets the cookie for as long as the door stays open. */
export const keepDoor = (c: Context, secret: string): void => keepCookie(c, COOKIE, secret, DOOR_MS);

/** Whether the browser has had a door, open or not. */
export const hadDoor = (c: Context): boolean => secretOf(c) !== undefined;

/** The door of the request, for any event; null if there is none or it is closed. */
export async function doorOf(c: Context): Promise<Door | null> {
  const secret = secretOf(c);
  if (!secret) return null;
  const { databases, now }: Service = c.var.service;
  const hash = await sha256(secret);
  const found = await Promise.all(databases.map(({ db }) => findDoor(db, hash, now)));
  const door = found.find((one) => one !== null) ?? null;
  if (door) readsIn(c, door.language);
  return door;
}

/** Ends the door of the request. Call it after the answer is made, since it changes the answer's cookies. */
export const endDoor = (c: Context): Promise<void> => endCookie(c, COOKIE);

/** The problem for a helper who opens anything except their door. */
export function doorOnly({ event }: Door): ProblemError {
  return new ProblemError("door-only", {
    wayOn: { href: `/organiser/${event}/door`, label: "organiser.door.helpers.back" },
  });
}

/** Refuses helpers, with any door. @throws ProblemError door-only */
export async function refuseDoor(c: Context): Promise<void> {
  const door = await doorOf(c);
  if (door) throw doorOnly(door);
}
