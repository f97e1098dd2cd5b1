import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { configurationFaults, missingSecrets } from "../../worker/deploy/checks.ts";
import { configurationOf } from "../../worker/deploy/configuration.ts";
import { type Commands, deploy } from "../../worker/deploy/deploy.ts";
import { configurationIn } from "../local/configuration-file.ts";

/** wrangler.toml as it comes, also in the copy of an operator who has filled it in. */
const file = configurationIn(mkdtempSync(join(tmpdir(), "pamelding-deploy-")));
const untouched = configurationOf(undefined, file);

/** wrangler.toml as an operator leaves it. */
const filledIn = {
  ...untouched,
  d1_databases: untouched.d1_databases.map((one) => ({ ...one, database_id: "5f1c1f6e-6d0a-4c5e-9f65-0a4a3c0a7c11" })),
  vars: { ...untouched.vars, PUBLIC_URL: "https://pamelding.forening.no", MAIL_FROM: "Påmelding <post@forening.no>" },
};
const allSecrets = ["ADMIN_TOKEN_SHA256", "LINK_KEYS", "RESEND_API_KEY", "RESEND_WEBHOOK_SECRET"];
const listOf = (names: string[]) =>
  `⛅️ wrangler 4\n${JSON.stringify(names.map((name) => ({ name, type: "secret_text" })))}\n`;

/** wrangler and npm. Commands that contain a word of `failing` fail. */
function worldWith({
  failing = "nothing",
  secrets = listOf(allSecrets),
}: {
  failing?: string;
  secrets?: string | null;
} = {}) {
  const done: string[] = [];
  const said: string[] = [];
  const commands: Commands = {
    async run(program, args) {
      const command = [program, ...args].join(" ");
      done.push(command);
      return !command.includes(failing);
    },
    async read() {
      return secrets;
    },
    say: (sentence) => void said.push(sentence),
  };
  return { done, said, commands };
}

const production = { env: undefined, configuration: filledIn, inWorkersBuilds: false };

describe("deploying", () => {
  it("tests, then migrates, then deploys the code, which may need the new tables", async () => {
    const { done, commands } = worldWith();
    expect(await deploy(production, commands)).toBe(true);
    expect(done).toEqual(["npm run check", "npm test", "wrangler d1 migrations apply DB --remote", "wrangler deploy"]);
  });

  it("deploys every part to the requested environment", async () => {
    const { done, commands } = worldWith();
    await deploy({ ...production, env: "staging" }, commands);
    expect(done.filter((command) => command.startsWith("wrangler"))).toEqual([
      "wrangler d1 migrations apply DB --remote --env staging",
      "wrangler deploy --env staging",
    ]);
  });

  it("migrates every database", async () => {
    const { done, commands } = worldWith();
    const [first] = filledIn.d1_databases;
    const d1_databases = [...filledIn.d1_databases, { ...first, binding: "DB_2", database_name: "pamelding-2" }];
    const configuration = { ...filledIn, d1_databases } as typeof filledIn;
    expect(await deploy({ ...production, configuration }, commands)).toBe(true);
    expect(done.slice(2)).toEqual([
      "wrangler d1 migrations apply DB --remote",
      "wrangler d1 migrations apply DB_2 --remote",
      "wrangler deploy",
    ]);
  });

  it.each([
    ["run check", ["npm run check"]],
    ["test", ["npm run check", "npm test"]],
    ["migrations", ["npm run check", "npm test", "wrangler d1 migrations apply DB --remote"]],
  ])("stops where `%s` fails: no code is deployed", async (failing, expected) => {
    const { done, commands } = worldWith({ failing });
    expect(await deploy(production, commands)).toBe(false);
    expect(done).toEqual(expected);
  });

  it("says what is applied and what is not if the code could not be uploaded", async () => {
    const { said, commands } = worldWith({ failing: "wrangler deploy" });
    expect(await deploy(production, commands)).toBe(false);
    expect(said.at(-1)).toContain("The migrations are applied, the code is not");
  });

  it.each(allSecrets.slice(0, 3))("is refused without the secret %s, before anything is done", async (missing) => {
    const { done, said, commands } = worldWith({ secrets: listOf(allSecrets.filter((name) => name !== missing)) });
    expect([await deploy(production, commands), done]).toEqual([false, []]);
    expect(said.join()).toContain(`the secret ${missing} is missing`);
  });

  it("is refused if the Worker has no secrets at all, or wrangler cannot read them", async () => {
    const { done, said, commands } = worldWith({ secrets: null });
    expect([await deploy(production, commands), done]).toEqual([false, []]);
    expect(said[0]).toContain("not logged in");
  });

  it("only warns without the secret of Resend's webhooks", async () => {
    const { said, commands } = worldWith({ secrets: listOf(allSecrets.slice(0, 3)) });
    expect(await deploy(production, commands)).toBe(true);
    expect(said.join()).toContain("RESEND_WEBHOOK_SECRET");
  });

  it("is refused with an unchanged wrangler.toml, naming each placeholder", async () => {
    const { done, said, commands } = worldWith();
    expect([await deploy({ ...production, configuration: untouched }, commands), done]).toEqual([false, []]);
    for (const name of ["database_id of pamelding", "PUBLIC_URL", "MAIL_FROM"]) expect(said.join()).toContain(name);
  });

  it("in Workers Builds leaves out the tests, for which there is no browser, and the secrets, which its page asks for", async () => {
    const { done, commands } = worldWith({ secrets: null });
    expect(await deploy({ ...production, inWorkersBuilds: true }, commands)).toBe(true);
    expect(done).toEqual(["wrangler d1 migrations apply DB --remote", "wrangler deploy"]);
  });
});

