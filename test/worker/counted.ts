/** What requests cost, by D1's own count. */
export interface Cost {
  /** How often the database was waited for; a batch counts once. */
  roundTrips: number;
  queries: number;
  read: number;
  written: number;
}

/** The queries that one invocation may make on Cloudflare's free plan; statements of a batch count singly. */
export const QUERIES_MAX = 50;

/** A database that counts its queries. */
export function counted(real: D1Database): { db: D1Database; cost: Cost; queries: () => number } {
  const cost: Cost = { roundTrips: 0, queries: 0, read: 0, written: 0 };
  const count = <T>(result: D1Result<T>): D1Result<T> => {
    cost.queries++;
    cost.read += result.meta.rows_read;
    cost.written += result.meta.rows_written;
    return result;
  };
  const alone = <T>(result: D1Result<T>): D1Result<T> => {
    cost.roundTrips++;
    return count(result);
  };
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement =>
    ({
      real: statement,
      bind: (...values: unknown[]) => wrap(statement.bind(...values)),
      all: async () => alone(await statement.all()),
      run: async () => alone(await statement.run()),
      first: async (column?: string) => {
        const row = alone(await statement.all()).results[0] as Record<string, unknown> | undefined;
        return (column ? row?.[column] : row) ?? null;
      },
    }) as unknown as D1PreparedStatement; // only the methods that the service calls
  const db = {
    prepare: (sql: string) => wrap(real.prepare(sql)),
    batch: async (statements: D1PreparedStatement[]) => {
      // Only statements made by `wrap` above come here.
      const bare = statements.map((statement) => (statement as unknown as { real: D1PreparedStatement }).real);
      cost.roundTrips++;
      return (await real.batch(bare)).map(count);
    },
  } as unknown as D1Database; // only the methods that the service calls
  return { db, cost, queries: () => cost.queries };
}
