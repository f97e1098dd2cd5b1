import type { Configuration } from "./configuration.ts";

/** The secrets without which the Worker answers nothing. */
const REQUIRED_SECRETS = ["ADMIN_TOKEN_SHA256", "LINK_KEYS", "RESEND_API_KEY"] as const;

/** Optional; without it the list does not show whether e-mails arrived. */
const WANTED_SECRETS = ["RESEND_WEBHOOK_SECRET"] as const;

const PLACEHOLDER_ID = /^[0-]*$/;
const PLACEHOLDER_HOST = /(^|[./@])example\.(no|com|org|net)\b/;

/** What is still unchanged in wrangler.toml: a sentence for each. */
export function configurationFaults({ d1_databases, vars }: Configuration): string[] {
  const faults = d1_databases.flatMap(({ database_id, database_name }) =>
    PLACEHOLDER_ID.test(database_id) ? [`database_id of ${database_name} is a placeholder`] : [],
  );
  for (const name of ["PUBLIC_URL", "MAIL_FROM"] as const)
    if (PLACEHOLDER_HOST.test(vars[name] ?? "")) faults.push(`${name} is a placeholder: ${vars[name]}`);
  if (vars.MAINTENANCE !== undefined)
    faults.push("MAINTENANCE stands in [vars]: it is a secret, so that it can be switched without a deployment");
  return faults;
}

/** The missing secrets, from the output of `wrangler secret list`; all of them if the Worker does not exist yet. */
export function missingSecrets(listed: string | null): { required: string[]; wanted: string[] } {
  const set = new Set(listed === null ? [] : namesIn(listed));
  const missing = (names: readonly string[]) => names.filter((name) => !set.has(name));
  return { required: missing(REQUIRED_SECRETS), wanted: missing(WANTED_SECRETS) };
}

function namesIn(listed: string): string[] {
  // wrangler may print other text around the list.
  const json = listed.slice(listed.indexOf("["), listed.lastIndexOf("]") + 1);
  return (JSON.parse(json) as { name: string }[]).map(({ name }) => name);
}
