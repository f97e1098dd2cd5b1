import { type Figure, inTurn } from "./figures.ts";
import { type Ask, load, send } from "./load.ts";
import { roomy } from "./people.ts";
import { reasons } from "./reasons.ts";
import { startRuntime } from "./runtime.ts";

/**
 * The embed script compared with a bare Worker that answers with a constant of that size, and with one that reads a row
 * first: that query, for how full the event is, takes most of the time. Answers from Cloudflare's cache never reach the
 * Worker, so they are not measured.
 */
const COUNT = 200;

type Way = "full" | "unchanged";
type Floor = keyof typeof floors;
const floors = {
  constant: "a constant",
  afterRow: "a constant after a row",
  bare: "a constant",
  bareAfterRow: "a constant after a row",
};

export async function bench(): Promise<Figure[]> {
  const runtime = await startRuntime({ resendRate: 1 });
  try {
    await runtime.putEvent("embedded", roomy);
    const url = `${runtime.service}/embed/embedded/stad.js`;
    const { text, headers } = await send({ url });
    const octets = Buffer.byteLength(text);
    const constant = `${runtime.floor}/constant/${octets}`;
    const afterRow = `${runtime.floor}/read/${octets}`;
    const known = { "if-none-match": String(headers.etag) };
    const bareKnown = { "if-none-match": '"constant"' };
    const run = (ask: Ask, status: number) => () => load(() => ask, { count: COUNT, atOnce: 32, status });
    const rounds = await inTurn({
      full: run({ url }, 200),
      constant: run({ url: constant }, 200),
      afterRow: run({ url: afterRow }, 200),
      unchanged: run({ url, headers: known }, 304),
      bare: run({ url: constant, headers: bareKnown }, 304),
      bareAfterRow: run({ url: afterRow, headers: bareKnown }, 304),
    });
    const figure = (what: string, way: Way, against: Floor, why?: string): Figure => ({
      bench: "embed",
      what,
      value: rounds.median(way, "perSecond"),
      unit: "a second",
      floor: { what: floors[against], value: rounds.median(against, "perSecond") },
      ratio: rounds.ratio(way, against, "perSecond"),
      ...(why ? { aim: { atLeast: 0.9 }, why } : {}),
    });
    return [
      figure("the embed script, full", "full", "constant", reasons.embedFull),
      figure("  beside one that reads a row", "full", "afterRow"),
      figure("the embed script, 304", "unchanged", "bare", reasons.embedUnchanged),
      figure("  beside one that reads a row", "unchanged", "bareAfterRow"),
    ];
  } finally {
    await runtime.stop();
  }
}
