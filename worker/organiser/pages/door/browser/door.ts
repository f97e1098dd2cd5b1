/** The state of the door: the device's list, the unsent entries, and what the screen shows. */
import { batch, signal } from "@preact/signals";
import { type Verdict, verdictOf } from "../../../../registration/check-in.ts";
import { readTicket } from "../../../../registration/ticket.ts";
import type { CheckInsAnswer, VerdictAnswer } from "../../../check-ins.ts";
import type { DoorPerson } from "../../../door-person.ts";
import type { DoorConfig } from "../door-page.tsx";
import type { DoorAnswer } from "../door-requests.ts";
import { Api, Ended, Refused, Unreachable } from "./api.ts";
import { DeviceList } from "./device-list.ts";
import type { Entry } from "./store.ts";
import type { Words } from "./words.ts";

/** What fills the screen. `nonce`: that of the answered press. */
export interface Shown {
  verdict: Verdict;
  person: DoorPerson | null;
  nonce: string | null;
  note: string | null;
}

/** The most entries of one request. */
const TOGETHER = 100;
const POLL_MS = 3_000;

const newNonce = () => crypto.randomUUID();

export class Door {
  readonly config: DoorConfig;
  readonly words: Words;
  readonly list: DeviceList;
  readonly shown = signal<Shown | null>(null);
  /** A notice below the header, shown once: about undoing, or a refusal. */
  readonly notice = signal<string | null>(null);
  /** People let in without network who had no place by then: shown until dismissed. */
  readonly refused = signal<readonly { nonce: string; name: string }[]>([]);
  /** Since when there is no network; null with network. */
  readonly offlineSince = signal<number | null>(null);
  /** How many check-ins were not sent when the session ended; null while it lasts. */
  readonly ended = signal<number | null>(null);
  readonly #api: Api;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #syncing = false;
  /** Presses that let in a person who was already known to be in. */
  readonly #again = new Set<string>();

  constructor(config: DoorConfig, words: Words) {
    this.config = config;
    this.words = words;
    this.list = new DeviceList(config.event, config.door);
    this.#api = new Api(config.path, config.language);
  }

  async start(): Promise<void> {
    await this.list.open();
    globalThis.addEventListener("online", () => this.#soon(0));
    globalThis.addEventListener("offline", () => this.#lost());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#soon(0));
    await this.sync();
  }

  /** Sends waiting entries, and asks for changes. Runs only once at a time. */
  async sync(): Promise<void> {
    if (this.#syncing || this.ended.value !== null) return;
    this.#syncing = true;
    try {
      if (this.list.loaded.value && this.list.isOver) await this.list.clear();
      await this.#flush();
      await (this.list.loaded.value ? this.#update() : this.#load());
      this.offlineSince.value = null;
    } catch (error) {
      if (error instanceof Ended) return void (await this.#end());
      if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
      this.#lost();
    } finally {
      this.#syncing = false;
      this.#soon(POLL_MS);
    }
  }

  /** Handles a code that the camera has read. */
  async scan(text: string): Promise<void> {
    const ticket = readTicket(text);
    const person = ticket && this.list.people.value.get(ticket.registration);
    if (person) return this.press(person);
    if (!ticket) return this.#show({ verdict: { verdict: "unknown" }, person: null, nonce: null, note: null });
    const nonce = newNonce();
    try {
      const { results } = await this.#api.scan(nonce, text);
      this.list.own(nonce);
      this.#apply(results);
      const [first] = results;
      if (first) this.#show({ ...this.#answered(first), nonce, note: null });
    } catch (error) {
      if (error instanceof Ended) return this.#end();
      const note = this.words.t("verdict.unknown.offline");
      this.#show({ verdict: { verdict: "unknown" }, person: null, nonce: null, note });
    }
  }

  /** Lets in a person who may come in and is not in; for others it shows their state. */
  press(person: DoorPerson): void {
    const verdict = verdictOf(person, this.list.countedOf(person), null);
    if (verdict.verdict === "welcome") this.letIn(person);
    else this.#show({ verdict, person, nonce: null, note: null });
  }

  /** Checks a person in, even if they are already in. */
  letIn(person: DoorPerson): void {
    const nonce = newNonce();
    const at = Date.now();
    this.list.own(nonce);
    if (this.list.countedOf(person)) this.#again.add(nonce);
    this.#queue({ order: at, nonce, act: "in", registration: person.id, at });
    this.#show({ verdict: { verdict: "welcome", at }, person, nonce, note: null });
  }

  undo(nonce: string, name: string): void {
    this.#queue({ order: Date.now(), nonce: newNonce(), act: "undo", of: nonce });
    batch(() => {
      this.shown.value = null;
      this.notice.value = this.words.t("undone", { name });
    });
  }

  /** Gives a place to a person who waits, follows the stream or has cancelled, and lets them in. */
  async admit(person: DoorPerson): Promise<void> {
    await this.#place(() => this.#api.admit(person.id), person.name, "full");
  }

  /** Adds a person who is not registered. Returns why not, if the form must say it. */
  async addWalkIn(person: { name: string; email: string; key: string }): Promise<"done" | "invalid" | "taken"> {
    return this.#place(() => this.#api.walkIn(person), person.name, "fullWaits");
  }

  async #place(ask: () => Promise<DoorAnswer>, name: string, full: "full" | "fullWaits") {
    try {
      const answer = await ask();
      if (answer.person) this.list.merge([answer.person]);
      if (answer.outcome === "invalid" || answer.outcome === "taken") return answer.outcome;
      if (answer.outcome === "done") this.press(answer.person);
      else {
        const word = answer.outcome === "over" ? "notNow" : answer.person ? full : "full";
        this.#note(this.words.t(word, { name }));
      }
      return "done";
    } catch (error) {
      if (error instanceof Refused) return "invalid";
      if (error instanceof Ended) await this.#end();
      else this.#note(this.words.t("needsNetwork"));
      return "done";
    }
  }

  next(): void {
    this.shown.value = null;
  }

  #show(shown: Shown): void {
    batch(() => {
      this.notice.value = null;
      this.shown.value = shown;
    });
  }

  /** Adds a note to the verdict, if one is shown. */
  #note(note: string): void {
    if (this.shown.value) this.shown.value = { ...this.shown.value, note };
    else this.notice.value = note;
  }

  #queue(entry: Entry): void {
    this.list.enqueue(entry);
    this.#soon(0);
  }

  #soon(wait: number): void {
    clearTimeout(this.#timer);
    // A hidden page waits, unless it has something to send.
    if (wait > 0 && document.visibilityState === "hidden" && this.list.queue.value.length === 0) return;
    this.#timer = setTimeout(() => void this.sync(), wait);
  }

  #lost(): void {
    this.offlineSince.value ??= Date.now();
  }

