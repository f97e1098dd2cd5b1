/**
 * The script of the overview (../overview.tsx): asks again and again whether anything has changed, and puts what is new in its
 * place. The page stays as it is for who reads it: the focus, open details and the place in the page.
 */

/** Between two questions, in milliseconds; longer where the answer takes long. */
const PAUSE = 15_000;
const PER_ANSWER_TIME = 50;

/** How seldom a changed sentence is read out, at most, in milliseconds. */
const SAID = 5 * 60_000;

/** Questions without an answer, until the page says that its numbers are old. */
const MISSED = 3;

const main = document.querySelector("main");
const status = document.querySelector<HTMLElement>("[data-stale]");
let tag = document.querySelector<HTMLElement>("[data-fresh]")?.dataset.fresh ?? "";
let missed = 0;
let saidAt = Date.now();

const isElement = (node: Node | null): node is HTMLElement => node?.nodeType === Node.ELEMENT_NODE;

/** Makes `old` what `fresh` is, in place; elements with an id stay the same elements. */
function morph(old: HTMLElement, fresh: HTMLElement): void {
  if (old.isEqualNode(fresh)) return;
  // What this script and the reader have set stays.
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

/** Which of the old children, from `next` on, becomes this one; null: none. */
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

/** Reads it out once, and shows it nowhere else. */
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
      // No network, or signed out: the numbers are those of before.
      missed++;
      if (missed >= MISSED) say(status?.dataset.stale ?? "");
    }
  }
  setTimeout(goOn, Math.max(PAUSE, (Date.now() - asked) * PER_ANSWER_TIME));
}

setTimeout(goOn, PAUSE);
// A page that was hidden is old: look at once when it is shown again.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look().catch(() => undefined);
});

// A module, so that its names are its own.
export {};
