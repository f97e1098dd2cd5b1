/**
 * The script of the overview (../overview.tsx): asks regularly whether anything has changed, and updates the page in place.
 * The reader's focus, open details and scroll position stay.
 */

/** The pause between two requests, in milliseconds; longer if the answer takes long. */
const PAUSE = 15_000;
const PER_ANSWER_TIME = 50;

/** The least time between two announcements of a changed sentence, in milliseconds. */
const SAID = 5 * 60_000;

/** The number of failed requests after which the page says that its numbers are old. */
const MISSED = 3;

const main = document.querySelector("main");
const status = document.querySelector<HTMLElement>("[data-stale]");
let tag = document.querySelector<HTMLElement>("[data-fresh]")?.dataset.fresh ?? "";
let missed = 0;
let saidAt = Date.now();

const isElement = (node: Node | null): node is HTMLElement => node?.nodeType === Node.ELEMENT_NODE;

/** Changes `old` into `fresh` in place; elements with an id stay the same elements. */
function morph(old: HTMLElement, fresh: HTMLElement): void {
  if (old.isEqualNode(fresh)) return;
  // Keep what this script and the reader have set.
  if (old === status) return;
  for (const { name } of [...old.attributes])
    if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  for (const { name, value } of [...fresh.attributes])
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  let next: ChildNode | null = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const match: ChildNode | null = matchOf(old, next, child);
    if (!match) old.insertBefore(document.importNode(child, true), next);
    else {
      if (match !== next) old.insertBefore(match, next);
      if (isElement(match) && isElement(child)) morph(match, child);
      else if (match.nodeValue !== child.nodeValue) match.nodeValue = child.nodeValue;
      next = match.nextSibling;
    }
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

/** The old child, from `next` on, that becomes this one; null if none does. */
function matchOf(old: HTMLElement, next: ChildNode | null, child: ChildNode): ChildNode | null {
  if (isElement(child) && child.id)
    return (
      [...old.childNodes].find((one) => isElement(one) && one.id === child.id && one.nodeName === child.nodeName) ??
      null
    );
  if (!next || next.nodeName !== child.nodeName) return null;
  return isElement(next) && next.id ? null : next;
}

function say(text: string): void {
  if (status && status.textContent !== text) status.textContent = text;
}

async function look(): Promise<void> {
  const answer = await fetch(location.href, {
    headers: { accept: "text/html", "if-none-match": tag },
    cache: "no-store",
    redirect: "error",
  });
  if (answer.status === 304) return;
  if (!answer.ok || !main) throw new Error(String(answer.status));
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  if (!fresh) throw new Error("no page");
  tag = answer.headers.get("etag") ?? "";
  const sentence = () => main.querySelector(".say")?.textContent ?? "";
  const before = sentence();
  morph(main, fresh);
  if (sentence() === before || Date.now() - saidAt < SAID) return;
  saidAt = Date.now();
  announce(sentence());
}

/** Announces a text to screen readers once, without showing it. */
function announce(text: string): void {
  const region = document.createElement("div");
  region.className = "hidden";
  region.setAttribute("role", "status");
  document.body.appendChild(region);
  setTimeout(() => {
    region.textContent = text;
  }, 100);
  setTimeout(() => region.remove(), 10_000);
}

async function goOn(): Promise<void> {
  const asked = Date.now();
  if (!document.hidden) {
    try {
      await look();
      missed = 0;
      say("");
    } catch {
      // No network, or signed out: the numbers stay as they are.
      missed++;
      if (missed >= MISSED) say(status?.dataset.stale ?? "");
    }
  }
  setTimeout(goOn, Math.max(PAUSE, (Date.now() - asked) * PER_ANSWER_TIME));
}

setTimeout(goOn, PAUSE);
// A page that was hidden is outdated: ask at once when it is shown again.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look().catch(() => undefined);
});

// Makes this file a module, so that its names are not global.
export {};
