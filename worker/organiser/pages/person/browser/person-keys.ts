/**
 * Keys of a person's panel: Esc closes it, k and j go to the previous and next person. Letters work only while the focus is
 * in the panel and not in a field, so that they do not disturb (WCAG 2.1.4). The person's name gets the focus when the panel
 * opens.
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

// An error, a note or the address's target keeps the focus.
if (panel && !location.hash && !document.querySelector("[autofocus]"))
  panel.querySelector<HTMLElement>("#person-name")?.focus({ preventScroll: true });

// Makes this file a module, so that its names are not global.
export {};
