import { topLevelDomains } from "../registration/top-level-domains.ts";

/** Names that do not resolve on the public Internet although their top-level domain exists (RFC 3172; a common router's). */
const PRIVATE_NAMES = /(^|\.)(arpa|fritz\.box)$/;

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Why a webhook may not go to an address, as what the address must be; null if it may. HTTPS to a public host name is
 * allowed. Numeric addresses are refused: they are private, or have no certificate. We cannot control what a public name
 * resolves to, but Cloudflare's network has no route to a private address. A service that runs on loopback itself may call
 * its own machine.
 */
export function webhookRefusal(address: string, publicUrl: string): string | null {
  const url = URL.parse(address);
  const self = new URL(publicUrl);
  if (!url || !/^https?:$/.test(url.protocol)) return "an https address";
  if (url.username || url.password) return "an address without name and password in it";
  if (LOOPBACK.test(self.hostname) && LOOPBACK.test(url.hostname)) return null;
  if (url.protocol !== "https:") return "an https address";
  const host = url.hostname.replace(/\.+$/, "");
  // The URL parser writes 0x7f.1 and 2130706433 as 127.0.0.1, and full-width digits as ASCII.
  if (/^\[|^[\d.]+$/.test(host) || !isPublicName(host) || PRIVATE_NAMES.test(host)) return "a public host name";
  return host === self.hostname ? "an address other than this service's own" : null;
}

/**
 * Whether a name is under a top-level domain of the Internet. Local names are not: `localhost`, `router.lan`,
 * `x.localdomain`.
 */
function isPublicName(host: string): boolean {
  const labels = host.split(".");
  const topLevel = labels.at(-1) ?? "";
  // `example` is for documentation (RFC 2606), and does not resolve.
  const isKnown = topLevelDomains.has(topLevel) || topLevel.startsWith("xn--") || topLevel === "example";
  return labels.length > 1 && labels.every(Boolean) && isKnown;
}
