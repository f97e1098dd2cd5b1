import { createInterface } from "node:readline/promises";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";

/**
 * Moves an event to another database of the service, or continues a move that has stopped:
 *
 *   ADMIN_TOKEN=… npm run move-event -- my-event DB_2 https://HOST
 *   ADMIN_TOKEN=… npm run move-event -- my-event DB_2 https://HOST --undo
 *
 * Shows how much there is to move and asks first; `--yes` skips the question. It may be stopped at any time: the same
 * command continues.
 */

export interface MoveOptions {
  service: string;
  adminToken: string;
  slug: string;
  to: string;
  /** Undoes a move that is still copying. */
  undo: boolean;
  /** Asks the operator. */
  confirm(question: string): Promise<boolean>;
  say(sentence: string): void;
  /** Waits; replaced in tests. */
  pause?(ms: number): Promise<unknown>;
}

interface Step {
  phase: "copying" | "undoing" | "settling" | "clearing" | "done";
  copied: number;
  retryAfterSeconds: number;
}

interface Preview {
  from: string;
  people: number;
  rows: number;
}

const doing = {
  copying: (rows: number) => `copying: ${rows} rows`,
  undoing: () => "taking the copy back",
  settling: () => "compared: all rows have arrived as they were; waiting until every isolate knows the new place",
  clearing: () => "open again, in its new place; deleting what the old one has",
  done: () => "done",
} as const satisfies Record<Step["phase"], (rows: number) => string>;

/** How often a failing step is tried, with a longer wait each time. */
const TRIES = 8;

/** An error with a sentence for the operator. */
export class MoveError extends Error {
  override name = "MoveError";
}

/** Returns whether the event is now in the wanted database. @throws MoveError */
export async function moveEvent(options: MoveOptions): Promise<boolean> {
  const { service, adminToken, slug, to, undo, confirm, say, pause = wait } = options;
  const address = `${service}/api/events/${encodeURIComponent(slug)}/move`;

  async function ask<T>(method: string, query: string): Promise<T> {
    for (let tries = 1; ; tries++) {
      const headers = { authorization: `Bearer ${adminToken}` };
      const answer = await fetch(address + query, { method, headers }).catch((error: Error) => error);
      if (!(answer instanceof Error) && answer.ok) return (await answer.json()) as T;
      const why = answer instanceof Error ? answer.message : `${answer.status}: ${await answer.text()}`;
      const refused = !(answer instanceof Error) && answer.status < 500;
      if (refused || tries === TRIES) throw new MoveError(`${method} ${address}${query} answered ${why}`);
      say(`It did not answer well; again in ${tries} s.`);
      await pause(tries * 1000);
    }
  }
  const query = `?to=${encodeURIComponent(to)}`;
  const step = () => (undo ? ask<Step>("DELETE", "") : ask<Step>("POST", query));

  if (!undo) {
    const { from, people, rows } = await ask<Preview>("POST", `${query}&dry-run`);
    say(`${slug}: ${people} people, ${rows} rows, in ${from}.`);
    const seconds = Math.ceil(rows / 1000) + 20;
    if (!(await confirm(`Move it to ${to}? It takes no registrations and no changes for about ${seconds} s.`)))
      return false;
  }
  let told = "";
  for (;;) {
    const { phase, copied, retryAfterSeconds } = await step();
    const sentence = doing[phase](copied);
    if (sentence !== told) say(sentence);
    told = sentence;
    if (phase === "done") return true;
    if (undo && phase !== "undoing")
      throw new MoveError("It is too late to undo: finish the move, and move the event back.");
    await pause(retryAfterSeconds * 1000);
  }
}

if (import.meta.main) {
  const options = { yes: { type: "boolean", default: false }, undo: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [slug = "", to = "", service = ""] = positionals;
  const adminToken = process.env.ADMIN_TOKEN ?? "";
  if (!adminToken || !slug || !to || !URL.canParse(service)) {
    console.error("ADMIN_TOKEN=… npm run move-event -- EVENT DATABASE https://HOST [--yes] [--undo]");
    process.exit(2);
  }
  const confirm = async (question: string) => {
    if (values.yes) return true;
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await terminal.question(`${question} [y/N] `);
    terminal.close();
    return /^y(es)?$/i.test(answer);
  };
  const say = (sentence: string) => console.log(sentence);
  try {
    const moved = await moveEvent({
      ...{ adminToken, slug, to, confirm, say },
      service: new URL(service).origin,
      undo: values.undo,
    });
    if (!moved) say("Nothing was moved.");
  } catch (error) {
    if (!(error instanceof MoveError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
