/** What happens to `npm start` on a machine where things go wrong. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { checkDatabases } from "./database-check.ts";
import { startForTest } from "./for-tests.ts";
import { StartError } from "./settings.ts";

async function stateWith(content: Uint8Array): Promise<string> {
  const stateDir = await mkdtemp(join(tmpdir(), "pamelding-mishap-"));
  const folder = join(stateDir, "v3/d1/miniflare-D1DatabaseObject");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "a.sqlite"), content);
  return stateDir;
}

/** A database of some pages. */
async function aDatabase(): Promise<Uint8Array> {
  const file = join(await mkdtemp(join(tmpdir(), "pamelding-mishap-")), "a.sqlite");
  const database = new DatabaseSync(file);
  database.exec("CREATE TABLE a (b TEXT); CREATE INDEX c ON a (b)");
  const insert = database.prepare("INSERT INTO a VALUES (?)");
  for (let row = 0; row < 500; row++) insert.run(`${row}`.padStart(200, "x"));
  database.close();
  return readFile(file);
}

describe("a database file", () => {
  it("that is damaged gives one plain sentence with what to do, and no stack", async () => {
    const whole = await aDatabase();
    const garbled = Uint8Array.from(whole);
    garbled.fill(0x5a, 4096, 40_000);
    for (const content of [garbled, whole.slice(0, 20_000), new TextEncoder().encode("not a database".repeat(500))]) {
      const stateDir = await stateWith(content);
      expect(() => checkDatabases(stateDir)).toThrow(StartError);
      expect(() => checkDatabases(stateDir)).toThrow(/^The database in .* is damaged .*STATE_DIR.*\.$/);
      await rm(stateDir, { recursive: true });
    }
  });

  it("that is intact, new or absent gives no error", async () => {
    for (const content of [await aDatabase(), new Uint8Array()]) checkDatabases(await stateWith(content));
    checkDatabases(join(tmpdir(), "pamelding-nowhere"));
  });
});

/** The processes of a state folder, found by their command line. */
async function processesOf(stateDir: string): Promise<number[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "")));
  return ids.filter((_, index) => lines[index]?.includes(stateDir)).map(Number);
}

describe.skipIf(process.platform !== "linux")("a Worker that ends by itself, as on a full disk", () => {
  it("comes back by itself, with everything that was stored", async () => {
    const environment = await startForTest();
    try {
      for (const id of await processesOf(environment.stateDir)) process.kill(id, "SIGKILL");
      const definition = async () => {
        const headers = { authorization: `Bearer ${environment.adminToken}` };
        const answer = await fetch(`${environment.service}/api/events/samskaping/definition`, { headers });
        return answer.status;
      };
      await expect.poll(() => definition().catch(() => 0), { timeout: 50_000, interval: 500 }).toBe(200);
    } finally {
      await environment.stop();
    }
  });
});
