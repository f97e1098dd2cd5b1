import type { Bindings } from "../environment.ts";
import type { Service } from "../service.ts";
import { countersOf } from "./rate-limit.ts";

/**
 * How fast people are registered, and how large the load is, counted with Cloudflare's rate limits at no cost in the
 * database. They count people, not requests: a group of ten counts as ten.
 */

/** At most so many people of one request are counted. Validation refuses a larger request (`colleaguesMax`). */
const PEOPLE_MAX = 10;

/** How many people a body wants to register: 1, and each row of colleagues that is not empty. It need not be valid. */
export function peopleIn(body: unknown): number {
  const { colleagues } = Object(body) as { colleagues?: unknown };
  if (!Array.isArray(colleagues)) return 1;
  const rows = colleagues.filter((row) => Object.values(Object(row)).some((typed) => String(typed).trim() !== ""));
  return Math.min(1 + rows.length, PEOPLE_MAX);
}

/**
 * Counts people. True if the limit had room for the first: a group is not refused because another person came before it. All
 * calls are made at once, so that simultaneous requests do not use the same room.
 */
async function count(limit: RateLimit, key: string, people: number): Promise<boolean> {
  const [first] = await Promise.all(Array.from({ length: people }, () => limit.limit({ key })));
  return first?.success ?? true;
}

/** How many of the limits these people exceed, in order. Each limit counts only people beyond the previous one. */
async function stepOf(ladder: readonly RateLimit[], key: string, people: number): Promise<number> {
  for (const [step, limit] of ladder.entries()) if (await count(limit, key, people)) return step;
  return ladder.length;
}

/** A client that registers a number of people for an event. */
export interface Registering {
  request: Request;
  slug: string;
  people: number;
}

/** 0: as many as usual; 1: more; 2: many more. */
export interface Load {
  /** The load of the client's address in this minute. */
  client: number;
  /** The load of the event in this minute. */
  event: number;
}

export const noLoad: Load = { client: 0, event: 0 };

/**
 * How many more people than usual this client, and this event, register in this minute. Counts these people; for the event
 * only until the client has reached its last step, so that one client cannot make everybody work.
 */
export async function loadOf(
  { request, slug, people }: Registering,
  env: Bindings,
  { settings, now }: Pick<Service, "settings" | "now">,
): Promise<Load> {
  const counters = await countersOf(request, settings, now, "register");
  if (!counters) return noLoad;
  const clients = [env.RATE_FREE, env.RATE_LIGHT];
  const client = await stepOf(clients, counters.address, people);
  if (client === clients.length) return { client, event: 0 };
  const event = await stepOf([env.RATE_EVENT, env.RATE_EVENT_BUSY], slug, people);
  return { client, event };
}

/** Whether the same address and network registers people slowly enough. Counts these people. */
export async function isInPace(
  { request, people }: Registering,
  env: Bindings,
  { settings, now }: Pick<Service, "settings" | "now">,
): Promise<boolean> {
  const counters = await countersOf(request, settings, now, "register");
  if (!counters) return true;
  const [address, network] = await Promise.all([
    count(env.RATE_PACE, counters.address, people),
    count(env.RATE_NETWORK_PACE, counters.network, people),
  ]);
  return address && network;
}
