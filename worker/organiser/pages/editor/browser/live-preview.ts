/**
 * Shows the preview of the editor while the organiser types, and the address that a new event would get. Without this
 * script, a button sends the form into the frame, and the service makes the address.
 */

import { wasTypedIn } from "../../browser/typed.ts";

/** The pause after the last key press, in milliseconds. */
const PAUSE = 500;

const form = document.querySelector<HTMLFormElement>("#editor");
const frame = document.querySelector<HTMLIFrameElement>('iframe[name="preview"]');
const button = document.querySelector<HTMLButtonElement>('button[value="preview"]');

/** Leaving the page would lose typed text, so the browser asks, in its own words. */
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
      // A newer answer will come, or this is the sign-in page.
      if (turn !== latest || !answer.ok || !shown) return;
      const given = new DOMParser().parseFromString(html, "text/html");
      const changes = given.querySelector<HTMLMetaElement>('meta[name="changes"]')?.content;
      const said = form.querySelector("[data-changes]");
      if (changes && said) said.textContent = changes;
      const top = shown.documentElement.scrollTop;
      // Replaces the content, since reloading the frame would add a history entry for every key press.
      shown.replaceChild(shown.adoptNode(given.documentElement), shown.documentElement);
      shown.documentElement.scrollTop = top;
    } catch {
      // Offline, or signed out: pressing the button still shows why.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  // The frame's first page shows the stored event, and may load after the first key press.
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
