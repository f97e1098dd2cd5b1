type Jobs = Record<string, () => Promise<void>>;

/**
 * Runs the jobs of one tick: those of a stage in parallel, and the stages one after the other. A failing job does not stop
 * the others; each failure is one line in the log.
 * @throws AggregateError with all failures, each named, so that the platform counts the tick as failed
 */
export async function runJobs(...stages: Jobs[]): Promise<void> {
  const errors: Error[] = [];
  for (const stage of stages)
    await Promise.all(
      Object.entries(stage).map(async ([job, run]) => {
        try {
          await run();
        } catch (error) {
          const stack = error instanceof Error ? error.stack : undefined;
          console.error(JSON.stringify({ log: "cron-failed", job, error: String(error), stack }));
          errors.push(new Error(`${job}: ${error}`, { cause: error }));
        }
      }),
    );
  if (errors.length > 0) throw new AggregateError(errors, errors.map(({ message }) => message).join("; "));
}
