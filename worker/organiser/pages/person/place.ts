/** Where a person is shown, and where the pages about that person lead back to. */

/** `list`: the query of the list that the panel is beside; null: the person is on a separate page. */
export interface PersonPlace {
  slug: string;
  /** The id of the registration. */
  id: string;
  list: string | null;
}

const pathOf = ({ slug, id }: PersonPlace) => `/organiser/${slug}/registrations/${id}`;

/** The address of the person, with a word for what was just done. */
export function personPath(place: PersonPlace, done?: string): string {
  const { slug, id, list } = place;
  if (list === null) return pathOf(place) + (done ? `?done=${done}` : "");
  const query = new URLSearchParams(list);
  query.set("person", id);
  if (done) query.set("done", done);
  return `/organiser/${slug}/registrations?${query}`;
}

/** The address of a page about the person: a question, a form, a file. `more`: its own parameters. */
export function aboutPath(place: PersonPlace, page: string, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ ...more, ...(place.list === null ? {} : { list: place.list }) });
  return `${pathOf(place)}/${page}${query.size > 0 ? `?${query}` : ""}`;
}
