/** One seed for all random runs, printed when the tests begin, so that `SEED=… npm test` repeats them. */
export const seeded = { seed: Number(import.meta.env.SEED) };
