/**
 * Buttons that copy the code beside them. They stay hidden where this script does not run; the code can be selected all the
 * same. worker/pages/code.tsx makes them.
 */

/** How long a button says that it has copied, in milliseconds. */
const SAID = 4_000;

const region = document.querySelector<HTMLElement>("[data-copy-status]");

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copies]")) {
  const code = document.getElementById(button.dataset.copies ?? "");
  const label = button.querySelector("span");
  if (!code || !label) continue;
  const usual = label.textContent;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = (words: string) => {
    label.textContent = words;
    // A region that says the same again says nothing: empty it first.
    if (region) region.textContent = "";
    requestAnimationFrame(() => {
      if (region) region.textContent = words;
    });
    clearTimeout(timer);
    timer = setTimeout(() => {
      label.textContent = usual;
    }, SAID);
  };
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent ?? "");
      say(button.dataset.copied ?? "");
    } catch {
      // No permission, or a page without TLS: the reader copies what is marked.
      getSelection()?.selectAllChildren(code);
      const keys = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘C" : "Ctrl+C";
      say((button.dataset.marked ?? "").replace("{keys}", keys));
    }
  });
  button.hidden = false;
}

// A module, so that its names are its own.
export {};
