import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalEnvironment } from "../local/environment.ts";
import { startForTest } from "../local/for-tests.ts";
import { projectDir } from "../local/worker-process.ts";

/**
 * `npm run bench:export`: an export of many people in each format, beside a bare paged SELECT with JSON.stringify, in one
 * run and in turn: time, first byte, the memory of the processes that run Worker and database, rows read.
 * `PEOPLE=10000 npm run bench:export` for fewer.
 */
const people = Number(process.env.PEOPLE ?? 100_000);
const rounds = Number(process.env.ROUNDS ?? 5);

/** People written so far. */
let filled = 0;

await main();

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pamelding-bench-"));
  const environment = await startForTest({ build: true, configFile: benchConfig(folder) });
  try {
    for (const size of [people / 10, people]) await measure(environment, size);
  } finally {
    await environment.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The project's own, with the bench's Worker in front. */
function benchConfig(folder: string): string {
  const file = join(folder, "wrangler.toml");
  const absolute = (path: string) => JSON.stringify(join(projectDir, path));
  const config = readFileSync(join(projectDir, "wrangler.toml"), "utf8")
    .replace(/^main = .*$/m, `main = ${absolute("test/bench/worker.ts")}`)
    .replace(/^migrations_dir = .*$/m, `migrations_dir = ${absolute("d1-migrations")}`);
  writeFileSync(file, config);
  return file;
}

async function measure({ service, adminToken, event }: LocalEnvironment, size: number): Promise<void> {
  for (; filled < size; filled = Math.min(size, filled + 5000)) {
    const to = Math.min(size, filled + 5000);
    await (await fetch(`${service}/bench/fill?event=${event.slug}&from=${filled + 1}&to=${to}`)).arrayBuffer();
  }
  const headers = { authorization: `Bearer ${adminToken}` };
  const api = `${service}/api/events/${event.slug}/export`;
  const asked: Record<string, [url: string, headers: Record<string, string>]> = {
    bare: [`${service}/bench/bare?event=${event.slug}`, {}],
    json: [api, headers],
    ndjson: [`${api}.ndjson`, headers],
    csv: [`${api}.csv`, headers],
  };
  const pulls: Record<string, Pull[]> = {};
  for (let round = 0; round < rounds; round++)
    for (const [name, [url, with_]] of Object.entries(asked))
      pulls[name] = [...(pulls[name] ?? []), await pull(url, with_)];

  console.log(`\n${size} people, medians of ${rounds} rounds in turn`);
  const bare = median((pulls.bare ?? []).map(({ total }) => total));
  for (const [name, all] of Object.entries(pulls)) {
    const of = (figure: keyof Pull) => median(all.map((one) => one[figure]));
    console.log(
      `  ${name.padEnd(7)}${of("total").toFixed(0).padStart(6)} ms (${(of("total") / bare).toFixed(2)} × bare)` +
        `  first byte ${of("first").toFixed(0).padStart(4)} ms  ${(of("octets") / 1e6).toFixed(1).padStart(5)} MB` +
        `  peak memory ${of("peak").toFixed(0).padStart(4)} MB, ${of("growth").toFixed(0).padStart(3)} above before`,
    );
  }

  const cost = async (what: string, url: string, more: Record<string, string> = {}) => {
    await (await fetch(`${service}/bench/cost`)).arrayBuffer();
    const answer = await fetch(url, { headers: { ...headers, ...more } });
    await answer.arrayBuffer();
    const counted = (await (await fetch(`${service}/bench/cost`)).json()) as { queries: number; read: number };
    console.log(`  ${what.padEnd(34)}${answer.status}  ${counted.read} rows read in ${counted.queries} queries`);
    return answer.headers;
  };
  const first = await cost("a full pull", api);
  await cost("asked again with its ETag", api, { "if-none-match": first.get("etag") ?? "" });
  const cursor = first.get("export-cursor");
  // Ten changes, as ten people change.
  await (await fetch(`${service}/bench/fill?event=${event.slug}&from=${size + 1}&to=${size + 10}`)).arrayBuffer();
  filled += 10;
  await cost("?since= with ten changes", `${api}?since=${cursor}`);
}

interface Pull {
  /** In milliseconds. */
  total: number;
  first: number;
  octets: number;
  /** In megabytes. */
  peak: number;
  growth: number;
}

async function pull(url: string, headers: Record<string, string>): Promise<Pull> {
  const runtimes = workerds();
  const before = memory(runtimes, "VmRSS");
  // Starts VmHWM anew: proc_pid_clear_refs(5).
  for (const pid of runtimes) writeFileSync(`/proc/${pid}/clear_refs`, "5");
  const started = performance.now();
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  let first = 0;
  let octets = 0;
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    first ||= performance.now() - started;
    octets += chunk.byteLength;
  }
  const peak = memory(runtimes, "VmHWM");
  return { total: performance.now() - started, first, octets, peak, growth: peak - before };
}

/** Every workerd that we started (wrangler has one for itself): those of this machine whose forebear is this process. */
function workerds(): number[] {
  const parentOf = (pid: number) => Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  const ours = (pid: number): boolean => pid > 1 && (pid === process.pid || ours(parentOf(pid)));
  const found = readdirSync("/proc").flatMap((entry) => {
    const pid = Number(entry);
    try {
      return pid > 0 && /^Name:\s*workerd/.test(readFileSync(`/proc/${pid}/status`, "utf8")) && ours(pid) ? pid : [];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
  if (found.length === 0) throw new Error("No workerd of ours runs");
  return found;
}

/** Of all together, in megabytes. */
function memory(pids: number[], field: "VmRSS" | "VmHWM"): number {
  const kilobytes = (pid: number) =>
    Number(new RegExp(`^${field}:\\s*(\\d+)`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  return pids.reduce((sum, pid) => sum + kilobytes(pid), 0) / 1024;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
