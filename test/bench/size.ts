import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { convertV4MiniflareOptions, Miniflare, type V4MiniflareOptions } from "miniflare";
import { configurationIn } from "../local/configuration-file.ts";
import { bundle } from "../local/worker-process.ts";
import { type Figure, inTurn } from "./figures.ts";
import { reasons } from "./reasons.ts";

/** The Worker compared with Hono's hello world: its size, and how long a fresh workerd takes to answer. */
export async function bench(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "pamelding-bench-"));
  try {
    const service = await scriptOf("worker/index.ts", folder);
    const hello = await scriptOf("test/bench/floor.ts", folder);
    const rounds = await inTurn({ service: () => startUp(service), hello: () => startUp(hello) });
    const zipped = (script: string) => gzipSync(script, { level: 9 }).length / 1000;
    const floor = (value: number) => ({ floor: { what: "Hono's hello world", value } });
    return [
      {
        ...{ bench: "size", what: "the Worker with gzip", value: zipped(service), unit: "kB" },
        ...floor(zipped(hello)),
        ...{ aim: { atMost: 250 }, why: reasons.size },
      },
      { bench: "size", what: "  without", value: service.length / 1000, unit: "kB", ...floor(hello.length / 1000) },
      {
        ...{
          bench: "size",
          what: "start-up until the first answer",
          value: rounds.median("service", "ms"),
          unit: "ms",
        },
        ...floor(rounds.median("hello", "ms")),
        ratio: rounds.ratio("service", "hello", "ms"),
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function scriptOf(main: string, folder: string): Promise<string> {
  const name = main.replace(/^.*\/|\.ts$/g, "");
  const into = join(folder, name);
  await mkdir(into);
  await bundle(
    configurationIn(into, (toml) => toml.replace(/^\[build\]\n(.+\n)*/m, ""), main),
    into,
  );
  return readFileSync(join(into, `${name}.js`), "utf8");
}

/** Runs without bindings: the service then answers that it is misconfigured, after its code has loaded. */
async function startUp(script: string): Promise<{ ms: number }> {
  const modules = [{ type: "ESModule", path: "index.js", contents: script }];
  const workers = [{ name: "one", compatibilityDate: "2026-10-01", modules }];
  const began = performance.now();
  // The options have the form of the previous Miniflare, of which these are a part.
  const runtime = new Miniflare(
    convertV4MiniflareOptions({ workers, handleStructuredLogs: () => {} } as unknown as V4MiniflareOptions),
  );
  try {
    await (await runtime.dispatchFetch("http://127.0.0.1/nothing")).arrayBuffer();
    return { ms: performance.now() - began };
  } finally {
    await runtime.dispose();
  }
}
