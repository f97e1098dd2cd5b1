import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AcceptedMail, MailStatus } from "./mail.ts";

/** One remembered request: `Idempotency-Key`, what was asked, what was answered. */
export interface RememberedRequest {
  key: string;
  bodyHash: string;
  answer: unknown;
  /** Milliseconds since 1970. */
  at: number;
}

type Entry =
  | { type: "accepted"; mails: AcceptedMail[]; remembered: RememberedRequest | null }
  | { type: "status"; id: string; status: MailStatus }
  | { type: "cleared" };

/**
 * Every accepted mail, in order, with its key. With a directory they are stored in one append-only file, written before the
 * sender gets its answer, so that a kill at any moment leaves both mail and key or neither.
 */
export class Mailbox {
  #mails: AcceptedMail[] = [];
  readonly #byId = new Map<string, AcceptedMail>();
  readonly #remembered = new Map<string, RememberedRequest>();
  readonly #file: string | null;
  readonly #watchers = new Set<() => void>();

  constructor(directory: string | null) {
    this.#file = directory ? join(directory, "mails.jsonl") : null;
    if (!directory || !this.#file) return;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (existsSync(this.#file)) this.#replay(readFileSync(this.#file, "utf8"));
  }

  get mails(): readonly AcceptedMail[] {
    return this.#mails;
  }

  /** The mails to every address that contains `part`, oldest first. */
  mailsTo(part: string): AcceptedMail[] {
    return this.#mails.filter(({ to }) => to.some((address) => address.includes(part)));
  }

  find(id: string): AcceptedMail | undefined {
    return this.#byId.get(id);
  }

  remembered(key: string): RememberedRequest | undefined {
    return this.#remembered.get(key);
  }

  accept(mails: AcceptedMail[], remembered: RememberedRequest | null): void {
    this.#write({ type: "accepted", mails, remembered });
  }

  setStatus(id: string, status: MailStatus): void {
    this.#write({ type: "status", id, status });
  }

  /** Empties the inbox; the keys stay, as Resend's do. */
  clear(): void {
    this.#write({ type: "cleared" });
  }

  /** Calls `watcher` after every change; returns a function that stops this. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #write(entry: Entry): void {
    if (this.#file) appendFileSync(this.#file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    this.#apply(entry);
    for (const watcher of [...this.#watchers]) watcher();
  }

  #replay(lines: string): void {
    for (const line of lines.split("\n")) {
      if (!line) continue;
      try {
        this.#apply(JSON.parse(line) as Entry);
      } catch {
        // Only the last line can be incomplete, from a process that died before it answered.
      }
    }
  }

  #apply(entry: Entry): void {
    switch (entry.type) {
      case "accepted":
        for (const mail of entry.mails) {
          this.#mails.push(mail);
          this.#byId.set(mail.id, mail);
        }
        if (entry.remembered) this.#remembered.set(entry.remembered.key, entry.remembered);
        return;
      case "status": {
        const mail = this.#byId.get(entry.id);
        if (mail) mail.status = entry.status;
        return;
      }
      case "cleared":
        this.#mails = [];
        this.#byId.clear();
        return;
    }
  }
}