  async #flush(): Promise<void> {
    while (this.list.queue.value.length > 0) {
      const entries = this.list.queue.value.slice(0, TOGETHER);
      const { results } = await this.#api.send(entries);
      this.#apply(results);
      for (const one of results) this.#tell(one);
      await this.list.sent(entries);
    }
  }

  /** Shows the answer to a press if it differs from what the screen said. */
  #tell(result: CheckInsAnswer["results"][number]): void {
    const { nonce, attendee } = result;
    const { verdict, person } = this.#answered(result);
    if (verdict.verdict === "already-in" && this.#again.has(nonce)) return;
    if (this.shown.value?.nonce === nonce) {
      if (verdict.verdict !== this.shown.value.verdict.verdict)
        this.shown.value = { verdict, person, nonce, note: null };
      return;
    }
    const name = attendee?.name ?? this.#nameOf(nonce);
    if (verdict.verdict === "welcome") return;
    if (verdict.verdict !== "already-in") this.refused.value = [...this.refused.value, { nonce, name }];
    // Another door was first; this one's "Velkommen" has already disappeared.
    else if (attendee?.checkedIn && !this.list.isOwn(attendee.checkedIn.nonce))
      this.notice.value = this.words.t("wasIn", { name, time: this.words.time(verdict.at), by: verdict.by });
  }

  #nameOf(nonce: string): string {
    const entry = this.list.queue.value.find((one) => one.nonce === nonce);
    return (entry?.act === "in" && this.list.people.value.get(entry.registration)?.name) || "?";
  }

  #answered({ result, attendee }: CheckInsAnswer["results"][number]): { verdict: Verdict; person: DoorPerson | null } {
    const person = attendee && { codes: [], ...this.list.people.value.get(attendee.id), ...attendee };
    return { verdict: verdictIn(result), person };
  }

  #apply(results: CheckInsAnswer["results"]): void {
    this.list.merge(results.flatMap((one) => this.#answered(one).person ?? []));
  }

  async #load(): Promise<void> {
    let after: string | null = null;
    let first: { seq: number; keepUntil: number } | null = null;
    do {
      const page: Awaited<ReturnType<Api["list"]>> = await this.#api.list({ after });
      first ??= { seq: page.seq, keepUntil: Date.parse(page.keepUntil) + this.#api.ahead };
      this.list.merge(page.people);
      after = page.next;
    } while (after !== null);
    await this.list.reached(first);
    this.list.loaded.value = true;
    await this.#update();
  }

  async #update(): Promise<void> {
    for (;;) {
      const changes = await this.#api.list({ since: this.list.seq });
      if (changes.seq === this.list.seq) return;
      this.list.merge(changes.people, changes.gone);
      await this.list.reached({ seq: changes.seq });
    }
  }

  async #end(): Promise<void> {
    clearTimeout(this.#timer);
    this.ended.value = this.list.pending.value;
    this.shown.value = null;
    await this.list.forget();
  }
}

function verdictIn(answer: VerdictAnswer): Verdict {
  return "at" in answer ? { ...answer, at: Date.parse(answer.at) } : answer;
}
