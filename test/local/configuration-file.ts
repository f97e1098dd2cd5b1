import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asPublished } from "./published.ts";
import { projectDir } from "./worker-process.ts";

/** A changed copy of the published wrangler.toml in another folder; `main`: another Worker than the service. */
export function configurationIn(folder: string, change = (toml: string) => toml, main = "worker/index.ts"): string {
  const file = join(folder, "wrangler.toml");
  const here = (name: string, path: string) => `${name} = ${JSON.stringify(join(projectDir, path))}`;
  const toml = asPublished(readFileSync(join(projectDir, "wrangler.toml"), "utf8"))
    .replace(/^main = .*$/m, here("main", main))
    .replace(/^postal-mime = .*$/m, here("postal-mime", "worker/mail/no-inbound-mail.ts"))
    .replace(/^directory = .*$/m, here("directory", "dist/static"))
    .replace(/^migrations_dir = .*$/gm, here("migrations_dir", "d1-migrations"));
  writeFileSync(file, change(toml));
  return file;
}

const FIRST_QUEUE = "[[queues.producers]]";

/** A wrangler.toml with a second database, as worker/README.md tells operators to add one. */
export const withSecondDatabase = (toml: string) =>
  toml.replace(
    FIRST_QUEUE,
    `[[d1_databases]]
binding = "DB_2"
database_name = "pamelding-2"
database_id = "00000000-0000-0000-0000-000000000002"
migrations_dir = ${JSON.stringify(join(projectDir, "d1-migrations"))}

${FIRST_QUEUE}`,
  );
