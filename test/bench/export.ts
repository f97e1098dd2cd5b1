import { type Figure, inTurn } from "./figures.ts";
import { fill, roomy } from "./people.ts";
import { forgetPeaks, memory, workerds } from "./processes.ts";
import { reasons } from "./reasons.ts";
import { startRuntime } from "./runtime.ts";

/**
 * An export of many people in each format, compared with a bare paged SELECT with JSON.stringify: time, first byte, the
 * memory of the process that runs Worker and database.
 */
const PEOPLE = 100_000;

type Measured = "total" | "first" | "growth";

export async function bench(): Promise<Figure[]> {
  const runtime = await startRuntime({ resendRate: 1 });
  try {
    await runtime.putEvent("large", roomy);
    await fill(runtime, "large", { to: PEOPLE });
    const headers = { authorization: `Bearer ${runtime.adminToken}` };
    const api = `${runtime.service}/api/events/large/export`;
    const pulled = (url: string) => () => pull(url, headers);
    const rounds = await inTurn({
      bare: pulled(`${runtime.service}/bench/bare?event=large`),
      json: pulled(api),
      ndjson: pulled(`${api}.ndjson`),
      csv: pulled(`${api}.csv`),
    });
    const figure = (
      what: string,
      way: "json" | "ndjson" | "csv",
      [measured, unit]: [Measured, string],
      more: Pick<Figure, "aim" | "why"> = {},
    ): Figure => ({
      bench: "export",
      what,
      value: rounds.median(way, measured),
      unit,
      floor: { what: "paged SELECT", value: rounds.median("bare", measured) },
      ...(measured === "growth" ? {} : { ratio: rounds.ratio(way, "bare", measured) }),
      ...more,
    });
    return (["json", "ndjson", "csv"] as const).flatMap((way) => [
      figure(`${PEOPLE} people as ${way}`, way, ["total", "ms"], {
        ...{ aim: { atMost: 1.3 }, ...(way === "csv" ? { why: reasons.csv } : {}) },
      }),
      figure("  first byte", way, ["first", "ms"], { aim: { atMost: 1.5 } }),
      figure("  memory above before", way, ["growth", "MB"]),
    ]);
  } finally {
    await runtime.stop();
  }
}

async function pull(url: string, headers: Record<string, string>): Promise<Record<Measured, number>> {
  const pids = workerds();
  const before = memory(pids, "VmRSS");
  forgetPeaks(pids);
  const started = performance.now();
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  let first = 0;
  for await (const _ of response.body as ReadableStream<Uint8Array>) first ||= performance.now() - started;
  return { total: performance.now() - started, first, growth: memory(pids, "VmHWM") - before };
}
