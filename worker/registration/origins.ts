import type { EventDefinition } from "./event-definition.ts";

/** The origins of the partners' pages: those they list, else that of their `site`. */
export function originsOf({ partners }: EventDefinition): string[] {
  return Object.values(partners).flatMap(({ origins, site }) => origins ?? [new URL(site).origin]);
}

/** The origins whose pages may register people, as soon as one partner lists its own, ours among them. null: any page may. */
export function allowedOrigins(event: EventDefinition, publicUrl: string): string[] | null {
  const listed = Object.values(event.partners).some(({ origins }) => origins);
  return listed ? [...originsOf(event), new URL(publicUrl).origin] : null;
}
