/**
 * `npm run bench`: the figures of the service as ratios to floors that the same run measures. `npm run bench -- NAME …` runs
 * some; `--json FILE` also writes them to a file (`-`: to standard output in place of the table).
 */
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import type { Bench, Figure } from "./figures.ts";
import { tableOf } from "./figures.ts";

const benches: Record<string, { load: () => Promise<{ bench: Bench }>; alone?: true }> = {
  size: { load: () => import("./size.ts") },
  registrations: { load: () => import("./registrations.ts") },
  embed: { load: () => import("./embed.ts") },
  form: { load: () => import("./form.ts") },
  export: { load: () => import("./export.ts") },
  mail: { load: () => import("./mail.ts") },
  processor: { load: () => import("./processor.ts") },
  prices: { load: () => import("./prices.ts") },
  // Run only by name: attacks and a rush, which take minutes and have no floor.
  challenge: { load: () => import("./challenge.ts"), alone: true },
  flood: { load: () => import("./flood.ts"), alone: true },
  rush: { load: () => import("./rush.ts"), alone: true },
  timing: { load: () => import("./timing.ts"), alone: true },
};

const args = process.argv.slice(2);
const at = args.indexOf("--json");
const [, file] = at < 0 ? [] : args.splice(at, 2);
const unknown = args.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0 || (at >= 0 && !file)) {
  console.error(`npm run bench -- [NAME …] [--json FILE]\nNames: ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}

const chosen = args.length > 0 ? args : Object.keys(benches).filter((name) => !benches[name]?.alone);
const figures: Figure[] = [];
for (const name of chosen) {
  const began = performance.now();
  const { load } = benches[name] ?? {};
  if (!load) continue;
  const { bench } = await load();
  figures.push(...(await bench()));
  console.error(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

// How noisy the machine was: if more processes wait than there are processors, every figure gets worse, but few ratios.
const machine = { processors: cpus().length, model: cpus()[0]?.model ?? "", loadAverage: loadavg()[1] ?? 0 };
const json = JSON.stringify({ at: new Date().toISOString(), machine, figures }, null, 2);
if (file === "-") console.log(json);
else {
  if (file) writeFileSync(file, `${json}\n`);
  console.log(tableOf(figures));
  console.log(`\n${machine.processors} × ${machine.model}, load ${machine.loadAverage.toFixed(1)} over five minutes`);
}
// Sockets that are kept alive would keep the process running.
process.exit();
