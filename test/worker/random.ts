/** For every random run: one seed for all of them, told when the tests begin, so that `SEED=… npm test` runs the same again. */
export const seeded = { seed: Number(import.meta.env.SEED) };
