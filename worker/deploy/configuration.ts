import { fileURLToPath } from "node:url";
import { unstable_readConfig as readConfig } from "wrangler";
import * as z from "zod";

/** The parts of an environment in wrangler.toml that a deployment depends on. */
const configuration = z.object({
  name: z.string(),
  vars: z.record(z.string(), z.string()),
  d1_databases: z.array(
    z.object({ binding: z.string(), database_name: z.string(), database_id: z.string(), migrations_dir: z.string() }),
  ),
  queues: z.object({
    producers: z.array(z.object({ binding: z.string(), queue: z.string() })),
    consumers: z.array(z.looseObject({ queue: z.string() })),
  }),
  ratelimits: z.array(z.object({ name: z.string(), namespace_id: z.string(), simple: z.unknown() })),
  routes: z.array(z.unknown()).optional(),
  triggers: z.unknown(),
  cache: z.unknown(),
  build: z.looseObject({ command: z.string() }),
  observability: z.unknown(),
});
export type Configuration = z.infer<typeof configuration>;

const PROJECTS = fileURLToPath(new URL("../../wrangler.toml", import.meta.url));

/** Reads one environment of the project's wrangler.toml, or of another file; the top level if `env` is undefined. */
export function configurationOf(env: string | undefined, config = PROJECTS): Configuration {
  return configuration.parse(readConfig({ config, ...(env ? { env } : {}) }, { hideWarnings: true }));
}
