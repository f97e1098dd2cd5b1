import { env } from "cloudflare:test";

/** Every row of every table as text, to check that nothing changed, or that no trace of a person is left. */
export async function dumpOf(tables?: string[]): Promise<string> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' ORDER BY name",
  ).all<{ name: string }>();
  const names = results.map(({ name }) => name).filter((name) => !tables || tables.includes(name));
  const rows = await env.DB.batch(names.map((name) => env.DB.prepare(`SELECT * FROM "${name}"`)));
  return names.map((name, index) => `${name}: ${JSON.stringify(rows[index]?.results)}`).join("\n");
}
