import { type Figure, median, ROUNDS } from "./figures.ts";
import { type Ask, send } from "./load.ts";
import { crowded, fill, registering, roomy } from "./people.ts";
import { processorTime, workerds } from "./processes.ts";
import { reasons } from "./reasons.ts";
import { type Runtime, startRuntime } from "./runtime.ts";

/**
 * Processor time of each kind of invocation. All processor time of workerd counts, including SQLite, local D1 and the
 * queues, which Cloudflare does not count. So each figure is an upper bound of the time that counts for the plan's limit.
 */
const FREE_PLAN_MS = 10;

/** Messages in a full batch of the queue: wrangler.toml. */
const BATCH = 8;

export async function bench(): Promise<Figure[]> {
  // The provider accepts one e-mail a second, so that no consumer works during the measurement.
  const figures = await within(1, async (runtime) => {
    const { service, adminToken } = runtime;
    await runtime.putEvent("small", roomy);
    await runtime.putEvent("page", roomy);
    await fill(runtime, "page", { to: 2500 });
    const headers = { authorization: `Bearer ${adminToken}` };
    const requests = [
      await timed("the embed script", 100, () => ask({ url: `${service}/embed/small/stad.js` })),
      await timed("the hosted page", 50, () => ask({ url: `${service}/events/small` })),
      await timed(
        "2,500 people of an export",
        10,
        () => ask({ url: `${service}/api/events/page/export`, headers }),
        reasons.exportPage,
      ),
      await timed("registering", 100, () => ask(registering(service, "small"))),
    ];
    await erasable(runtime);
    return [
      ...requests,
      await timed("the cron with all that it may do at once", 2, () => runtime.runCron(), reasons.fullestTick),
    ];
  });
  const consumer = await within(1000, async (runtime) => {
    await runtime.putEvent("line", crowded);
    await fill(runtime, "line", { to: 1_000, waiting: true });
    const batch = `${runtime.service}/bench/deliver?event=line&count=${BATCH}`;
    return [await timed(`a consumer with ${BATCH} e-mails`, 10, () => ask({ url: batch }), reasons.eightEmails)];
  });
  return [...figures, ...consumer];
}

async function within(resendRate: number, measure: (runtime: Runtime) => Promise<Figure[]>): Promise<Figure[]> {
  const runtime = await startRuntime({ resendRate });
  try {
    return await measure(runtime);
  } finally {
    await runtime.stop();
  }
}

async function ask(what: Ask): Promise<void> {
  const { status, text } = await send(what);
  if (status >= 300) throw new Error(`${what.url} answered ${status}: ${text}`);
}

/** One after the other: the median of five rounds, after one to warm up. */
async function timed(what: string, count: number, run: () => Promise<void>, why?: string): Promise<Figure> {
  const pids = workerds();
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const before = processorTime(pids);
    for (let n = 0; n < count; n++) await run();
    if (round > 0) times.push((processorTime(pids) - before) / count);
  }
  const aim = { atMost: FREE_PLAN_MS };
  return { bench: "processor", what, value: median(times), unit: "ms", aim, ...(why ? { why } : {}) };
}

/** An event that ended so long ago that all its people must be erased, more than the cron erases in these rounds. */
async function erasable(runtime: Runtime): Promise<void> {
  await runtime.putEvent("over", roomy);
  await fill(runtime, "over", { to: 40_000 });
  await runtime.db
    .prepare(
      "UPDATE event SET definition = json_set(definition, '$.starts', '2020-01-01T09:00', '$.ends', '2020-01-01T10:00') WHERE slug = 'over'",
    )
    .run();
}
