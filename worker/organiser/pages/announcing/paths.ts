/** Where the pages of writing are. */
export const writePath = (slug: string) => `/organiser/${slug}/announcements`;
export const sendPath = (slug: string) => `${writePath(slug)}/send`;
export const previewPath = (slug: string) => `${writePath(slug)}/preview`;
export const announcementPath = (slug: string, id: string) => `${writePath(slug)}/${id}`;

/** For everybody, where the address would otherwise say nothing of whom is meant. */
const EVERYONE = "to=all";

/** A page for the audience of a query, as it stands in an address, with what else the page is to say. */
export function withAudience(path: string, audience: string, more: Readonly<Record<string, string>> = {}): string {
  const rest = new URLSearchParams(more).toString();
  return `${path}?${[audience || EVERYONE, rest].filter(Boolean).join("&")}`;
}
