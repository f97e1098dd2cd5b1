import { defineConfig } from "vitest/config";

/** The long runs, apart from `npm test`. */
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: "../../node_modules/.vite",
  test: { include: ["*.soak.ts"], fileParallelism: false, hookTimeout: 120_000, disableConsoleIntercept: true },
});
