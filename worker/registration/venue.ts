/** A venue in words, in which the city stands once. */
interface Venue {
  name: string;
  address?: string | null | undefined;
  city: string;
}

/** Whether a text contains the city as a word of its own: "Oslo gate 1" does not contain "Os". */
function says(text: string, city: string): boolean {
  const words = (all: string) => ` ${all.split(/[^\p{L}\p{M}\p{N}]+/u).join(" ")} `;
  return words(text).includes(words(city));
}

/** "Storgata 1, 0155 Oslo". */
export function addressOf({ address, city }: Venue): string {
  if (!address) return city;
  return says(address, city) ? address : `${address}, ${city}`;
}

/** "Rådhuset, Storgata 1, 0155 Oslo": all that a calendar or a map needs. */
export function placeOf(venue: Venue): string {
  return `${venue.name}, ${addressOf(venue)}`;
}

/** As `placeOf`, for a line that has room for little: "Oslo Kongressenter", where the name says the city. */
export function shortPlaceOf(venue: Venue): string {
  const { name, address, city } = venue;
  return says(name, city) ? [name, address].filter(Boolean).join(", ") : placeOf(venue);
}
