import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { configurationIn, withSecondDatabase } from "./configuration-file.ts";
import { demoPages } from "./demo-server.ts";
import { type LocalEnvironment, type LocalEnvironmentOptions, startEnvironment } from "./environment.ts";
import { readSettings, StartError } from "./settings.ts";
import { projectDir } from "./worker-process.ts";

/** `npm start`: everything on one machine, until Ctrl-C. */

export { type LocalEnvironment, startEnvironment } from "./environment.ts";

if (import.meta.main) await main();

async function main(): Promise<never> {
  // If it must stop while it starts, the child-process guards end what has been started.
  let stop: () => void = () => process.exit(1);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop());
  // A signal to npm does not reach us (npm 11 dies without passing on SIGTERM): we notice it by a new parent process.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && stop(), 500).unref();
  try {
    const settings = readSettings(process.env, projectDir);
    const two = process.argv.includes("--two-databases");
    mkdirSync(settings.stateDir, { recursive: true, mode: 0o700 });
    const configFile = two ? { configFile: configurationIn(settings.stateDir, withSecondDatabase) } : {};
    const environment = await startEnvironment({ ...settings, ...configFile, progress: (step) => console.log(step) });
    const stopAsked = new Promise<null>((resolve) => {
      stop = () => resolve(null);
    });
    console.log(summary(environment, settings));
    const reason = await Promise.race([stopAsked, environment.broken]);
    console.log("Stopping …");
    await environment.stop();
    if (reason === null) process.exit(0);
    console.error(`\n${reason}`);
  } catch (error) {
    console.error(error instanceof StartError ? `\n${error.message}` : error);
  }
  process.exit(1);
}

function summary(environment: LocalEnvironment, settings: LocalEnvironmentOptions): string {
  const { service, demo, standIn, event, adminToken, organiserToken } = environment;
  const inbox = standIn ? `${standIn.url}/inbox` : `– (e-mails go to ${settings.provider?.baseUrl})`;
  const pages = demoPages.map(({ partner, file, language }) => [`  ${partner} (${language})`, `${demo}/${file}`]);
  const rows: [string, string][] = [
    ["Demo pages", demo],
    ...(pages as [string, string][]),
    ["Hosted page", `${service}/events/${event.slug}`],
    ["Organiser's page", `${service}/organiser`],
    ["Inbox", inbox],
    ["", ""],
    ["Organiser token", organiserToken],
    ["Admin token", adminToken],
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const table = rows.map(([name, value]) => `  ${name.padEnd(width)}${value}`.trimEnd()).join("\n");
  return `
Påmelding runs on ${service}  (event: ${event.starts.replace("T", " ")}, registration closes ${event.registrationCloses.replace("T", " ")})

${table}

  To sign in as an organiser, ask for a link to ${event.organisers?.[0]} and open it in the inbox;
  ola@example.no has no event yet, and may create one.

  The list of participants:
  curl -H "Authorization: Bearer ${organiserToken}" ${service}/api/events/${event.slug}/export

  Data lies in ${settings.stateDir}; the Worker's log in ${join(settings.stateDir, "worker.log")}.
  Ctrl-C stops everything.
`;
}
