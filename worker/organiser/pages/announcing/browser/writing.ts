/**
 * Writing to many: saves the typed text, shows the e-mail as it will be, and counts the seconds in which it can be taken
 * back. Without this script the page does the same with buttons (worker/organiser/pages/announcing).
 */

import { wasTypedIn } from "../../browser/typed.ts";

/** Milliseconds without a key press before the text is saved. */
const PAUSE = 700;

/** How long the page says that the e-mails are being sent, in milliseconds. */
const SAID = 5_000;

const form = document.querySelector<HTMLFormElement>("#write");
if (form) saveWhileTyping(form);

function saveWhileTyping(form: HTMLFormElement): void {
  const said = document.querySelector<HTMLElement>("[data-saving]");
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest = 0;
  const save = async () => {
    clearTimeout(timer);
    timer = undefined;
    const mine = ++latest;
    let page = "";
    try {
      const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
      const answer = await fetch(form.dataset.preview ?? "", {
        method: "POST",
        body,
        keepalive: body.toString().length < 60_000,
      });
      page = answer.ok && !answer.redirected ? await answer.text() : "";
    } catch {
      // Without network the text stays in the form.
    }
    // A later answer is newer.
    if (mine !== latest) return;
    const saved = show(page);
    if (said) said.textContent = (saved ? said.dataset.saved : said.dataset.lost) ?? "";
    said?.classList.toggle("error", !saved);
  };
  form.addEventListener("input", (event) => {
    if ((event.target as HTMLElement).matches("[type=radio]")) return;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  if (wasTypedIn(form)) timer = setTimeout(save, PAUSE);
  // A button's own request saves the text.
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = undefined;
  });
  // When leaving by a link, text typed within the pause is saved too.
  addEventListener("pagehide", () => timer && void save());
  for (const button of document.querySelectorAll<HTMLElement>("[data-without-script]")) button.hidden = true;
}

/** Replaces parts of the page with those of the answer. False if the answer is another page. */
function show(page: string): boolean {
  const fresh = new DOMParser().parseFromString(page, "text/html").querySelectorAll("[data-live]");
  for (const part of fresh) document.getElementById(part.id)?.replaceWith(part);
  return fresh.length > 0;
}

const toast = document.querySelector<HTMLElement>(".toast");
if (toast) countDown(toast);

function countDown(toast: HTMLElement): void {
  const find = (name: string) => toast.querySelector<HTMLElement>(`[data-${name}]`);
  const [count, words, said, over] = [find("count"), find("words"), find("said"), find("over")];
  const ends = performance.now() + Number(toast.dataset.milliseconds);
  // Screen readers get the text once; the changing words are only visible.
  words?.setAttribute("aria-hidden", "true");
  requestAnimationFrame(() => {
    if (said) said.textContent = said.dataset.said ?? "";
  });
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    if (count) count.textContent = String(seconds);
    if (words) words.textContent = (words.dataset.words ?? "").replace("{seconds}", String(seconds));
    if (seconds > 0) return;
    clearInterval(timer);
    const held = toast.contains(document.activeElement);
    toast.querySelector("form")?.remove();
    count?.remove();
    words?.remove();
    if (over) over.hidden = false;
    if (held) document.querySelector<HTMLElement>("h1")?.focus();
    setTimeout(() => toast.remove(), SAID);
  };
  const timer = setInterval(tick, 250);
}
