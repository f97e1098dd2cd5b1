import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { configurationIn } from "./test/local/configuration-file.ts";

// One seed for all random runs, told once: each project reads this file again.
if (!process.env.SEED) {
  process.env.SEED = String(Math.floor(Math.random() * 2 ** 31));
  console.log(`Random runs have SEED=${process.env.SEED}`);
}

/**
 * Files at the same time. Four also on two processors: many tests wait for a browser or for another process. No more, since
 * each file of the second project starts a service and a browser of its own.
 */
const maxWorkers = 4;

/** Browser tests that start an environment of their own. */
const alone = ["test/browser/{load,turnstile,walk}.test.ts"];

/** For wrangler.toml as it was published: tests do not depend on an operator's settings. */
const cacheDir = fileURLToPath(new URL("node_modules/.cache/pamelding", import.meta.url));
mkdirSync(cacheDir, { recursive: true });

/** Tests that share one environment and one browser. */
const sharing = ["test/browser/**/*.test.ts"];

/** No test takes so long, in milliseconds: it ends those that hang, also on a machine that has much else to do. */
const testTimeout = 60_000;

/** How long a browser or another process may take on a machine that has much else to do; one second is what Vitest gives. */
const poll = { timeout: 10_000 };

export default defineConfig({
  test: {
    // The Worker logs a line for each e-mail: thousands, of which those of a test that fails are worth reading.
    silent: "passed-only",
    projects: [
      {
        // The domain's rules: plain TypeScript, no Worker, no database.
        test: {
          name: "registration",
          maxWorkers,
          include: ["test/registration/**/*.test.ts"],
          isolate: false,
          testTimeout,
        },
      },
      {
        // The service, in the Workers runtime over real D1 and Queues, with the Resend stand-in over HTTP.
        plugins: [
          cloudflareTest(async ({ inject }) => ({
            wrangler: { configPath: configurationIn(cacheDir) },
            miniflare: {
              // A further database. `EVENTS_IN=DB_2` changes places: events live in what tests call DB (test/worker/client.ts).
              d1Databases: { SECOND: "second" },
              // A limit that is reached at once: test/worker/safety/turnstile.test.ts.
              ratelimits: { RATE_ONE: { namespace_id: "1004", simple: { limit: 1, period: 60 } } },
              bindings: {
                MIGRATIONS: await readD1Migrations("d1-migrations"),
                PUBLIC_URL: "https://pamelding.example.no",
                RESEND_BASE_URL: inject("resend"),
                RESEND_API_KEY: "re_test",
                RESEND_RATE: "1000",
                RESEND_WEBHOOK_SECRET: `whsec_${btoa("old-secret-of-24-octets!")},whsec_${btoa("new-secret-of-24-octets!")}`,
                // "test-admin-token"
                ADMIN_TOKEN_SHA256: "17d6bfe05d1b1fb7bc499f8e3f639c7b3eda4c40f321eef8887a0c04c89a99c5",
                LINK_KEYS: "1:gUPEURf2gnXDP9X5Cl3L8d-H9h55BmH6475t0FCQpro",
              },
            },
          })),
        ],
        test: {
          name: "worker",
          maxWorkers,
          // migrate.ts makes each file begin anew.
          isolate: false,
          testTimeout,
          hookTimeout: testTimeout,
          include: ["test/worker/**/*.test.{ts,tsx}"],
          setupFiles: ["test/worker/migrate.ts"],
          globalSetup: ["test/worker/global-setup.ts"],
          // Random histories in the model test, and requests of the fuzz test: `HISTORIES=2000 FUZZ=50000 npm test`.
          env: {
            HISTORIES: process.env.HISTORIES ?? "75",
            FUZZ: process.env.FUZZ ?? "1500",
            SEED: process.env.SEED,
            EVENTS_IN: process.env.EVENTS_IN ?? "DB",
          },
        },
      },
      {
        // What `npm start` starts, from outside: the stand-in itself, and the whole service with a real Chromium.
        test: {
          name: "outside",
          globalSetup: ["test/local/global-setup.ts"],
          include: ["test/{deploy,documents,local,restore,chaos,recipes}/**/*.test.ts", ...alone],
          maxWorkers,
          testTimeout,
          hookTimeout: 120_000,
          expect: { poll },
        },
      },
      {
        // The form in a real Chromium. The files of one process share what they start (test/browser/stage.ts).
        test: {
          name: "browser",
          globalSetup: ["test/local/global-setup.ts"],
          include: sharing,
          exclude: alone,
          isolate: false,
          maxWorkers,
          testTimeout,
          hookTimeout: 120_000,
          expect: { poll },
        },
      },
    ],
  },
});
