import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBrowser } from "./browser.ts";
import { configurationIn } from "./configuration-file.ts";
import { MIGRATED } from "./for-tests.ts";
import { applyMigrations } from "./worker-process.ts";

/** Migrates a database once, which each test environment copies, and unpacks the browser. */
export default async function setup() {
  // Two projects use this file.
  if (process.env[MIGRATED]) return;
  const stateDir = await mkdtemp(join(tmpdir(), "pamelding-migrated-"));
  await Promise.all([applyMigrations({ configFile: configurationIn(stateDir), stateDir }), findBrowser()]);
  process.env[MIGRATED] = stateDir;
  return () => rm(stateDir, { recursive: true, force: true });
}
