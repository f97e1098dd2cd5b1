import { resolve } from "node:path";

/** The environment variables of `npm start` (test/README.md). */
export interface Settings {
  /** The service's port; demo pages and inbox take the two following. 0: any free ports. */
  port: number;
  stateDir: string;
  /** null: make one and store it. */
  adminToken: string | null;
  /** null: start the stand-in. */
  provider: { baseUrl: string; apiKey: string } | null;
  /** null: make one and store it. */
  webhookSecret: string | null;
  /** Requests a second. */
  resendRate: number;
  rateLimit: "on" | "off";
  /** Closed, as `MAINTENANCE` closes a deployed service. */
  maintenance: boolean;
}

/** A wrong setting or an occupied port, which the reader can correct. Only its message is printed. */
export class StartError extends Error {
  override name = "StartError";
}

export function readSettings(env: Record<string, string | undefined>, projectDir: string): Settings {
  return {
    port: readPort(env.PORT || "8787"),
    stateDir: resolve(projectDir, env.STATE_DIR || ".wrangler/pamelding"),
    adminToken: readAdminToken(env.ADMIN_TOKEN),
    provider: readProvider(env.RESEND_BASE_URL, env.RESEND_API_KEY),
    webhookSecret: readWebhookSecret(env.RESEND_WEBHOOK_SECRET),
    resendRate: readRate(env.RESEND_RATE || "2"),
    rateLimit: readRateLimit(env.RATE_LIMIT || "on"),
    maintenance: readMaintenance(env.MAINTENANCE || "0"),
  };
}

function readPort(value: string): number {
  const port = Number(value);
  if (Number.isInteger(port) && port >= 1 && port <= 65_533) return port;
  throw new StartError(`PORT is "${value}". Set it to a number from 1 to 65533, such as PORT=8787.`);
}

function readAdminToken(value: string | undefined): string | null {
  if (!value) return null;
  // RFC 6750, section 2.1: the characters of a bearer token.
  if (/^[A-Za-z0-9._~+/-]+=*$/.test(value) && value.length >= 8) return value;
  throw new StartError("ADMIN_TOKEN must be at least 8 letters, digits or - . _ ~ + / (or unset: then one is made).");
}

function readProvider(baseUrl: string | undefined, apiKey: string | undefined): Settings["provider"] {
  if (!baseUrl && !apiKey) return null;
  if (!baseUrl)
    throw new StartError(
      "RESEND_API_KEY is set, RESEND_BASE_URL is not. Set RESEND_BASE_URL=https://api.resend.com as well to send real e-mails, or unset RESEND_API_KEY to use the stand-in.",
    );
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol))
    throw new StartError(`RESEND_BASE_URL is "${baseUrl}". Set it to a web address such as https://api.resend.com.`);
  if (!apiKey) throw new StartError("RESEND_BASE_URL is set, RESEND_API_KEY is not. Set it to a key of that provider.");
  return { baseUrl: baseUrl.replace(/\/+$/, ""), apiKey };
}

function readWebhookSecret(value: string | undefined): string | null {
  if (!value) return null;
  if (/^whsec_[A-Za-z0-9+/]{32,}=*$/.test(value)) return value;
  throw new StartError(
    "RESEND_WEBHOOK_SECRET must be whsec_ and at least 24 octets in base64, as Resend's webhook page shows it.",
  );
}

function readRate(value: string): number {
  const rate = Number(value);
  if (rate > 0 && rate <= 10_000) return rate;
  throw new StartError(`RESEND_RATE is "${value}". Set it to requests a second, such as RESEND_RATE=2.`);
}

function readRateLimit(value: string): "on" | "off" {
  if (value === "on" || value === "off") return value;
  throw new StartError(`RATE_LIMIT is "${value}". Set it to off for load tests, or leave it unset.`);
}

function readMaintenance(value: string): boolean {
  if (value === "1" || value === "0") return value === "1";
  throw new StartError(`MAINTENANCE is "${value}". Set it to 1 to close the service, or leave it unset.`);
}
