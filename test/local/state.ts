import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Settings, StartError } from "./settings.ts";

/** The secrets that a local service starts with. Stored, so that yesterday's links and tokens still work. */
export interface Secrets {
  adminToken: string;
  /** `{id}:{base64url of 32 bytes}`, what manage links are signed with. */
  linkKeys: string;
  resendApiKey: string;
  webhookSecret: string;
  cronSecret: string;
  organiserToken: string | null;
}

/** Reads the secrets of `stateDir`, makes the missing ones, and stores them in a file that only its owner can read. */
export function readSecrets({ stateDir, adminToken, webhookSecret, provider }: Settings): Secrets {
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    const file = secretsFile(stateDir);
    const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<Secrets>) : {};
    const secrets: Secrets = {
      adminToken: kept.adminToken ?? `admin_${randomBytes(24).toString("base64url")}`,
      linkKeys: kept.linkKeys ?? `1:${randomBytes(32).toString("base64url")}`,
      resendApiKey: kept.resendApiKey ?? `re_${randomBytes(18).toString("base64url")}`,
      webhookSecret: kept.webhookSecret ?? `whsec_${randomBytes(24).toString("base64")}`,
      cronSecret: kept.cronSecret ?? randomBytes(24).toString("base64url"),
      organiserToken: kept.organiserToken ?? null,
    };
    writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    // Values from the environment apply only to this run.
    return {
      ...secrets,
      adminToken: adminToken ?? secrets.adminToken,
      webhookSecret: webhookSecret ?? secrets.webhookSecret,
      resendApiKey: provider?.apiKey ?? secrets.resendApiKey,
    };
  } catch (error) {
    throw new StartError(`STATE_DIR (${stateDir}) can't be used: ${(error as Error).message}. Choose another folder.`);
  }
}

export function keepOrganiserToken(stateDir: string, organiserToken: string): void {
  const kept = JSON.parse(readFileSync(secretsFile(stateDir), "utf8")) as Secrets;
  writeFileSync(secretsFile(stateDir), `${JSON.stringify({ ...kept, organiserToken }, null, 2)}\n`, { mode: 0o600 });
}

function secretsFile(stateDir: string): string {
  return join(stateDir, "secrets.json");
}

/**
 * The Worker's environment, as a file for `wrangler dev --env-file`: on the command line, everybody on the machine could
 * read it.
 */
export function writeWorkerEnvironment(
  settings: Settings,
  secrets: Secrets,
  addresses: { service: string; provider: string },
): string {
  const file = join(settings.stateDir, "worker.env");
  const variables: Record<string, string> = {
    PUBLIC_URL: addresses.service,
    ADMIN_TOKEN_SHA256: createHash("sha256").update(secrets.adminToken).digest("hex"),
    LINK_KEYS: secrets.linkKeys,
    RESEND_API_KEY: secrets.resendApiKey,
    RESEND_BASE_URL: addresses.provider,
    RESEND_WEBHOOK_SECRET: secrets.webhookSecret,
    RESEND_RATE: String(settings.resendRate),
    RATE_LIMIT: settings.rateLimit,
    MAINTENANCE: settings.maintenance ? "1" : "0",
    // The organiser of the demo, and one who has no event yet.
    EVENT_CREATORS: "rebekka@example.no,ola@example.no",
    CRON_SECRET: secrets.cronSecret,
    LOCAL: "on",
  };
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'\n`);
  writeFileSync(file, lines.join(""), { mode: 0o600 });
  return file;
}
