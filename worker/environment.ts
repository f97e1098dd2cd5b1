import { z } from "zod";

/** What the Worker is bound to in wrangler.toml, and the secrets and variables it is given. */
export interface Bindings {
  DB: D1Database;
  /** Ids of messages to one person. */
  MESSAGES: Queue<{ id: string }>;
  /** A word that mail to many is due. A queue of its own, so that nobody's confirmation waits behind a batch. */
  BULK: Queue<Record<string, never>>;
  /** A word that other systems are to be told of changes. */
  WEBHOOKS: Queue<Record<string, never>>;
  [variable: string]: unknown;
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
  .refine((keys) => keys.every(({ id }) => id > 0 && id < 256), "key ids from 1 to 255");

const settings = z.object({
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, "")),
  MAIL_FROM: z.string().regex(/^[^<>\r\n]+ <[^<>@\s]+@[^<>@\s]+>$/, "such as Name <address@example.no>"),
  RESEND_API_KEY: z.string().min(1),
  RESEND_BASE_URL: z.url().default("https://api.resend.com"),
  /** Signs Resend's webhooks; two, comma-separated, while one replaces the other. Without it no webhook is believed. */
  RESEND_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[\w+/=-]+(,whsec_[\w+/=-]+)*$/, "whsec_…, as Resend shows it, or two with a comma")
    .transform((secrets) => secrets.split(","))
    .default([]),
  RESEND_RATE: z.coerce.number().positive().default(2),
  /** Hex SHA-256 of each admin token that is valid, comma-separated: two while one replaces the other. */
  ADMIN_TOKEN_SHA256: z
    .string()
    .regex(/^[0-9a-f]{64}(,[0-9a-f]{64})*$/, "the token's SHA-256 in hex, or several with commas"),
  /** Keys of the manage links, `id:secret`. The newest signs; older ones still open the links they signed. */
  LINK_KEYS: linkKeys,
});

export type Settings = z.infer<typeof settings>;

/** A Worker without its secrets serves nobody, and says which one is missing or wrong. */
export class MisconfiguredError extends Error {
  override name = "MisconfiguredError";
}

const parsed = new WeakMap<Bindings, Settings>();

/** @throws MisconfiguredError naming each variable and what is expected of it, never its value. */
export function settingsOf(env: Bindings): Settings {
  let known = parsed.get(env);
  if (!known) {
    const result = settings.safeParse(env);
    if (!result.success) {
      const faults = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
      throw new MisconfiguredError(`Set these (README.md, "You run it"): ${faults.join("; ")}`);
    }
    known = result.data;
    parsed.set(env, known);
  }
  return known;
}
