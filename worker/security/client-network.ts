/** A client as rate limits know it: its own address, and the network around it. */
export interface ClientNetwork {
  /** An IPv4 address, or the 56 bits of an IPv6 address that a provider gives to one household (RIPE-690 section 4.2.2). */
  address: string;
  /** 256 neighbouring IPv4 addresses, or the largest block that a provider gives to one IPv6 customer. */
  network: string;
}

/** Reads an IP address as Cloudflare writes it; null if it is not one. */
export function clientNetworkOf(ip: string): ClientNetwork | null {
  const v4 = /^(?:::ffff:)?(\d{1,3}\.\d{1,3}\.\d{1,3})\.(\d{1,3})$/i.exec(ip);
  if (v4) return { address: `${v4[1]}.${v4[2]}`, network: `${v4[1]}.0/24` };
  const groups = v6Groups(ip);
  if (!groups) return null;
  const network = groups.slice(0, 3).join(":");
  // The upper half of the fourth group.
  const household = (Number.parseInt(groups[3] ?? "0", 16) & 0xff00).toString(16);
  return { address: `${network}:${household}::/56`, network: `${network}::/48` };
}

/** RFC 4291 section 2.2: the eight groups, without leading zeros. */
function v6Groups(ip: string): string[] | null {
  const [head = "", tail, ...more] = ip.toLowerCase().split("::");
  const before = head ? head.split(":") : [];
  const after = tail ? tail.split(":") : [];
  const missing = 8 - before.length - after.length;
  if (more.length > 0 || (tail === undefined ? missing !== 0 : missing < 1)) return null;
  const groups = [...before, ...Array<string>(missing).fill("0"), ...after];
  return groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))
    ? groups.map((group) => Number.parseInt(group, 16).toString(16))
    : null;
}
