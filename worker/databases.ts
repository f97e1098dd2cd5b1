/**
 * Which database a request is for. With one database nothing here makes a query. With more, the first one knows which
 * database holds which event (storage/event-databases.ts).
 */
import type { MiddlewareHandler } from "hono";
import { MisconfiguredError } from "./environment.ts";
import { readTicket } from "./registration/ticket.ts";
import { firstDatabase, type Service, type ServiceEnv } from "./service.ts";
import { findId, placeEvent, storedDatabase } from "./storage/event-databases.ts";
import { prepareDatabase } from "./storage/feed-ranges.ts";

/**
 * How long an isolate relies on what it has read, in milliseconds. A moved event accepts no writes in either database for
 * longer than this (organiser/event-move.ts).
 */
export const REMEMBERED_MS = 10_000;

/** How many events an isolate remembers. */
const REMEMBERED_MAX = 1000;

const remembered = new Map<string, { database: string; at: number }>();

function remember(slug: string, database: string): void {
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(slug, { database, at: Date.now() });
}

/** The name of the database that holds an event, or would hold it. */
async function databaseNameFor(service: Pick<Service, "databases">, slug: string): Promise<string> {
  const known = remembered.get(slug);
  if (known && Math.abs(Date.now() - known.at) < REMEMBERED_MS) return known.database;
  const database = (await storedDatabase(firstDatabase(service), slug)) ?? service.databases[0].name;
  remember(slug, database);
  return database;
}

/** The database that holds an event, or would hold it. @throws MisconfiguredError if it is not bound */
export async function databaseFor(service: Pick<Service, "databases">, slug: string): Promise<D1Database> {
  const { databases } = service;
  if (databases.length === 1) return databases[0].db;
  const name = await databaseNameFor(service, slug);
  const found = databases.find((database) => database.name === name);
  if (!found) throw new MisconfiguredError(`Bind ${name}: it has the event ${slug} (worker/README.md)`);
  return found.db;
}

/** The service for an event that is about to be stored for the first time: in the database for new events. */
export async function serviceForNewEvent(service: Service, slug: string): Promise<Service> {
  const { databases, settings } = service;
  const [first] = databases;
  const home = databases.find(({ name }) => name === settings.NEW_EVENTS_DATABASE) ?? first;
  // It stays in the first database, or returns to the one that has its earlier log and feed.
  if (home === first || (await storedDatabase(first.db, slug)) !== null)
    return { ...service, db: await databaseFor(service, slug) };
  await prepareDatabase(first.db, home);
  await placeEvent(first.db, slug, home.name);
  remember(slug, home.name);
  return { ...service, db: home.db };
}

/** Paths that name an event. */
const OF_EVENT = /^\/(?:api\/events|events|embed|organiser)\/([a-z0-9-]+)(?:[/.]|$)/;

/** Paths with one of our secrets (security/manage-link.ts): 35 octets in base64url. */
const OF_SECRET = /^\/[a-z-]+\/([\w-]{47})(?:[/.]|$)/;

/** The octets of the id in a secret. */
const ID = { from: 3, to: 19 };

/** The id in an unchecked secret. The code that opens the link checks the signature. */
const idIn = (secret: string) =>
  Uint8Array.fromBase64(secret, { alphabet: "base64url", lastChunkHandling: "loose" }).subarray(ID.from, ID.to).toHex();

/** The database that a request's path is about; null if no database knows anything in the path. */
async function databaseOf(service: Service, path: string): Promise<D1Database | null> {
  const slug = OF_EVENT.exec(path)?.[1];
  if (slug) return databaseFor(service, slug);
  const secret = OF_SECRET.exec(path)?.[1];
  const id = secret ? idIn(secret) : path.startsWith("/T/") && readTicket(path)?.registration;
  if (!id) return null;
  const found = await Promise.all(service.databases.map(async ({ db }) => ({ db, known: await findId(db, id) })));
  const event = found.map(({ known }) => known?.event).find(Boolean);
  if (event) return databaseFor(service, event);
  // A sign-in link that belongs to no event.
  return found.find(({ known }) => known !== null)?.db ?? null;
}

/** The path as the router decodes it. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Gives the service of a request the database of the event that its path is about. */
export const chooseDatabase: MiddlewareHandler<ServiceEnv> = async (c, next) => {
  const { service } = c.var;
  if (service && service.databases.length > 1) {
    const db = await databaseOf(service, decoded(c.req.path));
    if (db !== null) c.set("service", { ...service, db });
  }
  await next();
};
