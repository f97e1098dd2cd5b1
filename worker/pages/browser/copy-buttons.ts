/**
 * Buttons that copy the code beside them, made by worker/pages/code.tsx. They stay hidden if this script does not run; the
 * code can still be selected.
 */

/** How long a button confirms that it has copied, in milliseconds. */
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
    // Screen readers do not announce unchanged text: empty the region first.
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
      // No permission, or a page without TLS: the reader can copy the selection.
      getSelection()?.selectAllChildren(code);
      const keys = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘C" : "Ctrl+C";
      say((button.dataset.marked ?? "").replace("{keys}", keys));
    }
  });
  button.hidden = false;
}

// Makes this file a module, so that its names are not global.
export {};
