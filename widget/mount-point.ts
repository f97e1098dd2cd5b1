/**
 * Where on a host page the form goes.
 *
 * The form takes the place of the snippet's own link: the last link to the event before the tag, with no words between the
 * two; without such a link, the form stands where the tag stands. A tag that has no place (in the head, taken out by a tag
 * manager, bundled with other scripts) takes the last link to the event and partner that stands outside headers, footers and
 * menus, unless their form is on the page already. `data-target` names an element: the form then takes the place of the link
 * in it, or of all that it holds.
 *
 * What the page owns stays in the page, hidden: the page's own code may go on changing it.
 */
export const ELEMENT = "pamelding-form";

export interface Tag {
  /** null: something evaluated the code without a tag. */
  script: HTMLScriptElement | null;
  /** The origin of the service, whose links count. */
  service: string;
  slug: string;
  partner: string;
}

const isInBody = (script: Node | null) => document.body?.contains(script);

/** Waits until what the tag refers to has been read. */
export function whenReadable({ script }: Tag, then: () => void): void {
  const stands = isInBody(script) && !script?.dataset.target;
  if (document.readyState === "loading" && !stands) document.addEventListener("DOMContentLoaded", then);
  else then();
}

/**
 * Puts the form where it belongs. `draw` makes its element, told the words of the link that it takes the place of. Returns
 * null where the form is already, or nothing says where it should be.
 */
export function mount(
  { script, service, slug, partner }: Tag,
  draw: (label: string | undefined) => HTMLElement,
): HTMLElement | null {
  const selector = script?.dataset.target;
  const target = selector ? document.querySelector<HTMLElement>(selector) : null;
  const root = target ?? document;
  const there = root.querySelector(`${ELEMENT}[data-event="${slug}"][data-partner="${partner}"]`);
  // A bundle of scripts stands anywhere.
  const hasPlace = isInBody(script) && /\/embed\/.+\.js/.test(script?.src ?? "");
  const isMeant = (link: HTMLAnchorElement) =>
    target ||
    isRightBefore(link, script) ||
    (!hasPlace &&
      !there &&
      link.search.split(/[?&]/).includes(`partner=${partner}`) &&
      !link.closest("header, footer, nav"));
  const link = [...root.querySelectorAll("a")]
    // A link in an SVG has neither origin nor path.
    .filter((it) => it.origin === service && it.pathname === `/events/${slug}` && isMeant(it))
    .at(-1);
  if (link ? link.nextElementSibling?.localName === ELEMENT : there || !script) return null;
  // Should drawing throw, the link still stands.
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

/** By an attribute, which survives where a page cache meets a strict policy, and against any style of the page. */
function hide(element: HTMLElement): void {
  element.hidden = true;
  element.style.setProperty("display", "none", "important");
}

function putBeside(link: HTMLAnchorElement, host: HTMLElement): void {
  hide(link);
  link.insertAdjacentElement("afterend", host);
  // When the page takes its link away, the form goes as well.
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
