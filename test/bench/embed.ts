import { type Figure, inTurn } from "./figures.ts";
import { type Ask, load, send } from "./load.ts";
import { roomy } from "./people.ts";
import { startRuntime } from "./runtime.ts";

/**
 * The embed script beside a bare Worker that answers with a constant of that size. What Cloudflare's cache answers never
 * reaches the Worker, so there is nothing of ours to measure.
 */
const COUNT = 200;

export async function bench(): Promise<Figure[]> {
  const runtime = await startRuntime({ resendRate: 1 });
  try {
    await runtime.putEvent("embedded", roomy);
    const url = `${runtime.service}/embed/embedded/stad.js`;
    const { text, headers } = await send({ url });
    const constant = `${runtime.floor}/constant/${Buffer.byteLength(text)}`;
    const known = { "if-none-match": String(headers.etag) };
    const run = (ask: Ask, status: number) => () => load(() => ask, { count: COUNT, atOnce: 32, status });
    const rounds = await inTurn({
      full: run({ url }, 200),
      constant: run({ url: constant }, 200),
      unchanged: run({ url, headers: known }, 304),
      bare: run({ url: constant, headers: { "if-none-match": '"constant"' } }, 304),
    });
    const figure = (what: string, way: "full" | "unchanged", against: "constant" | "bare"): Figure => ({
      bench: "embed",
      what,
      value: rounds.median(way, "perSecond"),
      unit: "a second",
      floor: { what: "a constant", value: rounds.median(against, "perSecond") },
      ratio: rounds.ratio(way, against, "perSecond"),
      aim: { atLeast: 0.9 },
    });
    return [figure("the embed script, full", "full", "constant"), figure("the embed script, 304", "unchanged", "bare")];
  } finally {
    await runtime.stop();
  }
}
