/** A script as it is sent, and its ETag. */
export interface KeptScript {
  octets: Uint8Array<ArrayBuffer>;
  tag: string;
}

/** 4 MB of the 128 that an isolate has, at 60 kB each. */
const KEPT_MAX = 64;

/** The scripts of this isolate, the most recently requested last. */
const kept = new Map<string, KeptScript>();

/** The script made for this key before, or a new one. `key` names everything that it depends on. */
export async function keptScript(key: string, make: () => string): Promise<KeptScript> {
  const script = kept.get(key) ?? (await tagged(make()));
  kept.delete(key);
  kept.set(key, script);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_MAX) break;
    kept.delete(oldest);
  }
  return script;
}

export async function tagged(script: string): Promise<KeptScript> {
  const octets = new TextEncoder().encode(script);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", octets));
  return { octets, tag: `"${digest.toHex().slice(0, 40)}"` };
}
