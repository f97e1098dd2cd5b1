import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { configurationIn } from "./configuration-file.ts";
import { checkDatabases } from "./database-check.ts";
import { type DemoSites, startDemoSites } from "./demo-server.ts";
import { type ResendStandIn, type StandInOptions, startResendStandIn } from "./resend.ts";
import { type ReverseProxy, startReverseProxy } from "./reverse-proxy.ts";
import { comingSamskaping, type Definition, organiserToken, samskaping2023, seedEvent } from "./seed.ts";
import { type Settings, StartError } from "./settings.ts";
import { keepOrganiserToken, readSecrets, writeWorkerEnvironment } from "./state.ts";
import { applyMigrations, lastLines, projectDir, run, startWorker, type WorkerProcess } from "./worker-process.ts";

/** What `npm start` starts, and the tests too. */
export interface LocalEnvironment {
  /** The service's address. */
  service: string;
  /** The demo pages' address: another origin. */
  demo: string;
  /** null if a provider was given instead. */
  standIn: ResendStandIn | null;
  adminToken: string;
  /** For the event `samskaping`. */
  organiserToken: string;
  /** The event `samskaping` as it is stored. */
  event: Definition;
  stateDir: string;
  /**
   * Runs the Worker's scheduled handler now; it also runs every minute. `at`: the scheduled time, since each of several
   * databases has its own minute.
   */
  runCron(at?: number): Promise<void>;
  /** Ends wrangler and workerd at once, as a power cut does. The proxy, the stand-in and the demo pages stay. */
  killWorker(): Promise<void>;
  /** After `killWorker`: the same state, a new process. */
  restartWorker(): Promise<void>;
  /** Resolves with the reason if the Worker has ended by itself and could not be started again for ten minutes. */
  broken: Promise<string>;
  stop(): Promise<void>;
}

export interface LocalEnvironmentOptions extends Settings {
  /** false: the form is already built. */
  build?: boolean;
  /** false: the scheduled handler runs only by `runCron`. */
  cron?: boolean;
  /** Another wrangler.toml than the published one. */
  configFile?: string;
  /** How the stand-in differs from that of `npm start`. */
  standIn?: Pick<StandInOptions, "latencyMs" | "webhookTiming">;
  /** Called with the present step, to show it to the waiting person. */
  progress?: (step: string) => void;
}

