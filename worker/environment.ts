import * as z from "zod";
import { parseEmailAddress } from "./registration/email-address.ts";

/** Which database a queue message is about, by the name of its binding. Absent for the first database. */
export interface InDatabase {
  database?: string;
}

/** The id of an e-mail to one person. */
export interface QueuedMessage extends InDatabase {
  id: string;
}

/** The Worker's bindings in wrangler.toml, its secrets and its variables. */
export interface Bindings {
  /** The first database. Further ones are DB_2, DB_3 and so on: `databasesOf`. */
  DB: D1Database;
  MESSAGES: Queue<QueuedMessage>;
  /** Wakes the consumer of e-mails to many. A separate queue, so that no confirmation waits behind a batch. */
  BULK: Queue<InDatabase>;
  /** Wakes the consumer of webhooks. */
  WEBHOOKS: Queue<InDatabase>;
  /** How many requests of one kind an address, and a network, may send in a minute. */
  RATE_ADDRESS: RateLimit;
  RATE_NETWORK: RateLimit;
  /** How many people an address, and a network, may register in ten seconds. */
  RATE_PACE: RateLimit;
  RATE_NETWORK_PACE: RateLimit;
  /** How many people an address may register in a minute without work, and then with little work. */
  RATE_FREE: RateLimit;
  RATE_LIGHT: RateLimit;
  /** The same for an event. */
  RATE_EVENT: RateLimit;
  RATE_EVENT_BUSY: RateLimit;
  [variable: string]: unknown;
}

/** A database, by the name of its binding. */
export interface NamedDatabase {
  name: string;
  db: D1Database;
}

/**
 * All databases in order. The first one also has data that belongs to no event, and knows which database holds which event.
 */
export type Databases = readonly [NamedDatabase, ...NamedDatabase[]];

const FURTHER_DATABASE = /^DB_([2-9]|[1-9]\d)$/;

const boundDatabases = new WeakMap<Bindings, Databases>();

/** The databases that the Worker is bound to, ordered by number. */
export function databasesOf(env: Bindings): Databases {
  let known = boundDatabases.get(env);
  if (!known) {
    const further = Object.keys(env)
      .filter((name) => FURTHER_DATABASE.test(name))
      .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
    // The names are those of D1 bindings: worker/README.md.
    known = [{ name: "DB", db: env.DB }, ...further.map((name) => ({ name, db: env[name] as D1Database }))];
    boundDatabases.set(env, known);
  }
  return known;
}

/** Of 32 random octets about 30 are different. Fewer than 16 are different only once in 10^13 times. */
function looksRandom(secret: string): boolean {
  // Not Uint8Array.fromBase64, which Node 24 lacks: `npm run deploy` checks the settings too.
  return new Set(atob(secret.replaceAll("-", "+").replaceAll("_", "/"))).size >= 16;
}

const linkKeys = z
  .string()
  .regex(/^\d{1,3}:[\w-]{43}(,\d{1,3}:[\w-]{43})*$/, "keys such as 1:<32 random bytes in base64url>, the newest last")
  .transform((keys) =>
    keys.split(",").map((key) => {
      const [id = "", secret = ""] = key.split(":");
      return { id: Number(id), secret };
    }),
  )
  .refine((keys) => keys.every(({ id }) => id > 0 && id < 256), "key ids from 1 to 255")
  .refine((keys) => keys.every(({ secret }) => looksRandom(secret)), "random octets, such as openssl rand 32 makes");

/** The admin's name, for the audit log, and the hex SHA-256 of the token. `name` is null if the setting has none. */
export interface AdminToken {
  name: string | null;
  hash: string;
}

const ADMIN_TOKEN = /^(?:([\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}):)?([0-9a-f]{64})$/u;

/** `name:hash` of each valid admin token, comma-separated. While a token is being replaced, a person has two. */
const adminTokens = z.string().transform((setting, context): AdminToken[] =>
  setting.split(",").map((one) => {
    const [, name = null, hash] = ADMIN_TOKEN.exec(one.trim()) ?? [];
    if (hash) return { name, hash };
    context.addIssue({ code: "custom", message: "name:HASH, the token's SHA-256 in hex, or several with commas" });
    return z.NEVER;
  }),
);

/** RFC Standard Webhooks: from 24 octets on. */
const WEBHOOK_SECRET = /^whsec_[A-Za-z0-9+/]{32,}=*(,whsec_[A-Za-z0-9+/]{32,}=*)*$/;

/** Whether the service runs on a developer's machine, where nothing needs protection. */
export function isLocal({ PUBLIC_URL }: Pick<Settings, "PUBLIC_URL">): boolean {
  return ["127.0.0.1", "localhost"].includes(URL.parse(PUBLIC_URL)?.hostname ?? "");
}

/** Comma-separated addresses as keys, since people write their address in different ways. */
const addresses = z.string().transform((setting, context) =>
  setting.split(",").flatMap((one) => {
    if (!one.trim()) return [];
    const address = parseEmailAddress(one.trim());
    if (typeof address !== "string") return [address.key];
    context.addIssue({ code: "custom", message: "e-mail addresses such as rebekka@example.no, with commas between" });
    return z.NEVER;
  }),
);

const queueName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "the name of a queue in wrangler.toml");

