import type { EventDefinition } from "./event-definition.ts";

/**
 * What a host may be made of. URL parsers let more through, `https://*` and `https://a;script-src` among it, which would say
 * something of its own in a header.
 */
export const HOST =
  /^(?:\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?)$/;

/** The origin of a web address; null for what is none. */
export function originOf(address: string): string | null {
  const url = URL.parse(address);
  return url && /^https?:$/.test(url.protocol) && HOST.test(url.hostname) ? url.origin : null;
}

/**
 * The origins of the partners' pages: those that a partner lists, else that of its `site`. They go into headers, so they are
 * parsed once more: a definition may have been stored before its rules were.
 */
export function originsOf({ partners }: EventDefinition): string[] {
  return Object.values(partners).flatMap(({ origins, site }) =>
    (origins ?? [site]).flatMap((url) => originOf(url) ?? []),
  );
}

/** The origins whose pages may register people, the service's own among them. null: no partner lists any, so any page may. */
export function allowedOrigins(event: EventDefinition, publicUrl: string): string[] | null {
  const listed = Object.values(event.partners).some(({ origins }) => origins);
  return listed ? [...originsOf(event), new URL(publicUrl).origin] : null;
}
