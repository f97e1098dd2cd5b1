/**
 * Runs the jobs of one tick at the same time. One that fails does not keep the others from their work; each failure is one line
 * in the log.
 * @throws AggregateError with all that failed, each named, so that the platform counts the tick as failed
 */
export async function runJobs(jobs: Record<string, () => Promise<void>>): Promise<void> {
  const failures = await Promise.all(
    Object.entries(jobs).map(async ([job, run]) => {
      try {
        await run();
        return [];
      } catch (error) {
        const stack = error instanceof Error ? error.stack : undefined;
        console.error(JSON.stringify({ log: "cron-failed", job, error: String(error), stack }));
        return [new Error(`${job}: ${error}`, { cause: error })];
      }
    }),
  );
  const errors = failures.flat();
  if (errors.length > 0) throw new AggregateError(errors, errors.map(({ message }) => message).join("; "));
}
