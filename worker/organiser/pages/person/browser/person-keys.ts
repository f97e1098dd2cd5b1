/**
 * Keys of a person's panel: Esc closes it, k and j go to the person before and after. Letters work only while the focus is in
 * the panel and not in a field, so that they get in no one's way (WCAG 2.1.4). The panel's name takes the focus when it opens.
 */

const panel = document.querySelector<HTMLElement>("aside.attendee");

const isField = (element: EventTarget | null) =>
  element instanceof HTMLElement && element.matches("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  const { key, target, altKey, ctrlKey, metaKey } = event;
  if (!panel || altKey || ctrlKey || metaKey || event.defaultPrevented || event.isComposing) return;
  if (isField(target)) return;
  if (key !== "Escape" && !panel.contains(target as Node)) return;
  const link = panel.querySelector<HTMLAnchorElement>(`a[data-key="${CSS.escape(key)}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});

// An error, a note and the address's own target keep what focus they have.
if (panel && !location.hash && !document.querySelector("[autofocus]"))
  panel.querySelector<HTMLElement>("#person-name")?.focus({ preventScroll: true });

// A module, so that its names are its own.
export {};
