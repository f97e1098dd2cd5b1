import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readD1Migrations } from "@cloudflare/vitest-plugin";
// Installed with wrangler, in the version that wrangler uses.
import { convertV4MiniflareOptions, Miniflare, type V4MiniflareOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { configurationIn } from "../local/configuration-file.ts";
import { type ResendStandIn, startResendStandIn } from "../local/resend.ts";
import { comingSamskaping, type Definition } from "../local/seed.ts";
import { bundle, projectDir } from "../local/worker-process.ts";

/**
 * The service as it is deployed (minified, bundled) and a floor beside it, in one workerd, with local D1 and Queues.
 * Requests go straight to each Worker's socket: neither wrangler nor a proxy is in between.
 */
export interface Runtime {
  service: string;
  floor: string;
  standIn: ResendStandIn;
  adminToken: string;
  db: D1Database;
  /** Where the database and the bundles are. */
  folder: string;
  /** Runs the service's scheduled handler. */
  runCron(): Promise<void>;
  /** Stores an event, the sample with these changes. */
  putEvent(slug: string, changes?: Partial<Definition>): Promise<void>;
  /** The inspector's address; null without `inspector`. */
  inspector: string | null;
  stop(): Promise<void>;
}

export interface RuntimeOptions {
  resendRate: number;
  inspector?: boolean;
  rateLimit?: "on" | "off";
}

export async function startRuntime({
  resendRate,
  inspector = false,
  rateLimit = "off",
}: RuntimeOptions): Promise<Runtime> {
  const folder = await mkdtemp(join(tmpdir(), "pamelding-bench-"));
  const standIn = await startResendStandIn({ requestsPerSecond: null });
  const adminToken = randomBytes(24).toString("base64url");
  const service = await workerOptions("service", "test/bench/worker.ts", folder);
  const floor = await workerOptions("floor", "test/bench/floor.ts", folder);
  const bindings = {
    ...(service.bindings as object),
    PUBLIC_URL: "http://127.0.0.1",
    RESEND_BASE_URL: standIn.url,
    RESEND_API_KEY: "re_bench",
    RESEND_RATE: String(resendRate),
    ADMIN_TOKEN_SHA256: createHash("sha256").update(adminToken).digest("hex"),
    LINK_KEYS: `1:${randomBytes(32).toString("base64url")}`,
    RATE_LIMIT: rateLimit,
  };
  const options = {
    workers: [
      { ...service, bindings },
      { ...floor, d1Databases: { DB: "floor" }, queueConsumers: {}, queueProducers: {} },
    ],
    resourcePersistencePath: join(folder, "state"),
    // Ignores the Worker's own log lines, of which there are thousands.
    handleStructuredLogs: () => {},
    ...(inspector ? { inspectorPort: 0 } : {}),
  };
  // wrangler describes a Worker for the previous version of Miniflare, which has another type: hence the cast.
  const runtime = new Miniflare(convertV4MiniflareOptions(options as unknown as V4MiniflareOptions));
  const urlOf = async (name: string) => String(await runtime.unsafeGetDirectURL(name)).replace(/\/$/, "");
  const url = await urlOf("service");
  // Miniflare returns the same object with types of its own.
  const db = (await runtime.getD1Database("DB", "service")) as unknown as D1Database;
  await migrate(db);
  await ((await runtime.getD1Database("DB", "floor")) as unknown as D1Database)
    .prepare("CREATE TABLE registration (id TEXT PRIMARY KEY, name TEXT, email TEXT, language TEXT, at INTEGER)")
    .run();

  return {
    service: url,
    floor: await urlOf("floor"),
    standIn,
    adminToken,
    db,
    folder,
    async runCron() {
      const worker = await runtime.getWorker("service");
      await worker.scheduled({ cron: "* * * * *" });
    },
    async putEvent(slug, changes = {}) {
      const definition = { ...comingSamskaping(new Date()), slug, ...changes };
      const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
      const answer = await fetch(`${url}/api/events/${slug}`, {
        method: "PUT",
        headers,
        body: JSON.stringify(definition),
      });
      if (!answer.ok) throw new Error(`The event was answered with ${answer.status}: ${await answer.text()}`);
      await answer.arrayBuffer();
    },
    inspector: inspector ? String(await runtime.getInspectorURL()) : null,
    async stop() {
      await runtime.dispose();
      await standIn.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A Worker as wrangler deploys it, with what wrangler.toml binds. */
async function workerOptions(name: string, main: string, folder: string) {
  const into = join(folder, name);
  await mkdir(into);
  const configFile = configurationIn(into, (toml) => toml.replace(/^\[build\]\n(.+\n)*/m, ""), main);
  await bundle(configFile, into);
  const { workerOptions } = unstable_getMiniflareWorkerOptions(configFile);
  // The bundle is one module, so it needs no rules or folder for others.
  const { modulesRules: _, rootPath: __, ...options } = workerOptions as Record<string, unknown>;
  const contents = readFileSync(bundled(into, main), "utf8");
  return {
    ...(options as { bindings?: unknown }),
    name,
    modules: [{ type: "ESModule" as const, path: "index.js", contents }],
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
  };
}

/** wrangler names it after the Worker's main file. */
const bundled = (folder: string, main: string) => join(folder, main.replace(/^.*\//, "").replace(/\.ts$/, ".js"));

async function migrate(db: D1Database): Promise<void> {
  await db
    .prepare(
      "CREATE TABLE d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP)",
    )
    .run();
  for (const { name, queries } of await readD1Migrations(join(projectDir, "d1-migrations")))
    await db.batch([
      ...queries.map((sql) => db.prepare(sql)),
      db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
    ]);
}
