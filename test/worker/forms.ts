/** Forms of our own pages as a browser would send them. */

const inside = (html: string, start: string, end: string) => html.slice(html.indexOf(start), html.lastIndexOf(end));

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const decoded = (text: string) => text.replaceAll(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);

const attributesOf = (tag: string) =>
  new Map([...tag.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name = "", value = ""]) => [name, decoded(value)]));

/** What the page's longest form would send: inputs, text areas and selects, without its buttons. */
export async function sentBy(page: Response | string): Promise<Record<string, string>> {
  const html = typeof page === "string" ? page : await page.text();
  const forms = inside(html, "<main", "</main>").split("<form").slice(1);
  const form = forms.sort((a, b) => b.length - a.length)[0] ?? "";
  const sent: Record<string, string> = {};
  for (const [tag, name] of form.matchAll(/<(input|textarea|select)\b[^>]*>/g)) {
    const attributes = attributesOf(tag.slice((name ?? "").length + 1));
    const field = attributes.get("name");
    if (!field) continue;
    const rest = form.slice(form.indexOf(tag) + tag.length);
    const value = valueOfTag(name ?? "", attributes, rest);
    if (value !== null) sent[field] = value;
  }
  return sent;
}

function valueOfTag(name: string, attributes: ReadonlyMap<string, string>, rest: string): string | null {
  switch (name) {
    case "textarea":
      return decoded(rest.slice(0, rest.indexOf("</textarea>")));
    case "select": {
      const options = [...rest.slice(0, rest.indexOf("</select>")).matchAll(/<option([^>]*)>/g)].map(([, each = ""]) =>
        attributesOf(each),
      );
      return (options.find((option) => option.has("selected")) ?? options[0])?.get("value") ?? "";
    }
    default:
      return /checkbox|radio/.test(attributes.get("type") ?? "") && !attributes.has("checked")
        ? null
        : (attributes.get("value") ?? "");
  }
}

/** The least that an empty form for a new event needs. */
export const leastFields = (title: string) => ({
  "title.nb": title,
  "starts.day": "2. mars 2027",
  "starts.time": "9",
  "ends.time": "13",
  "venue.name": "Rådhuset",
  "venue.city": "Stad",
  "registrationCloses.day": "20.2.2027",
  "registrationOpens.day": "1. desember 2026",
  "organiser.name": "Stad kommune",
  "organiser.email": "post@stad.example.no",
  "contacts.practical.name": "Rebekka S. Myhrer",
  "partners.0.name": "Stad kommune",
  "partners.0.site": "https://stad.example.no",
});
