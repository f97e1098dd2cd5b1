/** The list on this device: the service's data, entries that are not sent yet, and who is in according to both. */
import { computed, signal } from "@preact/signals";
import { type CheckIn, countedCheckIn, mayComeIn } from "../../../../registration/check-in.ts";
import type { DoorPerson } from "../../../door-person.ts";
import { type Entry, forgetAll, type Kept, Store } from "./store.ts";

/** How many of the last people are shown. */
const LAST = 10;

const NOTHING: Kept = { seq: 0, keepUntil: 0, mine: [] };

export class DeviceList {
  readonly #event: string;
  /** The name of this door. */
  readonly #door: string;
  #store: Store | null = null;
  #kept = NOTHING;
  readonly people = signal<ReadonlyMap<string, DoorPerson>>(new Map());
  readonly queue = signal<readonly Entry[]>([]);
  /** Whether the whole list is loaded. */
  readonly loaded = signal(false);
  /** Whether the browser stores nothing. */
  readonly forgetful = signal(false);

  constructor(event: string, door: string) {
    this.#event = event;
    this.#door = door;
  }

  /** The last known change of the service's feed. */
  get seq(): number {
    return this.#kept.seq;
  }

  /** Whether the day is over, so that the stored list must be deleted. */
  get isOver(): boolean {
    return this.#kept.keepUntil <= Date.now();
  }

  /** The number of check-ins that the service does not know yet. */
  readonly pending = computed(() => this.queue.value.filter(({ act }) => act === "in").length);

  readonly #takenBack = computed(() => new Set(this.queue.value.flatMap((one) => (one.act === "undo" ? one.of : []))));

  /** The check-in of a person that counts. */
  countedOf(person: DoorPerson): CheckIn | null {
    const known = person.checkedIn ? [{ ...person.checkedIn, at: Date.parse(person.checkedIn.at) }] : [];
    const own = this.queue.value.flatMap((one) =>
      one.act === "in" && one.registration === person.id ? { nonce: one.nonce, at: one.at, by: this.#door } : [],
    );
    return countedCheckIn([...known, ...own], this.#takenBack.value);
  }

  /** How many people with a place in the room are in, without rehearsals. */
  readonly inside = computed(() => {
    const seated = [...this.people.value.values()].filter((one) => mayComeIn(one) && !one.rehearsal);
    return { all: seated.length, inside: seated.filter((one) => this.countedOf(one)).length };
  });

  /** The people who came in last, at any door. `mine`: let in by this device. */
  readonly last = computed(() =>
    [...this.people.value.values()]
      .flatMap((person) => {
        const counted = this.countedOf(person);
        return counted ? { person, counted, mine: this.isOwn(counted.nonce) } : [];
      })
      .sort((a, b) => b.counted.at - a.counted.at)
      .slice(0, LAST),
  );

  /** Opens the stored list, unless its day is over. Unsent entries are kept until they are sent. */
  async open(): Promise<void> {
    this.#store = await Store.open(this.#event);
    this.forgetful.value = this.#store === null;
    const stored = await this.#store?.read();
    this.queue.value = stored?.queue ?? [];
    if (!stored?.kept || stored.kept.keepUntil <= Date.now()) return this.clear();
    this.#kept = stored.kept;
    this.people.value = new Map(stored.people.map((one) => [one.id, one]));
    this.loaded.value = true;
  }

  /** Adds changed people, and removes erased ones. */
  merge(people: readonly DoorPerson[], gone: readonly string[] = []): void {
    if (people.length + gone.length === 0) return;
    const all = new Map(this.people.value);
    for (const one of people) all.set(one.id, one);
    for (const id of gone) all.delete(id);
    this.people.value = all;
    void this.#store?.savePeople(people, gone);
  }

  /** Stores how far the list is known, and until when it may be kept. */
  async reached(known: Partial<Pick<Kept, "seq" | "keepUntil">>): Promise<void> {
    this.#kept = { ...this.#kept, ...known };
    await this.#store?.saveKept(this.#kept);
  }

  /** Notes that a press is this device's own. */
  own(nonce: string): void {
    this.#kept = { ...this.#kept, mine: [...this.#kept.mine, nonce] };
    void this.#store?.saveKept(this.#kept);
  }

  isOwn(nonce: string): boolean {
    return this.#kept.mine.includes(nonce);
  }

  enqueue(entry: Entry): void {
    this.queue.value = [...this.queue.value, entry];
    void this.#store?.enqueue(entry);
  }

  /**
   * Removes entries that the service has from the queue. A person whose check-in was taken back counts as not in, until the
   * next answer tells their state.
   */
  async sent(entries: readonly Entry[]): Promise<void> {
    const taken = new Set(entries.flatMap((one) => (one.act === "undo" ? one.of : [])));
    const changed = [...this.people.value.values()].filter((one) => one.checkedIn && taken.has(one.checkedIn.nonce));
    this.merge(changed.map((one) => ({ ...one, checkedIn: null })));
    const nonces = new Set(entries.map(({ nonce }) => nonce));
    this.queue.value = this.queue.value.filter(({ nonce }) => !nonces.has(nonce));
    await this.#store?.sent([...nonces]);
  }

  /** Forgets the people, but not the unsent entries. */
  async clear(): Promise<void> {
    this.people.value = new Map();
    this.loaded.value = false;
    this.#kept = NOTHING;
    await this.#store?.clearList();
  }

  /** Deletes everything. */
  async forget(): Promise<void> {
    this.people.value = new Map();
    this.queue.value = [];
    this.#store?.close();
    await forgetAll(this.#event);
  }
}
