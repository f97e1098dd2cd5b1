/**
 * How many seats one client takes with made-up addresses. It registers groups as large as the event allows, several at a
 * time, does the work as fast as it can, and waits less than it is told. SECONDS=60.
 */
import { setTimeout as wait } from "node:timers/promises";
import { solve } from "../../widget/challenge/proof-of-work.ts";
import type { Problem, PublicEvent } from "../../worker/registration/contract.ts";
import { startForTest } from "../local/for-tests.ts";
import type { Figure } from "./figures.ts";

const SECONDS = Number(process.env.SECONDS ?? 60);
const AT_ONCE = 4;
/** Milliseconds between two tries of a group that is told to wait. */
const IMPATIENCE = 2_500;

export async function bench(): Promise<Figure[]> {
  const environment = await startForTest({ rateLimit: "on" });
  try {
    const url = `${environment.service}/api/events/${environment.event.slug}`;
    const { colleaguesMax } = (await (await fetch(url)).json()) as PublicEvent;
    const flood = new Flood(url, 1 + colleaguesMax);
    await Promise.all(Array.from({ length: AT_ONCE }, () => flood.run()));
    return flood.figures();
  } finally {
    await environment.stop();
  }
}

class Flood {
  readonly #url: string;
  readonly #people: number;
  readonly #began = performance.now();
  /** When each group was registered, in seconds. */
  readonly #taken: number[] = [];
  #groups = 0;

  /** `people`: the size of a group. */
  constructor(url: string, people: number) {
    this.#url = url;
    this.#people = people;
  }

  async run(): Promise<void> {
    while (this.#passed() < SECONDS) await this.#registerGroup(`made-up-${++this.#groups}`);
  }

  figures(): Figure[] {
    const forty = this.#taken[Math.ceil(40 / this.#people) - 1];
    const after = (seconds: number) => this.#taken.filter((at) => at <= seconds).length * this.#people;
    const figure = (what: string, value: number, unit: string): Figure => ({ bench: "flood", what, value, unit });
    return [
      figure(`40 people in groups of ${this.#people}`, forty ?? Number.POSITIVE_INFINITY, "s"),
      ...[1, 8, SECONDS].map((seconds) => figure(`people after ${seconds} s`, after(seconds), "people")),
    ];
  }

  #passed(): number {
    return (performance.now() - this.#began) / 1000;
  }

  /** Tries until the group is registered. */
  async #registerGroup(name: string): Promise<void> {
    const colleagues = Array.from({ length: this.#people - 1 }, (_, index) => ({
      name: "Ola Nordmann",
      email: `${name}-${index}@finst-ikkje.example`,
    }));
    const body = JSON.stringify({
      ...{ partner: "stad", language: "nn", name: "Kari Nordmann", email: `${name}@finst-ikkje.example` },
      ...{ participation: "in-person", waitlist: true, colleagues },
    });
    for (let proof = ""; this.#passed() < SECONDS; ) {
      const headers = {
        "content-type": "application/json",
        "idempotency-key": `"${name}-key"`,
        "pamelding-proof": proof,
      };
      const response = await fetch(`${this.#url}/registrations`, { method: "POST", headers, body });
      if (response.status === 201) {
        this.#taken.push(this.#passed());
        return;
      }
      const { challenge } = (await response.json()) as Problem;
      const { wait: told, ...work } = (challenge ?? {}) as { wait?: number };
      // A proof stays valid for further tries.
      if (challenge && !(told && proof)) proof = await solve(work);
      if (told || !challenge) await wait(IMPATIENCE);
    }
  }
}
