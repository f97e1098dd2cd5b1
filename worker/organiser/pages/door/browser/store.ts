/**
 * What the device stores for the day: the list, and unsent entries. In IndexedDB, which can hold 10,000 people and write one
 * at a time.
 */
import type { DoorPerson } from "../../../door-person.ts";

/** What a door sends: a press of "let in", or taking one back. `order`: lower ones are sent first. */
export type Entry = { order: number; nonce: string } & (
  | { act: "in"; registration: string; at: number }
  | { act: "undo"; of: string }
);

export interface Kept {
  seq: number;
  /** Milliseconds since 1970, by the clock of the device. */
  keepUntil: number;
  /** Nonces of presses on this device. */
  mine: string[];
}

export const databaseOf = (event: string) => `door-${event}`;

const finished = (request: IDBRequest | IDBTransaction) =>
  new Promise<void>((resolve, reject) => {
    const done = () => resolve();
    const failed = () => reject(request.error);
    if ("oncomplete" in request) Object.assign(request, { oncomplete: done, onabort: failed, onerror: failed });
    else Object.assign(request, { onsuccess: done, onerror: failed });
  });

export class Store {
  readonly #db: IDBDatabase;

  constructor(db: IDBDatabase) {
    this.#db = db;
  }

  /** Null if the browser lets the page store nothing. */
  static async open(event: string): Promise<Store | null> {
    try {
      const request = indexedDB.open(databaseOf(event), 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("people", { keyPath: "id" });
        request.result.createObjectStore("queue", { keyPath: "nonce" });
        request.result.createObjectStore("kept");
      };
      await finished(request);
      // Lets another page on this device delete the database.
      request.result.onversionchange = () => request.result.close();
      return new Store(request.result);
    } catch {
      return null;
    }
  }

  async read(): Promise<{ people: DoorPerson[]; queue: Entry[]; kept: Kept | undefined }> {
    const transaction = this.#db.transaction(["people", "queue", "kept"]);
    const people = transaction.objectStore("people").getAll();
    const queue = transaction.objectStore("queue").getAll();
    const kept = transaction.objectStore("kept").get("kept");
    await finished(transaction);
    const entries = queue.result as Entry[];
    return { people: people.result, queue: entries.sort((a, b) => a.order - b.order), kept: kept.result };
  }

  savePeople(people: readonly DoorPerson[], gone: readonly string[] = []): Promise<void> {
    return this.#write("people", (store) => {
      for (const one of people) store.put(one);
      for (const id of gone) store.delete(id);
    });
  }

  saveKept(kept: Kept): Promise<void> {
    return this.#write("kept", (store) => store.put(kept, "kept"));
  }

  enqueue(entry: Entry): Promise<void> {
    return this.#write("queue", (store) => store.put(entry));
  }

  sent(nonces: readonly string[]): Promise<void> {
    return this.#write("queue", (store) => {
      for (const nonce of nonces) store.delete(nonce);
    });
  }

  /** Deletes everything stored except unsent entries. */
  async clearList(): Promise<void> {
    await this.#write("people", (store) => store.clear());
    await this.#write("kept", (store) => store.clear());
  }

  close(): void {
    this.#db.close();
  }

  async #write(name: string, change: (store: IDBObjectStore) => void): Promise<void> {
    const transaction = this.#db.transaction(name, "readwrite");
    change(transaction.objectStore(name));
    await finished(transaction);
  }
}

/** Deletes everything that this door has on the device. */
export async function forgetAll(event: string): Promise<void> {
  const deleted = indexedDB.deleteDatabase(databaseOf(event));
  await finished(deleted).catch(() => {});
  await globalThis.caches?.delete(databaseOf(event));
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  for (const one of registrations) if (one.scope.endsWith(`/organiser/${event}/door`)) await one.unregister();
}
