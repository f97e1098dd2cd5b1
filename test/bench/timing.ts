import { setTimeout as wait } from "node:timers/promises";
import { startForTest, type TestEnvironment } from "../local/for-tests.ts";
import type { Figure } from "./figures.ts";

/**
 * An attack. Can a stranger find out with a stopwatch which addresses are registered? On every path that accepts an address
 * from anybody, registered and unregistered addresses are typed in turn, each once. Each try measures two times: of the
 * answer, and of a request right after it, in case work continues after the answer.
 *
 * The AUC is the share of pairs, one of each kind, in which the registered address took longer: 0.5 is chance, 1 is
 * certainty.
 */
const TRIES = Number(process.env.TRIES ?? 400);
/** Milliseconds between two tries, so that one does not slow the next. */
const PAUSE = 25;

export async function bench(): Promise<Figure[]> {
  const environment = await startForTest();
  try {
    const figures: Figure[] = [];
    for (const [way, type] of Object.entries(ways(environment)))
      figures.push(...(await attack(environment, way, type)));
    return figures;
  } finally {
    await environment.stop();
  }
}

/** Sends an address as the form or the page does. */
type TypeAddress = (email: string) => Promise<Response>;

function ways({ service, event }: TestEnvironment): Record<string, TypeAddress> {
  const registrations = `${service}/api/events/${event.slug}/registrations`;
  const person = { name: "Kari Nordmann", participation: "digital", partner: "stad", language: "nn" };
  const lostLink = `${service}/events/${event.slug}/lost-link`;
  return {
    "lost link": (email) => fetch(lostLink, { method: "POST", body: new URLSearchParams({ email }) }),
    registering: (email) => register(registrations, { ...person, email }),
    "a colleague": (email) =>
      register(registrations, {
        ...person,
        email: `leiar-${crypto.randomUUID()}@example.no`,
        colleagues: [{ name: "Ola Nordmann", email }],
      }),
    "the form without scripts": (email) =>
      fetch(registrations, { method: "POST", redirect: "manual", body: form({ ...person, email }) }),
  };
}

function form(fields: Record<string, string>): URLSearchParams {
  return new URLSearchParams({ "idempotency-key": crypto.randomUUID(), ...fields });
}

function register(url: string, body: object): Promise<Response> {
  const headers = { "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

interface Times {
  answer: number[];
  after: number[];
}

async function attack(environment: TestEnvironment, way: string, type: TypeAddress): Promise<Figure[]> {
  const { service, event } = environment;
  const name = way.replaceAll(" ", "-");
  const { registering } = ways(environment);
  // Warms up, and registers the odd ones.
  for (let n = 0; n < TRIES; n++) await drained(registering?.(`${name}-${n % 2 ? "" : "x"}${n}@example.no`));
  await wait(3_000);
  const times: Record<"registered" | "unknown", Times> = {
    registered: { answer: [], after: [] },
    unknown: { answer: [], after: [] },
  };
  for (let n = 0; n < TRIES; n++) {
    const { answer, after } = times[n % 2 ? "registered" : "unknown"];
    answer.push(await timed(() => type(`${name}-${n}@example.no`)));
    after.push(await timed(() => fetch(`${service}/api/events/${event.slug}`)));
    await wait(PAUSE);
  }
  return (["answer", "after"] as const).map((measured) => ({
    bench: "timing",
    what: `${way}${measured === "answer" ? "" : ", the request after it"}`,
    value: auc(times.registered[measured], times.unknown[measured]),
    unit: "AUC",
    aim: { atMost: 0.55 },
  }));
}

async function timed(ask: () => Promise<Response>): Promise<number> {
  const start = performance.now();
  await drained(ask());
  return performance.now() - start;
}

async function drained(answer: Promise<Response> | undefined): Promise<void> {
  await (await answer)?.arrayBuffer();
}

/** Mann–Whitney's U as a share: how often one of `a` is larger than one of `b`, ties counted half. */
function auc(a: readonly number[], b: readonly number[]): number {
  let larger = 0;
  for (const x of a) for (const y of b) larger += x > y ? 1 : x === y ? 0.5 : 0;
  return larger / (a.length * b.length);
}
