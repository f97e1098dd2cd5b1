import type { EventDefinition } from "./event-definition.ts";

/**
 * The characters that a host may have. URL parsers accept more, such as `https://*` and `https://a;script-src`, which would
 * change the meaning of a header.
 */
export const HOST =
  /^(?:\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?)$/;

/** The origin of a web address; null if it is not a web address. */
export function originOf(address: string): string | null {
  const url = URL.parse(address);
  return url && /^https?:$/.test(url.protocol) && HOST.test(url.hostname) ? url.origin : null;
}

/**
 * The origins of the partners' pages: those that a partner lists, or else that of its `site`. They go into headers, so they
 * are parsed again: the definition may be older than the rules that check it.
 */
export function originsOf({ partners }: EventDefinition): string[] {
  return Object.values(partners).flatMap(({ origins, site }) =>
    (origins ?? [site]).flatMap((url) => originOf(url) ?? []),
  );
}

/** The origins that may register people, with the service's own. null: no partner lists any, so any page may. */
export function allowedOrigins(event: EventDefinition, publicUrl: string): string[] | null {
  const listed = Object.values(event.partners).some(({ origins }) => origins);
  return listed ? [...originsOf(event), new URL(publicUrl).origin] : null;
}
