/**
 * Where the form goes on a host page.
 *
 * The form replaces the snippet's own link: the last link to the event before the tag, with no text between the two. Without
 * such a link, the form goes where the tag is. A tag without a place (in the head, removed by a tag manager, bundled with
 * other scripts) uses the last link to the event and partner outside headers, footers and menus, unless the page already has
 * their form. `data-target` names an element: the form then replaces the link in it, or all its content.
 *
 * Replaced elements of the page are only hidden, since the page's own code may still change them.
 */
export const ELEMENT = "pamelding-form";

export interface Tag {
  /** null: the code was evaluated without a tag. */
  script: HTMLScriptElement | null;
  /** The origin of the service: only links to it count. */
  service: string;
  slug: string;
  partner: string;
}

const isInBody = (script: Node | null) => document.body?.contains(script);

/** Waits until the browser has parsed the elements that the tag refers to. */
export function whenReadable({ script }: Tag, then: () => void): void {
  const stands = isInBody(script) && !script?.dataset.target;
  if (document.readyState === "loading" && !stands) document.addEventListener("DOMContentLoaded", then);
  else then();
}

/**
 * Puts the form in its place. `draw` makes its element, and gets the text of the replaced link. Returns null if the form is
 * already there, or has no place.
 */
export function mount(
  { script, service, slug, partner }: Tag,
  draw: (label: string | undefined) => HTMLElement,
): HTMLElement | null {
  const selector = script?.dataset.target;
  const target = selector ? document.querySelector<HTMLElement>(selector) : null;
  const root = target ?? document;
  const there = root.querySelector(`${ELEMENT}[data-event="${slug}"][data-partner="${partner}"]`);
  // A bundle of scripts may be anywhere, so its place means nothing.
  const hasPlace = isInBody(script) && /\/embed\/.+\.js/.test(script?.src ?? "");
  const isMeant = (link: HTMLAnchorElement) =>
    target ||
    isRightBefore(link, script) ||
    (!hasPlace &&
      !there &&
      link.search.split(/[?&]/).includes(`partner=${partner}`) &&
      !link.closest("header, footer, nav"));
  const link = [...root.querySelectorAll("a")]
    // A link in an SVG has no origin or path.
    .filter((it) => it.origin === service && it.pathname === `/events/${slug}` && isMeant(it))
    .at(-1);
  if (link ? link.nextElementSibling?.localName === ELEMENT : there || !script) return null;
  // If drawing throws, the link is still there.
  const host = draw(link?.textContent.trim());
  if (link) putBeside(link, host);
  else if (target) putInto(target, host);
  else if (hasPlace) script?.insertAdjacentElement("afterend", host);
  else document.body.appendChild(host);
  return host;
}

function isRightBefore(link: Node, script: Node | null): boolean {
  if (!script || !isInBody(script)) return false;
  if (!(script.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_PRECEDING)) return false;
  const between = document.createRange();
  between.setStartAfter(link);
  between.setEndBefore(script);
  return !`${between}`.trim();
}

/** Hides with an attribute, which survives a page cache with a strict policy, and overrides any style of the page. */
function hide(element: HTMLElement): void {
  element.hidden = true;
  element.style.setProperty("display", "none", "important");
}

function putBeside(link: HTMLAnchorElement, host: HTMLElement): void {
  hide(link);
  link.insertAdjacentElement("afterend", host);
  // If the page removes its link, the form is removed too.
  new MutationObserver((_, observer) => {
    if (link.isConnected) return;
    host.remove();
    observer.disconnect();
  }).observe(link.parentNode as Node, { childList: true });
}

function putInto(target: HTMLElement, host: HTMLElement): void {
  for (const node of target.childNodes) {
    if (node instanceof HTMLElement) hide(node);
    else if (node instanceof Text) node.data = "";
  }
  target.appendChild(host);
}
