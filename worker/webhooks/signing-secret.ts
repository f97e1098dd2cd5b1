import type { Settings } from "../environment.ts";
import { hmacKey } from "../security/crypto.ts";

/**
 * The secrets that sign webhooks to one address, one for each link key, newest first. They are derived, so that nothing is
 * stored and each address has its own. While a link key is being replaced, both secrets sign.
 */
export async function endpointSecrets(slug: string, url: string, linkKeys: Settings["LINK_KEYS"]): Promise<string[]> {
  const text = new TextEncoder().encode(`webhook:${slug}:${url}`);
  return Promise.all(
    linkKeys.toReversed().map(async ({ secret }) => {
      const mac = await crypto.subtle.sign("HMAC", await hmacKey(secret), text);
      return `whsec_${new Uint8Array(mac).toBase64()}`;
    }),
  );
}
