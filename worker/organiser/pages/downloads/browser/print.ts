/** The button that prints. Without this script the browser's own menu does it. */
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A module, so that its names are its own.
export {};
