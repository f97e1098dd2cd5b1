import { type Figure, inTurn } from "./figures.ts";
import { type Ask, load } from "./load.ts";
import { aBody, crowded, fill, registering, roomy } from "./people.ts";
import { processorTime, workerds } from "./processes.ts";
import { reasons } from "./reasons.ts";
import { type Runtime, startRuntime } from "./runtime.ts";

/**
 * Registrations compared with a bare Hono Worker that does one INSERT for each request; with 10 people in the event, with
 * 100,000, and with 5,000 on the waiting list whose e-mails are waiting too. The provider accepts one e-mail a second:
 * sending is not measured here.
 */
const COUNT = 200;
const AT_ONCE = 32;

export async function bench(): Promise<Figure[]> {
  const runtime = await startRuntime({ resendRate: 1 });
  try {
    await runtime.putEvent("few", roomy);
    await fill(runtime, "few", { to: 10 });
    await runtime.putEvent("many", roomy);
    await fill(runtime, "many", { to: 100_000 });
    await runtime.putEvent("waiting", crowded);
    await fill(runtime, "waiting", { to: 5_000, waiting: true });
    return await measure(runtime);
  } finally {
    await runtime.stop();
  }
}

async function measure({ service, floor }: Runtime): Promise<Figure[]> {
  const pids = workerds();
  const run = (ask: () => Ask) => async () => {
    const before = processorTime(pids);
    const { perSecond, p99 } = await load(ask, { count: COUNT, atOnce: AT_ONCE, status: 201 });
    return { perSecond, p99, processor: (processorTime(pids) - before) / COUNT };
  };
  const bare = (): Ask => ({
    url: `${floor}/registrations`,
    method: "POST",
    body: JSON.stringify(aBody()),
    headers: { "content-type": "application/json" },
  });
  const rounds = await inTurn({
    floor: run(bare),
    few: run(() => registering(service, "few")),
    many: run(() => registering(service, "many")),
    waiting: run(() => registering(service, "waiting")),
  });
  const figure = (
    what: string,
    [way, against]: ["few" | "many" | "waiting", "floor" | "few"],
    [measured, unit]: ["perSecond" | "p99" | "processor", string],
    more: Pick<Figure, "aim" | "why"> = {},
  ): Figure => ({
    bench: "registrations",
    what,
    value: rounds.median(way, measured),
    unit,
    floor: {
      what: against === "floor" ? "a bare Worker with one INSERT" : "10 in the event",
      value: rounds.median(against, measured),
    },
    ratio: rounds.ratio(way, against, measured),
    ...more,
  });
  return [
    figure(`registering, ${AT_ONCE} at a time`, ["few", "floor"], ["perSecond", "a second"], {
      ...{ aim: { atLeast: 0.75 }, why: reasons.registering },
    }),
    figure(`  the slowest of a hundred (p99)`, ["few", "floor"], ["p99", "ms"]),
    figure("  processor time of workerd, D1 included", ["few", "floor"], ["processor", "ms"]),
    figure("registering with 100,000 in the event", ["many", "few"], ["perSecond", "a second"], {
      aim: { atLeast: 0.95 },
    }),
    figure("registering with 5,000 waiting", ["waiting", "few"], ["perSecond", "a second"], { aim: { atLeast: 0.95 } }),
  ];
}
