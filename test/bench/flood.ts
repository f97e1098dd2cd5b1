/**
 * How many seats one client takes with made-up addresses: `npm run bench:flood`. It registers groups as large as the event
 * allows, several at a time, does the work as fast as it can, and does not wait as long as it is told. SECONDS=60.
 */
import { setTimeout as wait } from "node:timers/promises";
import { solve } from "../../widget/challenge/proof-of-work.ts";
import type { Problem, PublicEvent } from "../../worker/registration/contract.ts";
import { startForTest } from "../local/for-tests.ts";

const SECONDS = Number(process.env.SECONDS ?? 60);
const AT_ONCE = 4;
/** Milliseconds between two tries of a group that is told to wait. */
const IMPATIENCE = 2_500;

const environment = await startForTest({ rateLimit: "on" });
const url = `${environment.service}/api/events/${environment.event.slug}`;
const { colleaguesMax } = (await (await fetch(url)).json()) as PublicEvent;
const people = 1 + colleaguesMax;

let group = 0;
const taken: number[] = [];
const answers: Record<number, number> = {};
const began = performance.now();
const passed = () => (performance.now() - began) / 1000;

await Promise.all(Array.from({ length: AT_ONCE }, flood));
const after = (seconds: number) => taken.filter((at) => at <= seconds).length * people;
const forty = taken[Math.ceil(40 / people) - 1];
console.log(`Groups of ${people}, ${AT_ONCE} at a time. Answers: ${JSON.stringify(answers)}`);
console.log(`40 people after ${forty?.toFixed(1) ?? "more than all this"} s`);
for (const seconds of [1, 8, SECONDS]) console.log(`${after(seconds)} people after ${seconds} s`);
await environment.stop();

async function flood(): Promise<void> {
  while (passed() < SECONDS) await registerGroup(`made-up-${++group}`);
}

/** Tries until the group is in. */
async function registerGroup(name: string): Promise<void> {
  const colleagues = Array.from({ length: people - 1 }, (_, index) => ({
    name: "Ola Nordmann",
    email: `${name}-${index}@finst-ikkje.example`,
  }));
  const body = JSON.stringify({
    ...{ partner: "stad", language: "nn", name: "Kari Nordmann", email: `${name}@finst-ikkje.example` },
    ...{ participation: "in-person", waitlist: true, colleagues },
  });
  for (let proof = ""; passed() < SECONDS; ) {
    const headers = {
      "content-type": "application/json",
      "idempotency-key": `"${name}-key"`,
      "pamelding-proof": proof,
    };
    const response = await fetch(`${url}/registrations`, { method: "POST", headers, body });
    answers[response.status] = (answers[response.status] ?? 0) + 1;
    if (response.status === 201) {
      taken.push(passed());
      return;
    }
    const { challenge } = (await response.json()) as Problem;
    const { wait: told, ...work } = (challenge ?? {}) as { wait?: number };
    // What was proven once is proven still.
    if (challenge && !(told && proof)) proof = await solve(work);
    if (told || !challenge) await wait(IMPATIENCE);
  }
}
