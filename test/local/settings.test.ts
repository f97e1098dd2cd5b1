/** The environment variables of `npm start`. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSettings, StartError } from "./settings.ts";
import { readSecrets, writeWorkerEnvironment } from "./state.ts";

describe("MAINTENANCE of npm start", () => {
  it.each([
    ["1", "MAINTENANCE='1'"],
    ["0", "MAINTENANCE='0'"],
    ["", "MAINTENANCE='0'"],
  ])("%j reaches the Worker", async (MAINTENANCE, line) => {
    const folder = await mkdtemp(join(tmpdir(), "pamelding-settings-"));
    const settings = readSettings({ MAINTENANCE, STATE_DIR: "." }, folder);
    const addresses = { service: "http://127.0.0.1:8787", provider: "http://127.0.0.1:8789" };
    const file = writeWorkerEnvironment(settings, readSecrets(settings), addresses);
    expect((await readFile(file, "utf8")).split("\n")).toContain(line);
    await rm(folder, { recursive: true });
  });

  it("with another value is refused, and not read as open", () => {
    expect(() => readSettings({ MAINTENANCE: "yes" }, tmpdir())).toThrow(StartError);
  });
});
