import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { loopback } from "./http.ts";
import { StartError } from "./settings.ts";

/** `wrangler`, as a process that can be stopped, killed and started again. */

export const projectDir = fileURLToPath(new URL("../..", import.meta.url));
const wranglerProgram = join(projectDir, "node_modules/wrangler/bin/wrangler.js");
const guardChildren = fileURLToPath(new URL("child-process-guard.ts", import.meta.url));

export interface WranglerOptions {
  configFile: string;
  stateDir: string;
}

/** A cache for wrangler's compiled code, which saves a third of a second at each start. */
const compileCache = join(projectDir, "node_modules/.cache/wrangler");

/** Nothing here needs the network, so wrangler must not use it; its files go into `stateDir`. */
function wranglerEnvironment(stateDir: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_LOG_PATH: join(stateDir, "wrangler-logs"),
    WRANGLER_REGISTRY_PATH: join(stateDir, "wrangler-registry"),
    // wrangler serves a browser for D1 on the Worker's own port, open to every program on the machine.
    X_LOCAL_EXPLORER: "false",
    // Otherwise wrangler.toml would build the form at each start.
    FORM_IS_BUILT: "yes",
    FORCE_COLOR: "0",
    NODE_COMPILE_CACHE: compileCache,
  };
}

/** Runs a program to its end; rejects with its output if it fails. */
export async function run(name: string, program: string, args: string[], stateDir: string): Promise<void> {
  const child = spawn(process.execPath, [guardChildren, process.execPath, program, ...args], {
    cwd: projectDir,
    env: wranglerEnvironment(stateDir),
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  const code = await new Promise((resolve) => child.on("exit", resolve).on("error", () => resolve(127)));
  if (code !== 0) throw new StartError(`${name} failed (exit code ${code}):\n${output.trim()}`);
}

/** Writes the bundle that would be deployed, and its source map, into a folder. */
export async function bundle(configFile: string, folder: string): Promise<void> {
  const args = ["deploy", "--dry-run", "--outdir", folder, "--config", configFile];
  await run("wrangler deploy --dry-run", wranglerProgram, args, folder);
}

/**
 * Applies migrations to the local databases. wrangler needs seconds to find that there are none, so applied ones are
 * remembered.
 */
export async function applyMigrations({ configFile, stateDir }: WranglerOptions): Promise<void> {
  const noteFile = join(stateDir, "migrated.json");
  const toml = readFileSync(configFile, "utf8");
  // The other environments have the same bindings.
  const bindings = [...new Set([...toml.matchAll(/^binding = "(DB(?:_\d+)?)"$/gm)].map(([, binding = ""]) => binding))];
  const note = JSON.stringify({
    database: /^database_id = "(.*)"$/m.exec(toml)?.[1],
    ...(bindings.length > 1 ? { bindings } : {}),
    migrations: readdirSync(join(projectDir, "d1-migrations")).filter((name) => name.endsWith(".sql")),
  });
  if (databaseFiles(stateDir).length > 0 && existsSync(noteFile) && readFileSync(noteFile, "utf8") === note) return;
  const where = ["--local", "--persist-to", stateDir, "--config", configFile];
  for (const binding of bindings)
    await run(
      "wrangler d1 migrations apply",
      wranglerProgram,
      ["d1", "migrations", "apply", binding, ...where],
      stateDir,
    );
  writeFileSync(noteFile, note, { mode: 0o600 });
}

/** Where wrangler keeps the local databases. */
const databaseFolder = (stateDir: string) => join(stateDir, "v3/d1/miniflare-D1DatabaseObject");

/** The local databases of the service, and any that an earlier wrangler.toml has named. */
export function databaseFiles(stateDir: string): string[] {
  const folder = databaseFolder(stateDir);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sqlite") && name !== "metadata.sqlite")
    .map((name) => join(folder, name));
}

export interface WorkerProcess {
  /** Where wrangler listens. Publish only the proxy's address: see reverse-proxy.ts. */
  url: string;
  /** Resolves when the process has ended, for any reason. */
  ended: Promise<void>;
  /** Asks it to end, and kills it after five seconds. */
  stop(): Promise<void>;
  /** Ends wrangler and workerd at once, as a power cut does. */
  kill(): Promise<void>;
}

/**
 * Starts `wrangler dev` on a free port, and waits until it is ready. Its output goes to `worker.log` in the state folder.
 */
export async function startWorker(options: WranglerOptions & { envFile: string }): Promise<WorkerProcess> {
  const { stateDir, configFile, envFile } = options;
  const logFile = join(stateDir, "worker.log");
  const log = openSync(logFile, "w", 0o600);
  const args = ["dev", "--local", "--ip", loopback, "--port", "0", "--inspector-port", "0", "--persist-to", stateDir];
  const more = ["--config", configFile, "--env-file", envFile, "--show-interactive-dev-session=false"];
  const child = spawn(process.execPath, [guardChildren, process.execPath, wranglerProgram, ...args, ...more], {
    cwd: projectDir,
    env: wranglerEnvironment(stateDir),
    // The guard watches the pipe at standard input: it closes when this process ends.
    stdio: ["pipe", log, log],
    detached: true,
  });
  closeSync(log);
  let over = false;
  const ended = new Promise<void>((resolve) => child.on("exit", resolve).on("error", () => resolve())).then(() => {
    over = true;
    // wrangler may die before workerd; the group contains both.
    signalGroup(child, "SIGKILL");
  });
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    if (over) return;
    signalGroup(child, signal);
    const inTime = await Promise.race([ended.then(() => true), wait(5000, false, { ref: false })]);
    if (!inTime) signalGroup(child, "SIGKILL");
    await ended;
  };
  const worker = { ended, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
  const deadline = Date.now() + 60_000;
  while (!over && Date.now() < deadline) {
    const url = /Ready on (http:\/\/127\.0\.0\.1:\d+)/.exec(readFileSync(logFile, "utf8"))?.[1];
    if (url) return { url, ...worker };
    await wait(50);
  }
  await worker.kill();
  throw new StartError(`wrangler dev did not start. The end of ${logFile}:\n${lastLines(logFile)}`);
}

export function lastLines(file: string, count = 25): string {
  return readFileSync(file, "utf8").trim().split("\n").slice(-count).join("\n");
}

function signalGroup(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is empty.
  }
}
