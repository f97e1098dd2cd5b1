/** The script of the door's page. */
import { render } from "preact";
import type { DoorConfig } from "../door-page.tsx";
import { Door } from "./door.ts";
import { DoorScreen } from "./door-screen.tsx";
import { databaseOf } from "./store.ts";
import { wordsOf } from "./words.ts";

/** Stores the page and its files, so that it opens again without network. A failure here has no other effect. */
async function keepPage({ event, path, files }: DoorConfig): Promise<void> {
  await navigator.serviceWorker.register("/door-worker.js", { scope: path });
  const styles = Array.from(document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]'), ({ href }) => href);
  await (await caches.open(databaseOf(event))).addAll([path, ...files, ...styles]);
}

const place = document.querySelector<HTMLElement>("#door");
if (place) {
  const config = JSON.parse(place.dataset.door ?? "{}") as DoorConfig;
  const words = wordsOf(config.texts, config.language, config.timeZone);
  const door = new Door(config, words);
  place.replaceChildren();
  render(<DoorScreen door={door} />, place);
  void door.start();
  if ("serviceWorker" in navigator && navigator.onLine) void keepPage(config).catch(() => {});
}
