/**
 * Writing to many: saves what is typed, shows the e-mail as it will be, and counts the seconds in which it can be taken back.
 * The page does all of it by buttons where this script does not run (worker/organiser/pages/announcing).
 */

/** Milliseconds without a key before what was typed is saved. */
const PAUSE = 700;

/** How long it says that the e-mails are leaving, in milliseconds. */
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
      // No network: what is typed stays in the form.
    }
    // A later answer knows more.
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
  // What was typed before this script came.
  const fields = form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input:not([type=radio]), textarea");
  if ([...fields].some(({ value, defaultValue }) => value !== defaultValue)) timer = setTimeout(save, PAUSE);
  // What a button sends is saved by that.
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = undefined;
  });
  // A link leads away: what was typed within the pause is saved, too.
  addEventListener("pagehide", () => timer && void save());
  for (const button of document.querySelectorAll<HTMLElement>("[data-without-script]")) button.hidden = true;
}

/** Puts the parts of the answer in the place of those that the page has. False: it is not the answer that was asked for. */
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
  // What is heard is said once; the words that change are for eyes.
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

// A module, so that its names are its own.
export {};
