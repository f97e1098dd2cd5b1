/**
 * Undoes what operators may change in wrangler.toml (worker/README.md). `npm run deploy` runs every test in their copy, and
 * tests must not depend on settings.
 */
const PUBLISHED = {
  "": {
    vars: {
      PUBLIC_URL: "https://pamelding.example.no",
      MAIL_FROM: "Påmelding <pamelding@example.no>",
      RESEND_RATE: "2",
    },
    database: "pamelding",
    queues: "",
  },
  "env.staging.": {
    vars: {
      PUBLIC_URL: "https://pamelding-staging.example.no",
      MAIL_FROM: "Påmelding (test) <pamelding-staging@example.no>",
      RESEND_RATE: "2",
    },
    database: "pamelding-staging",
    queues: "-staging",
  },
} as const;

const NO_ID = "00000000-0000-0000-0000-000000000000";

/** The name of each queue, by its binding. */
const QUEUES = { MESSAGES: "messages", BULK: "bulk", WEBHOOKS: "webhooks" } as const;

/** The limit: requests in a number of seconds. */
const LIMITS: Readonly<Record<string, readonly [limit: number, period: number]>> = {
  RATE_ADDRESS: [120, 60],
  RATE_NETWORK: [600, 60],
  RATE_PACE: [10, 10],
  RATE_NETWORK_PACE: [20, 10],
  RATE_FREE: [10, 60],
  RATE_LIGHT: [15, 60],
  RATE_EVENT: [100, 60],
  RATE_EVENT_BUSY: [300, 60],
};

/** wrangler.toml as it was published: its own address, settings, names of queues and limits, and one database. */
export function asPublished(toml: string): string {
  const names = publishedQueues(toml);
  return toml
    .split(/^(?=\[)/m)
    .map((section) => {
      const [, environment = "", kind = ""] = /^\[+(env\.staging\.)?([\w.]+)\]+/.exec(section) ?? [];
      const { vars, database, queues } = PUBLISHED[environment as keyof typeof PUBLISHED];
      switch (kind) {
        case "":
          return section.replace(/^workers_dev = .*$/m, "workers_dev = true").replace(/^routes = \[[^\]]*\]\n/m, "");
        case "vars": {
          const ofQueues = Object.entries(QUEUES).map(([binding, name]) => [`QUEUE_${binding}`, name + queues]);
          const lines = [...Object.entries(vars), ...ofQueues].map(([name, value]) => `${name} = "${value}"\n`);
          return `[${environment}vars]\n${lines.join("")}\n`;
        }
        case "d1_databases":
          if (/^binding = "DB_/m.test(section)) return "";
          return section
            .replace(/^database_name = .*$/m, `database_name = "${database}"`)
            .replace(/^database_id = .*$/m, `database_id = "${NO_ID}"`);
        case "queues.producers":
        case "queues.consumers":
          return section.replace(/^queue = "(.*)"$/m, (line, name) =>
            names.has(name) ? `queue = "${names.get(name)}"` : line,
          );
        case "ratelimits": {
          const [limit, period] = LIMITS[/^name = "(\w+)"$/m.exec(section)?.[1] ?? ""] ?? [];
          return limit
            ? section.replace(/^simple = .*$/m, `simple = { limit = ${limit}, period = ${period} }`)
            : section;
        }
        default:
          return section;
      }
    })
    .join("");
}

/** The published name of each queue, by its present name. */
function publishedQueues(toml: string): ReadonlyMap<string, string> {
  const producers = toml.matchAll(/^\[\[(env\.staging\.)?queues\.producers\]\]\nbinding = "(\w+)"\nqueue = "(.*)"$/gm);
  return new Map(
    [...producers].flatMap(([, environment = "", binding = "", name = ""]): [string, string][] => {
      const published = QUEUES[binding as keyof typeof QUEUES];
      return published ? [[name, published + PUBLISHED[environment as keyof typeof PUBLISHED].queues]] : [];
    }),
  );
}
