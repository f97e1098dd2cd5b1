import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { configurationFaults, missingSecrets } from "./checks.ts";
import { type Configuration, configurationOf } from "./configuration.ts";

/**
 * Deploys the service in a safe order: first every check that can fail, then the migrations, then the code that needs them.
 *
 *   npm run deploy
 *   npm run deploy -- --env staging
 */

/** The effects of a deployment. */
export interface Commands {
  /** Runs a program of the project and shows its output. Returns whether it succeeded. */
  run(program: "wrangler" | "npm", args: string[]): Promise<boolean>;
  /** Runs it and returns its output; null if it failed. */
  read(program: "wrangler", args: string[]): Promise<string | null>;
  say(sentence: string): void;
}

interface Deployment {
  env: string | undefined;
  configuration: Configuration;
  /**
   * Whether Cloudflare's Workers Builds runs this: it has no browser for the tests, and its setup page asks for the secrets.
   */
  inWorkersBuilds: boolean;
}

/** Returns whether everything was deployed. */
export async function deploy(deployment: Deployment, { run, read, say }: Commands): Promise<boolean> {
  const { configuration, inWorkersBuilds } = deployment;
  const env = deployment.env ? ["--env", deployment.env] : [];

  const faults = configurationFaults(configuration);
  if (!inWorkersBuilds) {
    const listed = await read("wrangler", ["secret", "list", "--format", "json", ...env]);
    if (listed === null) say("wrangler lists no secrets: it is not logged in, or there is no such Worker yet.");
    const { required, wanted } = missingSecrets(listed, configuration);
    for (const name of required) faults.push(`the secret ${name} is missing`);
    for (const name of wanted) say(`The secret ${name} is missing: nobody learns what became of an e-mail.`);
  }
  if (faults.length > 0) {
    for (const fault of faults) say(`wrangler.toml or the account: ${fault}.`);
    say("Nothing was deployed. worker/README.md says how to mend it.");
    return false;
  }

  if (!inWorkersBuilds) {
    say("Testing what is about to be deployed …");
    if (!((await run("npm", ["run", "check"])) && (await run("npm", ["test"])))) {
      say("Nothing was deployed: the tests fail.");
      return false;
    }
  }

  // By binding, since the names differ between environments.
  for (const { binding } of configuration.d1_databases)
    if (!(await run("wrangler", ["d1", "migrations", "apply", binding, "--remote", ...env]))) {
      say("The code was not deployed: the migrations failed, and the last one that failed has changed nothing.");
      return false;
    }
  if (!(await run("wrangler", ["deploy", ...env]))) {
    say("The migrations are applied, the code is not: the code before them goes on working.");
    return false;
  }
  say(
    `Deployed. Ask for ${configuration.vars.PUBLIC_URL}/health, then npm run smoke -- ${configuration.vars.PUBLIC_URL}`,
  );
  return true;
}

const projectDir = fileURLToPath(new URL("../..", import.meta.url));

function start(program: "wrangler" | "npm", args: string[], stdout: "inherit" | "pipe") {
  const wrangler = join(dirname(createRequire(import.meta.url).resolve("wrangler/package.json")), "bin/wrangler.js");
  const command = program === "npm" ? ["npm", ...args] : [process.execPath, wrangler, ...args];
  const [file = "", ...rest] = command;
  return spawn(file, rest, {
    cwd: projectDir,
    stdio: ["inherit", stdout, "inherit"],
    shell: program === "npm" && process.platform === "win32",
  });
}

const succeeded = (child: ReturnType<typeof start>): Promise<boolean> =>
  new Promise((resolve) => child.on("exit", (code) => resolve(code === 0)).on("error", () => resolve(false)));

const commands: Commands = {
  run: (program, args) => succeeded(start(program, args, "inherit")),
  async read(program, args) {
    const child = start(program, args, "pipe");
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    return (await succeeded(child)) ? output : null;
  },
  say: (sentence) => console.log(sentence),
};

if (import.meta.main) {
  const { env } = parseArgs({ options: { env: { type: "string" } } }).values;
  const inWorkersBuilds = process.env.WORKERS_CI === "1";
  const deployed = await deploy({ env, configuration: configurationOf(env), inWorkersBuilds }, commands);
  process.exit(deployed ? 0 : 1);
}