/** The addresses of Cloudflare's Turnstile. */
const TURNSTILE = {
  TURNSTILE_SCRIPT_URL: "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit",
  TURNSTILE_VERIFY_URL: "https://challenges.cloudflare.com/turnstile/v0/siteverify",
};

const settings = z
  .object({
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, "")),
    MAIL_FROM: z.string().regex(/^[^<>\r\n]+ <[^<>@\s]+@[^<>@\s]+>$/, "such as Name <address@example.no>"),
    RESEND_API_KEY: z.string().min(1),
    RESEND_BASE_URL: z.url().default("https://api.resend.com"),
    /**
     * Verifies Resend's webhooks; two, comma-separated, while one is being replaced. Without it every webhook is refused.
     */
    RESEND_WEBHOOK_SECRET: z
      .string()
      .regex(WEBHOOK_SECRET, "whsec_…, as Resend shows it, or two with a comma")
      .transform((secrets) => secrets.split(","))
      .default([]),
    RESEND_RATE: z.coerce.number().positive().default(2),
    ADMIN_TOKEN_SHA256: adminTokens,
    /** Keys of the manage links, `id:secret`. The newest signs; links signed with older keys still work. */
    LINK_KEYS: linkKeys,
    /** The names of the queues in wrangler.toml, which differ between environments. */
    QUEUE_MESSAGES: queueName,
    QUEUE_BULK: queueName,
    QUEUE_WEBHOOKS: queueName,
    /** Organisers who may create events on our pages. Absent: only the admin creates events, with the API. */
    EVENT_CREATORS: addresses.default([]),
    /** Where new events are stored. */
    NEW_EVENTS_DATABASE: z
      .string()
      .regex(/^DB(_\d+)?$/, "the name of a database binding, such as DB_2")
      .default("DB"),
    /** 1 while the operator works on the database: only reads work. */
    MAINTENANCE: z
      .enum(["0", "1"], "1, or 0 or absent")
      .default("0")
      .transform((value) => value === "1"),
    /** For load tests. */
    RATE_LIMIT: z.enum(["on", "off"]).default("on"),
    /**
     * Cloudflare's Turnstile in place of the proof of work. The lengths prevent swapping the two keys: one of them is
     * public.
     */
    TURNSTILE_SITE_KEY: z
      .string()
      .regex(/^[\w-]{10,32}$/, "the site key, as Cloudflare shows it: the shorter of the two")
      .optional(),
    TURNSTILE_SECRET_KEY: z
      .string()
      .regex(/^[\w-]{33,}$/, "the secret key, as Cloudflare shows it: the longer of the two")
      .optional(),
    TURNSTILE_SCRIPT_URL: z.url().default(TURNSTILE.TURNSTILE_SCRIPT_URL),
    TURNSTILE_VERIFY_URL: z.url().default(TURNSTILE.TURNSTILE_VERIFY_URL),
  })
  .superRefine((given, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    const { TURNSTILE_SITE_KEY: siteKey, TURNSTILE_SECRET_KEY: secretKey } = given;
    if (siteKey !== undefined && secretKey === undefined) wrong("TURNSTILE_SECRET_KEY", "set, as the site key is");
    // The secret key alone is not a fault: it takes effect at once, and the site key comes with the next deployment.
    if (new Set([given.QUEUE_MESSAGES, given.QUEUE_BULK, given.QUEUE_WEBHOOKS]).size < 3)
      wrong("QUEUE_BULK", "another name than those of the other queues");
    if (isLocal(given)) return;
    if (given.RATE_LIMIT === "off")
      wrong("RATE_LIMIT", "absent: only a service on one's own machine may do without limits");
    if (!given.PUBLIC_URL.startsWith("https:")) wrong("PUBLIC_URL", "an https address");
    for (const name of ["TURNSTILE_SCRIPT_URL", "TURNSTILE_VERIFY_URL"] as const)
      if (given[name] !== TURNSTILE[name])
        wrong(name, "absent: only a service on one's own machine may have another Turnstile than Cloudflare's");
  });

export type Settings = z.output<typeof settings>;

/** A Worker without its secrets answers nothing, and logs which one is missing or wrong. */
export class MisconfiguredError extends Error {
  override name = "MisconfiguredError";
}

const parsed = new WeakMap<Bindings, Settings>();

const isBound = (env: Bindings, database: string) => databasesOf(env).some(({ name }) => name === database);

/** What is wrong with the settings: each variable and what it must be, never its value. */
export function faultsOf(env: Bindings): string[] {
  const { error, data } = settings.safeParse(env);
  if (data && !isBound(env, data.NEW_EVENTS_DATABASE)) return ["NEW_EVENTS_DATABASE: a database that is bound"];
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

/** @throws MisconfiguredError */
export function settingsOf(env: Bindings): Settings {
  let known = parsed.get(env);
  if (!known) {
    const result = settings.safeParse(env);
    if (!result.success || !isBound(env, result.data.NEW_EVENTS_DATABASE))
      throw new MisconfiguredError(`Set these (worker/README.md): ${faultsOf(env).join("; ")}`);
    known = result.data;
    parsed.set(env, known);
  }
  return known;
}

/** Only the admin tokens: the admin may read what is wrong with the other settings. */
export function adminTokensOf(env: Bindings): AdminToken[] {
  return adminTokens.safeParse(env.ADMIN_TOKEN_SHA256).data ?? [];
}
