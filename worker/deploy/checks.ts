import { type Bindings, faultsOf } from "../environment.ts";
import type { Configuration } from "./configuration.ts";

/** The secrets without which the Worker answers nothing. */
const REQUIRED_SECRETS = ["ADMIN_TOKEN_SHA256", "LINK_KEYS", "RESEND_API_KEY"] as const;

/** Optional; without it the list does not show whether e-mails arrived. */
const WANTED_SECRETS = ["RESEND_WEBHOOK_SECRET"] as const;

const PLACEHOLDER_ID = /^[0-]*$/;
const PLACEHOLDER_HOST = /(^|[./@])example\.(no|com|org|net)\b/;

/** What is still unchanged in wrangler.toml, or would stop the service: a sentence for each. */
export function configurationFaults(configuration: Configuration): string[] {
  const { d1_databases, vars } = configuration;
  const faults = d1_databases.flatMap(({ database_id, database_name }) =>
    PLACEHOLDER_ID.test(database_id) ? [`database_id of ${database_name} is a placeholder`] : [],
  );
  for (const name of ["PUBLIC_URL", "MAIL_FROM"] as const)
    if (PLACEHOLDER_HOST.test(vars[name] ?? "")) faults.push(`${name} is a placeholder: ${vars[name]}`);
  if (vars.MAINTENANCE !== undefined)
    faults.push("MAINTENANCE stands in [vars]: it is a secret, so that it can be switched without a deployment");
  return [...faults, ...queueFaults(configuration), ...settingFaults(configuration)];
}

/**
 * Queues with names that do not match: the Worker would refuse their messages, and only the cron would send e-mail, slowly.
 */
function queueFaults({ queues, vars }: Configuration): string[] {
  return queues.producers.flatMap(({ binding, queue }) => {
    const setting = `QUEUE_${binding}`;
    if (vars[setting] !== queue) return [`${setting} is ${vars[setting]}, but the queue of ${binding} is ${queue}`];
    return queues.consumers.some((consumer) => consumer.queue === queue) ? [] : [`nothing consumes the queue ${queue}`];
  });
}

/** Sample secrets in the right form, since wrangler lists only the names of the real ones. */
const SAMPLE_SECRETS = {
  ADMIN_TOKEN_SHA256: "0".repeat(64),
  LINK_KEYS: `1:${Buffer.from(Array.from({ length: 32 }, (_, octet) => octet)).toString("base64url")}`,
  RESEND_API_KEY: "re_key",
  TURNSTILE_SECRET_KEY: "0".repeat(35),
};

/** Settings that the Worker refuses: it answers nothing while one of them is wrong. */
function settingFaults({ d1_databases, vars }: Configuration): string[] {
  const databases = Object.fromEntries(d1_databases.map(({ binding }) => [binding, {}]));
  // `faultsOf` reads the settings and the names of the database bindings, nothing else.
  return faultsOf({ ...SAMPLE_SECRETS, ...vars, ...databases } as unknown as Bindings);
}

/**
 * The missing secrets for these settings, from the output of `wrangler secret list`; all of them if the Worker does not exist
 * yet.
 */
export function missingSecrets(
  listed: string | null,
  { vars }: Pick<Configuration, "vars">,
): { required: string[]; wanted: string[] } {
  const set = new Set(listed === null ? [] : namesIn(listed));
  const missing = (names: readonly string[]) => names.filter((name) => !set.has(name));
  const turnstile = vars.TURNSTILE_SITE_KEY === undefined ? [] : ["TURNSTILE_SECRET_KEY"];
  return { required: missing([...REQUIRED_SECRETS, ...turnstile]), wanted: missing(WANTED_SECRETS) };
}

function namesIn(listed: string): string[] {
  // wrangler may print other text around the list.
  const json = listed.slice(listed.indexOf("["), listed.lastIndexOf("]") + 1);
  return (JSON.parse(json) as { name: string }[]).map(({ name }) => name);
}
