import type { EventDefinition } from "./event-definition.ts";

/** The origins of the partners' pages: those that a partner lists, else that of its `site`. */
export function originsOf({ partners }: EventDefinition): string[] {
  return Object.values(partners).flatMap(({ origins, site }) => origins ?? [new URL(site).origin]);
}

/** The origins whose pages may register people, the service's own among them. null: no partner lists any, so any page may. */
export function allowedOrigins(event: EventDefinition, publicUrl: string): string[] | null {
  const listed = Object.values(event.partners).some(({ origins }) => origins);
  return listed ? [...originsOf(event), new URL(publicUrl).origin] : null;
}