describe("a configuration", () => {
  it("that is filled in has no faults; staging has placeholders of its own", () => {
    expect(configurationFaults(filledIn)).toEqual([]);
    expect(configurationFaults(configurationOf("staging", file))).toHaveLength(3);
  });

  it("may not have the maintenance switch among its variables, where a secret could not replace it", () => {
    expect(configurationFaults({ ...filledIn, vars: { ...filledIn.vars, MAINTENANCE: "0" } })).toHaveLength(1);
  });

  it("lists which secrets are missing, whatever else wrangler prints", () => {
    expect(missingSecrets(listOf(allSecrets), filledIn)).toEqual({ required: [], wanted: [] });
    expect(missingSecrets("[]", filledIn).required).toHaveLength(3);
  });

  it("with Turnstile's site key needs its secret key, without which the Worker serves nothing", () => {
    const vars = { ...filledIn.vars, TURNSTILE_SITE_KEY: "0x4AAAAAAAexample" };
    expect(configurationFaults({ ...filledIn, vars })).toEqual([]);
    expect(missingSecrets(listOf(allSecrets), { vars }).required).toEqual(["TURNSTILE_SECRET_KEY"]);
  });

  it.each([
    ["EVENT_CREATORS", "Rebekka"],
    ["RESEND_RATE", "fast"],
    ["PUBLIC_URL", "http://pamelding.forening.no"],
    ["MAIL_FROM", "post@forening.no"],
    ["NEW_EVENTS_DATABASE", "DB_2"],
    ["RATE_LIMIT", "off"],
  ])("has a fault where the Worker would serve nothing for %s", (name, value) => {
    const faults = configurationFaults({ ...filledIn, vars: { ...filledIn.vars, [name]: value } });
    expect(faults).toEqual([expect.stringContaining(`${name}: `)]);
  });

  it("names each queue alike in its settings, its producer and its consumer", () => {
    const { queues, vars } = filledIn;
    expect(configurationFaults({ ...filledIn, vars: { ...vars, QUEUE_MESSAGES: "messages-2" } })).toEqual([
      "QUEUE_MESSAGES is messages-2, but the queue of MESSAGES is messages",
    ]);
    const consumers = queues.consumers.filter(({ queue }) => queue !== "bulk");
    expect(configurationFaults({ ...filledIn, queues: { ...queues, consumers } })).toEqual([
      "nothing consumes the queue bulk",
    ]);
  });
});
