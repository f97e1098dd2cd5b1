/** The print button. Without this script, the browser's menu prints. */
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Makes this file a module, so that its names are not global.
export {};
