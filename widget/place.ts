/** Where on a host page the form goes. */
export const ELEMENT = "pamelding-form";

/** The script's own tag, and what its address and attributes say. */
export interface Tag {
  script: HTMLScriptElement;
  /** The service's. */
  origin: string;
  slug: string;
  partner: string;
}

/** `slug` is missing in the immutable script, which is the same for all events. */
export function findTag(slug = ""): Tag | null {
  const script =
    (document.currentScript as HTMLScriptElement | null) ??
    // A loader that evaluates the code itself leaves no current script, but its tag mostly stands there.
    document.querySelector<HTMLScriptElement>(`script[src*="/embed/${slug && `${slug}/`}"]`);
  if (!script) return null;
  const { origin, pathname } = new URL(script.src);
  const [, , event = "", file = ""] = pathname.split("/");
  return { script, origin, slug: slug || event, partner: file };
}

/** Whether the tag stands where a form may: not in the head, and not removed after its loading, as tag managers do. */
const isInBody = ({ script }: Tag) => document.body?.contains(script);

/** Waits until what the tag may refer to has been read. */
export function whenReadable(tag: Tag, then: () => void): void {
  if (document.readyState === "loading" && !isInBody(tag)) document.addEventListener("DOMContentLoaded", then);
  else then();
}

/** Before anything is painted, nothing can move. */
export const isPainted = () => performance.getEntriesByType("paint").length > 0;

export interface Place {
  /** The words of the link that the form takes the place of. */
  words?: string | undefined;
  /** Puts the form there; answers with the height in pixels that was kept for it. */
  take(host: HTMLElement): number;
}

/**
 * In place of the event's link, which stands in what `data-target` says or before the tag; else in that target, or where
 * the tag is. null where the form is already.
 */
export function findPlace(tag: Tag): Place | null {
  const { script, origin, slug } = tag;
  const inBody = isInBody(tag);
  const { target: selector } = script.dataset;
  const target = selector && document.querySelector<HTMLElement>(selector);
  const link = [...(target || document).querySelectorAll("a")]
    // A link in an SVG has neither.
    .filter((it) => it.origin === origin && it.pathname === `/events/${slug}`)
    .filter((it) => target || !inBody || script.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_PRECEDING)
    .at(inBody && !target ? -1 : 0);
  const words = link?.textContent.trim();
  if (link) return { words, take: (host) => replace(link, host) };
  // The same tag twice, as a tag manager may do: one form is what was meant.
  if ((target || document).querySelector(`${ELEMENT}[data-event="${slug}"]`)) return null;
  const take = (host: HTMLElement) => {
    if (target) {
      target.textContent = "";
      target.appendChild(host);
    } else if (inBody) script.insertAdjacentElement("afterend", host);
    else document.body.appendChild(host);
    return 0;
  };
  return { words, take };
}

/**
 * The snippet keeps the form's room with an empty canvas after the link: the one element that has a height without a
 * style, which a policy may forbid, and has none where scripts are off. It goes with the link, and its room stays.
 */
function replace(link: HTMLAnchorElement, host: HTMLElement): number {
  const column = link.parentElement;
  const before = isPainted() && column?.offsetHeight;
  const kept: Element[] = [];
  for (let next = link.nextElementSibling; next && /^(BR|CANVAS)$/.test(next.tagName); next = next.nextElementSibling)
    kept.push(next);
  if (kept.at(-1)?.tagName === "CANVAS") for (const element of kept) element.remove();
  link.replaceWith(host);
  return before ? host.offsetHeight + before - (column?.offsetHeight ?? 0) : 0;
}
