/** The addresses of the announcement pages. */
export const writePath = (slug: string) => `/organiser/${slug}/announcements`;
export const sendPath = (slug: string) => `${writePath(slug)}/send`;
export const previewPath = (slug: string) => `${writePath(slug)}/preview`;
export const announcementPath = (slug: string, id: string) => `${writePath(slug)}/${id}`;

/** Says "everybody" explicitly, for an address without a filter. */
const EVERYONE = "to=all";

/** The address of a page for an audience, given as a query string, with further parameters. */
export function withAudience(path: string, audience: string, more: Readonly<Record<string, string>> = {}): string {
  const rest = new URLSearchParams(more).toString();
  return `${path}?${[audience || EVERYONE, rest].filter(Boolean).join("&")}`;
}