export async function startEnvironment(options: LocalEnvironmentOptions): Promise<LocalEnvironment> {
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return await start(options, closers, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: LocalEnvironmentOptions,
  closers: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<LocalEnvironment> {
  const { stateDir, progress = () => {} } = options;
  const configFile = options.configFile ?? configurationIn(stateDir);
  const secrets = readSecrets(options);

  const proxy = await onPort(options.port, 0, startReverseProxy);
  closers.push(() => proxy.stop());
  const service = proxy.url;
  const standIn = options.provider ? null : await onPort(options.port, 2, (port) => standInFor(service, port));
  if (standIn) closers.push(() => standIn.stop());
  const demo = await onPort(options.port, 1, (port) => demoSitesFor(service, standIn?.url ?? null, port));
  closers.push(() => demo.stop());

  checkDatabases(stateDir);
  progress("Building the form and preparing the database …");
  await bothOf(options.build === false ? null : buildForm(stateDir), applyMigrations({ configFile, stateDir }));
  progress("Starting the service …");
  const provider = options.provider?.baseUrl ?? standIn?.url ?? "";
  const envFile = writeWorkerEnvironment(options, secrets, { service, provider });
  const worker = await startRestartableWorker(proxy, { configFile, stateDir, envFile });
  closers.push(() => worker.stop());
  if (options.cron !== false) closers.push(everyMinute(worker.runCron));

  await seedEvent(service, secrets.adminToken, samskaping2023());
  const event = await seedEvent(service, secrets.adminToken, comingSamskaping(new Date()));
  demo.setEvent(event);
  const { adminToken, organiserToken: kept } = secrets;
  const token = await organiserToken({ service, adminToken, slug: event.slug, kept });
  if (token !== kept) keepOrganiserToken(stateDir, token);

  const { runCron, kill, restart, broken } = worker;
  const tokens = { adminToken, organiserToken: token };
  const controls = { runCron, killWorker: kill, restartWorker: restart, broken, stop };
  return { service, demo: demo.url, standIn, event, stateDir, ...tokens, ...controls };

  function standInFor(url: string, port: number): Promise<ResendStandIn> {
    return startResendStandIn({
      ...options.standIn,
      port,
      apiKey: secrets.resendApiKey,
      requestsPerSecond: options.resendRate,
      webhook: { url: `${url}/webhooks/resend`, secret: secrets.webhookSecret },
      directory: join(stateDir, "stand-in"),
    });
  }

  function demoSitesFor(url: string, inbox: string | null, port: number): Promise<DemoSites> {
    return startDemoSites({ port, service: url, inbox, event: comingSamskaping(new Date()) });
  }
}

/** Listens on `base + offset`, or on any free port if `base` is 0. Throws a `StartError` if the port is taken. */
async function onPort<T>(base: number, offset: number, listen: (port: number) => Promise<T>): Promise<T> {
  const port = base === 0 ? 0 : base + offset;
  try {
    return await listen(port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new StartError(
        `Port ${port} is taken${offset === 0 ? "" : ` (PORT + ${offset})`}. End the program that uses it, or choose three free ports in a row with PORT, such as PORT=${base + 100} npm start.`,
      );
    if (code === "EACCES") throw new StartError(`Port ${port} is not allowed. Set PORT to 1024 or above.`);
    throw error;
  }
}

/** Waits for both even if one fails, so that nothing is still running when the failure is reported. */
async function bothOf(...steps: (Promise<void> | null)[]): Promise<void> {
  for (const step of await Promise.allSettled(steps)) if (step.status === "rejected") throw step.reason;
}

async function buildForm(stateDir: string): Promise<void> {
  if (!existsSync(join(projectDir, "vite.config.ts"))) return;
  await run("vite build", join(projectDir, "node_modules/vite/bin/vite.js"), ["build"], stateDir);
}

type WorkerOptions = Parameters<typeof startWorker>[0];

interface RestartableWorker {
  runCron(at?: number): Promise<void>;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
  broken: Promise<string>;
}

/** How long to try to restart a Worker that has ended by itself, and how long to wait between two tries. In milliseconds. */
const REVIVE_FOR_MS = 10 * 60_000;
const REVIVE_EVERY_MS = 5_000;

/**
 * One Worker after the other behind one proxy. A Worker that ends by itself, for instance on a full disk, is restarted until
 * it runs; `broken` resolves if this fails for ten minutes.
 */
async function startRestartableWorker(proxy: ReverseProxy, options: WorkerOptions): Promise<RestartableWorker> {
  let worker: WorkerProcess | null = null;
  let breaks: (reason: string) => void = () => {};
  const broken = new Promise<string>((resolve) => {
    breaks = resolve;
  });
  const restart = async () => {
    const next = await startWorker(options);
    worker = next;
    void next.ended.then(() => {
      if (worker === next) void revive(next);
    });
    await healthy(next.url);
    proxy.setTarget(next.url);
  };
  /** Tries until it works, or until another caller has stopped or started the Worker. */
  const revive = async (ended: WorkerProcess) => {
    const log = join(options.stateDir, "worker.log");
    const reason = `wrangler dev has ended. The end of ${log}:\n${lastLines(log)}`;
    console.error(`The service has ended by itself; starting it again. Why it ended may stand in ${log}.`);
    proxy.setTarget(null);
    let last: WorkerProcess = ended;
    for (const deadline = Date.now() + REVIVE_FOR_MS; Date.now() < deadline; await wait(REVIVE_EVERY_MS)) {
      if (worker !== last) return;
      try {
        const next = await startWorker(options);
        if (worker !== last) return await next.kill();
        worker = next;
        last = next;
        await healthy(next.url);
        void next.ended.then(() => {
          if (worker === next) void revive(next);
        });
        return proxy.setTarget(next.url);
      } catch (error) {
        await last.kill();
        console.error(error instanceof StartError ? error.message : error);
      }
    }
    breaks(reason);
  };
  const takeDown = async (way: "stop" | "kill") => {
    const last = worker;
    worker = null;
    proxy.setTarget(null);
    await last?.[way]();
  };
  const runCron = async (at = Date.now()) => {
    if (!worker) return;
    const answer = await fetch(
      `${worker.url}/cdn-cgi/local/scheduled?cron=${encodeURIComponent("* * * * *")}&time=${at}`,
    );
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`The scheduled handler answered ${answer.status}`);
  };
  try {
    await restart();
  } catch (error) {
    await takeDown("kill");
    throw error;
  }
  return { broken, restart, runCron, kill: () => takeDown("kill"), stop: () => takeDown("stop") };
}

async function healthy(url: string): Promise<void> {
  let last = "";
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await wait(100)) {
    try {
      const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5000) });
      const text = await answer.text();
      last = `${answer.status} ${text.slice(0, 500)}`;
      // After a night without running, the cron is late and e-mail may be: the first tick fixes both. A test may have closed
      // it for maintenance.
      if (answer.ok || /"status":"(failing|maintenance)"/.test(text)) return;
    } catch (error) {
      last = String(error);
    }
  }
  throw new StartError(`The service started, but GET /health does not answer 200: ${last}`);
}

/** `wrangler dev` fires no cron by itself. A failing run is in the Worker's log, and the next is a minute later. */
function everyMinute(work: () => Promise<void>): () => Promise<void> {
  const timer = setInterval(() => void work().catch(() => {}), 60_000);
  return async () => clearInterval(timer);
}
