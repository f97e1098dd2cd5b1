/**
 * Selecting in the list: the box that selects the whole page, and the number of selected people. Selecting also works
 * without this script.
 */

const boxes = [...document.querySelectorAll<HTMLInputElement>('input[name="ids"]')];
const all = document.querySelector<HTMLInputElement>("[data-selects-all]");
const status = document.querySelector<HTMLElement>("[data-selected]");
const usual = status?.textContent ?? "";

function show() {
  const count = boxes.filter(({ checked }) => checked).length;
  if (all) {
    all.checked = count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  }
  if (status)
    status.textContent = count === 0 ? usual : (status.dataset.selected ?? "").replace("{count}", String(count));
}

if (all) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
}
for (const box of boxes) box.addEventListener("change", show);
// The browser may have restored a selection.
show();

// Makes this file a module, so that its names are not global.
export {};
