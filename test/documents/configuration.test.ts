import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Configuration, configurationOf } from "../../worker/deploy/configuration.ts";
import { configurationIn } from "../local/configuration-file.ts";
import { asPublished } from "../local/published.ts";

const file = configurationIn(mkdtempSync(join(tmpdir(), "pamelding-configuration-")));
const published = (env: string | undefined) => configurationOf(env, file);

const path = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));

/** The bindings of an environment, without the names that differ. */
function alike({ queues, ratelimits, d1_databases, vars, triggers, cache, observability, build }: Configuration) {
  const settings = new Map(Object.entries(vars).map(([name, value]) => [value, name]));
  return {
    producers: queues.producers.map(({ binding, queue }) => [binding, settings.get(queue)]),
    consumers: queues.consumers.map(({ queue, ...limits }) => [settings.get(queue), limits]),
    ratelimits: ratelimits.map(({ name, simple }) => [name, simple]),
    databases: d1_databases.map(({ binding, migrations_dir }) => [binding, migrations_dir]),
    vars: Object.keys(vars),
    ...{ triggers, cache, observability, build: build.command },
  };
}

describe("wrangler.toml", () => {
  it("names each queue in the settings, where the Worker finds it", () => {
    for (const env of [undefined, "staging"]) {
      expect(alike(published(env)).producers).toEqual([
        ["MESSAGES", "QUEUE_MESSAGES"],
        ["BULK", "QUEUE_BULK"],
        ["WEBHOOKS", "QUEUE_WEBHOOKS"],
      ]);
      expect(alike(published(env)).consumers.map(([setting]) => setting)).toEqual([
        "QUEUE_MESSAGES",
        "QUEUE_BULK",
        "QUEUE_WEBHOOKS",
      ]);
    }
  });

  it("gives staging everything that production has, under its own names", () => {
    const [production, staging] = [published(undefined), published("staging")];
    expect(alike(staging)).toEqual(alike(production));
    const names = ({ name, queues, d1_databases, ratelimits, vars }: Configuration) => [
      name,
      ...queues.producers.map(({ queue }) => queue),
      ...d1_databases.map(({ database_name }) => database_name),
      ...ratelimits.map(({ namespace_id }) => namespace_id),
      vars.PUBLIC_URL,
    ];
    expect(names(production).filter((name) => names(staging).includes(name))).toEqual([]);
  });

  it("does not let staging take over production's domain", () => {
    expect(published("staging").routes).toEqual([]);
  });

  it("keeps the addresses of requests out of the log, since those of manage links hold secrets", () => {
    expect(published(undefined).observability).toMatchObject({ logs: { enabled: true, invocation_logs: false } });
  });
});

describe("tests of a wrangler.toml that an operator has filled in", () => {
  const toml = readFileSync(path("wrangler.toml"), "utf8");
  const asItComes = asPublished(toml);

  // Only where nobody has: this is what keeps the two alike.
  it.runIf(/^database_id = "(.*)"$/m.exec(toml)?.[1] === /^database_id = "(.*)"$/m.exec(asItComes)?.[1])(
    "have it as it comes",
    () => {
      expect(asItComes.split("\n")).toEqual(toml.split("\n"));
    },
  );

  it.each([
    [
      "a domain",
      "workers_dev = true\n",
      'workers_dev = false\nroutes = [{ pattern = "a.no", custom_domain = true }]\n',
    ],
    [
      "a domain on several lines",
      "workers_dev = true\n",
      'workers_dev = false\nroutes = [\n  { pattern = "a.no" },\n]\n',
    ],
    ["an address", "https://pamelding.example.no", "https://pamelding.forening.no"],
    ["a sender", "Påmelding <pamelding@example.no>", "Foreningen <post@forening.no>"],
    ["a rate", 'RESEND_RATE = "2"', 'RESEND_RATE = "10"'],
    [
      "more settings",
      "[vars]\n",
      '[vars]\nEVENT_CREATORS = "rebekka@example.no"\n\nTURNSTILE_SITE_KEY = "0x4AAAAAAA"\n',
    ],
    ["staging's sender", "pamelding-staging@example.no", "test@forening.no"],
    ["a database", "00000000-0000-0000-0000-000000000000", "5f1c1f6e-6d0a-4c5e-9f65-0a4a3c0a7c11"],
    ["a database by another name", 'database_name = "pamelding"', 'database_name = "andre"'],
    [
      "a further database",
      "[[queues.producers]]\n",
      '[[d1_databases]]\nbinding = "DB_2"\ndatabase_name = "pamelding-2"\ndatabase_id = "6f"\nmigrations_dir = "d1-migrations"\n\n[[queues.producers]]\n',
    ],
    ["other limits", "simple = { limit = 100, period = 60 }", "simple = { limit = 500, period = 60 }"],
  ])("do not depend on %s", (_, was, is) => {
    const changed = asItComes.replace(was, is);
    expect(changed).not.toBe(asItComes);
    expect(asPublished(changed)).toBe(asItComes);
  });

  it("do not depend on the names of queues", () => {
    const changed = asItComes
      .replaceAll('queue = "messages"', 'queue = "post"')
      .replace('QUEUE_MESSAGES = "messages"', 'QUEUE_MESSAGES = "post"');
    expect(asPublished(changed)).toBe(asItComes);
  });
});

describe(".dev.vars.example", () => {
  it("has every secret, with a description of how to make it, and no value that the Worker accepts", () => {
    const lines = readFileSync(path(".dev.vars.example"), "utf8").split("\n");
    const secrets = lines.filter((line) => line && !line.startsWith("#"));
    expect(secrets.map((line) => line.split("=")[0])).toEqual([
      "ADMIN_TOKEN_SHA256",
      "LINK_KEYS",
      "RESEND_API_KEY",
      "RESEND_WEBHOOK_SECRET",
    ]);
    for (const line of secrets) expect(line).toMatch(/^\w+=\S+ # \S.+$/);
  });
});
