/** Names that do not resolve on the public Internet (RFC 6761, RFC 6762, RFC 8375, RFC 9476). */
const PRIVATE_NAMES =
  /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid|alt|onion)$/;

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * What an address must be for a webhook to go there; null if it may. Allowed is HTTPS to a public host name. Numeric addresses
 * are refused: they are private, or have no certificate. What a public name resolves to is beyond us; Cloudflare's network has
 * no route to a private address. A service that runs on loopback itself may talk to its own machine.
 */
export function webhookRefusal(address: string, publicUrl: string): string | null {
  const url = URL.parse(address);
  const self = new URL(publicUrl);
  if (!url || !/^https?:$/.test(url.protocol)) return "an https address";
  if (url.username || url.password) return "an address without name and password in it";
  if (LOOPBACK.test(self.hostname) && LOOPBACK.test(url.hostname)) return null;
  if (url.protocol !== "https:") return "an https address";
  const host = url.hostname.replace(/\.$/, "");
  // The URL parser writes 0x7f.1 and 2130706433 as 127.0.0.1.
  if (/^\[|^[\d.]+$/.test(host) || !host.includes(".") || PRIVATE_NAMES.test(host)) return "a public host name";
  return host === self.hostname ? "an address other than this service's own" : null;
}
