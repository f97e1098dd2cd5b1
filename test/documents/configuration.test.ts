import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Configuration, configurationOf } from "../../worker/deploy/configuration.ts";

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
    ...{ triggers, cache, observability, build },
  };
}

describe("wrangler.toml", () => {
  it("names each queue in the settings, where the Worker finds it", () => {
    for (const env of [undefined, "staging"]) {
      expect(alike(configurationOf(env)).producers).toEqual([
        ["MESSAGES", "QUEUE_MESSAGES"],
        ["BULK", "QUEUE_BULK"],
        ["WEBHOOKS", "QUEUE_WEBHOOKS"],
      ]);
      expect(alike(configurationOf(env)).consumers.map(([setting]) => setting)).toEqual([
        "QUEUE_MESSAGES",
        "QUEUE_BULK",
        "QUEUE_WEBHOOKS",
      ]);
    }
  });

  it("gives staging everything that production has, under its own names", () => {
    const [production, staging] = [configurationOf(undefined), configurationOf("staging")];
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
    expect(configurationOf("staging").routes).toEqual([]);
  });

  it("keeps the addresses of requests out of the log, since those of manage links hold secrets", () => {
    expect(configurationOf(undefined).observability).toMatchObject({ logs: { enabled: true, invocation_logs: false } });
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
