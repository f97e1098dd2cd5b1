/**
 * Shows the preview of the editor while the organiser types, and the address that a new event would get. Where this script
 * does not run, a button sends the form into the frame, and the service makes the address.
 */

/** How long after the last key, in milliseconds. */
const PAUSE = 500;

const form = document.querySelector<HTMLFormElement>("#editor");
const frame = document.querySelector<HTMLIFrameElement>('iframe[name="preview"]');
const button = document.querySelector<HTMLButtonElement>('button[value="preview"]');

/** Leaving the page would lose what is typed. The browser asks in its own words. */
let typed = form !== null && wasTypedIn(form);

if (form && frame && button) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest = 0;

  const show = async () => {
    const turn = ++latest;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    try {
      const answer = await fetch(button.formAction, { method: "POST", body, redirect: "error" });
      const html = await answer.text();
      const shown = frame.contentDocument;
      // A newer answer is on its way, or the page to sign in came instead.
      if (turn !== latest || !answer.ok || !shown) return;
      const given = new DOMParser().parseFromString(html, "text/html");
      const changes = given.querySelector<HTMLMetaElement>('meta[name="changes"]')?.content;
      const said = form.querySelector("[data-changes]");
      if (changes && said) said.textContent = changes;
      const top = shown.documentElement.scrollTop;
      // Not by loading the frame again: that would add an entry to the history for every key.
      shown.replaceChild(shown.adoptNode(given.documentElement), shown.documentElement);
      shown.documentElement.scrollTop = top;
    } catch {
      // Offline, or signed out: the button still tells.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  // The frame's own page shows what is stored, and may come after the first key.
  frame.addEventListener("load", () => typed && show());
  if (typed) show();
}

form?.addEventListener("input", () => {
  typed = true;
});
form?.addEventListener("submit", (event) => {
  if ((event.submitter as HTMLButtonElement | null)?.value !== "preview") typed = false;
});
addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});

/** Whether a text was changed before this script came. */
function wasTypedIn({ elements }: HTMLFormElement): boolean {
  return [...elements].some(
    (field) =>
      (field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === "text")) &&
      field.value !== field.defaultValue,
  );
}

// A module, so that its names are its own.
export {};
