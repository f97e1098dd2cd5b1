/** What requests cost, by D1's own count. */
export interface Cost {
  queries: number;
  read: number;
  written: number;
}

/** What one invocation may ask of D1 on Cloudflare's free plan; the statements of a batch count one by one. */
export const QUERIES_MAX = 50;

/** A database that counts what is asked of it. */
export function counted(real: D1Database): { db: D1Database; cost: Cost; queries: () => number } {
  const cost: Cost = { queries: 0, read: 0, written: 0 };
  const count = <T>(result: D1Result<T>): D1Result<T> => {
    cost.queries++;
    cost.read += result.meta.rows_read;
    cost.written += result.meta.rows_written;
    return result;
  };
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement =>
    ({
      real: statement,
      bind: (...values: unknown[]) => wrap(statement.bind(...values)),
      all: async () => count(await statement.all()),
      run: async () => count(await statement.run()),
      first: async (column?: string) => {
        const row = count(await statement.all()).results[0] as Record<string, unknown> | undefined;
        return (column ? row?.[column] : row) ?? null;
      },
    }) as unknown as D1PreparedStatement;
  const db = {
    prepare: (sql: string) => wrap(real.prepare(sql)),
    batch: async (statements: D1PreparedStatement[]) => {
      const bare = statements.map((statement) => (statement as unknown as { real: D1PreparedStatement }).real);
      return (await real.batch(bare)).map(count);
    },
  } as unknown as D1Database;
  return { db, cost, queries: () => cost.queries };
}
