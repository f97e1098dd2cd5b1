import { setTimeout as wait } from "node:timers/promises";
import type { Figure } from "./figures.ts";
import { send } from "./load.ts";
import { crowded, registering } from "./people.ts";
import { startRuntime } from "./runtime.ts";

/**
 * A rush: many people press the button within ten seconds, and then more arrive steadily, independent of how fast the
 * service answers. A client that is told to wait comes back with the same key. In the end everybody is in the export once.
 */
const AT_ONCE = Number(process.env.PEOPLE ?? 2_000);
const OVER_SECONDS = 10;
const STREAM_A_SECOND = Number(process.env.STREAM ?? 60);
const STREAM_SECONDS = 20;
const TRIES = 30;

export async function bench(): Promise<Figure[]> {
  const runtime = await startRuntime({ resendRate: 2 });
  try {
    await runtime.putEvent("rush", crowded);
    const waited: number[] = [];
    const answers = new Map<number, number>();
    const one = async (after: number) => {
      const ask = registering(runtime.service, "rush");
      await wait(after);
      const began = performance.now();
      for (let tries = 0; tries < TRIES; tries++) {
        const { status, headers } = await send(ask).catch(() => ({ status: 0, headers: {} as Record<string, string> }));
        answers.set(status, (answers.get(status) ?? 0) + 1);
        if (status === 201) {
          waited.push(performance.now() - began);
          return;
        }
        await wait(1000 * Number(headers["retry-after"] ?? 5));
      }
      throw new Error("Nobody takes this registration");
    };
    const stream = STREAM_A_SECOND * STREAM_SECONDS;
    await Promise.all([
      ...Array.from({ length: AT_ONCE }, (_, n) => one((n * OVER_SECONDS * 1000) / AT_ONCE)),
      ...Array.from({ length: stream }, (_, n) => one(OVER_SECONDS * 1000 + (n * 1000) / STREAM_A_SECOND)),
    ]);
    waited.sort((a, b) => a - b);
    const at = (share: number) => (waited[Math.floor(waited.length * share)] ?? Number.NaN) / 1000;
    const authorization = `Bearer ${runtime.adminToken}`;
    const list = JSON.parse(
      (await send({ url: `${runtime.service}/api/events/rush/export`, headers: { authorization } })).text,
    ) as { registrations: { email: string }[] };
    const people = AT_ONCE + stream;
    const exported = new Set(list.registrations.map(({ email }) => email)).size;
    const figure = (what: string, value: number, unit: string, more: Partial<Figure> = {}): Figure => ({
      ...{ bench: "rush", what, value, unit, ...more },
    });
    return [
      figure(`of ${people} people, lost`, people - exported, "people", { aim: { atMost: 0 } }),
      figure("  registered twice", list.registrations.length - exported, "people", { aim: { atMost: 0 } }),
      figure(`${AT_ONCE} in ${OVER_SECONDS} s, then ${STREAM_A_SECOND} a second: until 201, median`, at(0.5), "s"),
      figure("  the slowest of a hundred", at(0.99), "s"),
      figure(
        "  told to come back",
        [...answers].reduce((n, [status, count]) => n + (status === 201 ? 0 : count), 0),
        "times",
      ),
    ];
  } finally {
    await runtime.stop();
  }
}
