/** Names that lead nowhere on the public Internet (RFC 6761, RFC 6762, RFC 8375, RFC 9476). */
const PRIVATE_NAMES =
  /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid|alt|onion)$/;

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Why a webhook may not go to an address; null if it may: HTTPS, to a public name. No bare numbers: those that matter are
 * private or our own machine's, and no certificate is made out to the others. (What a public name resolves to is out of our
 * hands; Cloudflare's network leads to no private one.) A service that itself runs on loopback is somebody trying things
 * out, and may talk to its own machine.
 */
export function webhookRefusal(address: string, publicUrl: string): string | null {
  const url = URL.parse(address);
  const self = new URL(publicUrl);
  if (!url || !/^https?:$/.test(url.protocol)) return "an https address";
  if (url.username || url.password) return "an address without name and password in it";
  if (LOOPBACK.test(self.hostname) && LOOPBACK.test(url.hostname)) return null;
  if (url.protocol !== "https:") return "an https address";
  const host = url.hostname.replace(/\.$/, "");
  // The URL parser has written 0x7f.1 and 2130706433 as 127.0.0.1 by now.
  if (/^\[|^[\d.]+$/.test(host) || !host.includes(".") || PRIVATE_NAMES.test(host)) return "a public host name";
  return host === self.hostname ? "an address other than this service's own" : null;
}
