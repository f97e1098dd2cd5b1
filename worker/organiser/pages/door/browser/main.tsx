/** The script of the door's page. */
import { render } from "preact";
import type { DoorConfig } from "../door-page.tsx";
import { Door } from "./door.ts";
import { DoorScreen } from "./door-screen.tsx";
import { databaseOf } from "./store.ts";
import { wordsOf } from "./words.ts";

/**
 * Stores the page and its files, so that it opens again without network. A failure here has no other effect. A redirect leads
 * to signing in, which is not the page.
 */
async function keepPage({ event, path, files }: DoorConfig): Promise<void> {
  await navigator.serviceWorker.register("/door-worker.js", { scope: path });
  const styles = Array.from(document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]'), ({ href }) => href);
  const requests = [path, ...files, ...styles].map((file) => new Request(file, { redirect: "error" }));
  await (await caches.open(databaseOf(event))).addAll(requests);
}

const place = document.querySelector<HTMLElement>("#door");
if (place) {
  const config = JSON.parse(place.dataset.door ?? "{}") as DoorConfig;
  const words = wordsOf(config.texts, config.language, config.timeZone);
  const door = new Door(config, words);
  place.replaceChildren();
  render(<DoorScreen door={door} />, place);
  void door.start();
  document.addEventListener("submit", (event) => {
    const ends = (event.target as HTMLFormElement).action.includes("/sign-out");
    const unsent = door.list.pending.value;
    if (ends && unsent > 0 && !confirm(words.count("finishUnsent", unsent))) event.preventDefault();
  });
  if ("serviceWorker" in navigator && navigator.onLine) void keepPage(config).catch(() => {});
}
