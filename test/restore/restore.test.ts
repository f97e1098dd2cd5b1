import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { replayErasures, saveErasures } from "../../d1-migrations/erasures.ts";
import { configurationIn } from "../local/configuration-file.ts";
import { passAQuarterOfAnHour, startForTest, type TestEnvironment } from "../local/for-tests.ts";
import { projectDir, run } from "../local/worker-process.ts";

/**
 * What the README says about backups: the database is exported to a file, an attendee is erased, the file is imported into
 * an empty database, and the attendee is erased again.
 */
let service: TestEnvironment;

beforeAll(async () => {
  service = await startForTest();
});
afterAll(() => service.stop());

const api = (path: string, init: RequestInit = {}) =>
  fetch(`${service.service}/api/events/samskaping/${path}`, {
    ...init,
    headers: { authorization: `Bearer ${service.adminToken}`, "content-type": "application/json", ...init.headers },
  });

interface List {
  counts: { confirmed: number; waitlisted: number };
  registrations: { id: string; email: string; status: string }[];
}
const list = async () => (await (await api("export")).json()) as List;
const idOf = (list: List, email: string) =>
  list.registrations.find((row) => row.email === email)?.id ?? "no such registration";

async function register(email: string): Promise<void> {
  const body = JSON.stringify({
    ...{ partner: "stad", language: "nn", name: "Kari Nordmann", email, participation: "in-person", waitlist: true },
    needs: { diet: "fisk", access: "", consent: true },
  });
  const answer = await api("registrations", { method: "POST", headers: { "idempotency-key": randomUUID() }, body });
  expect(answer.status).toBe(201);
}

const erase = async (email: string) =>
  expect((await api(`registrations/${idOf(await list(), email)}`, { method: "DELETE" })).status).toBe(204);

/** Runs `wrangler d1 …` on the local database; the README has the same with `--remote`. */
function d1(...args: string[]): Promise<void> {
  const wrangler = join(projectDir, "node_modules/wrangler/bin/wrangler.js");
  return run(`wrangler d1 ${args[0]}`, wrangler, ["d1", ...args, "--local"], service.stateDir);
}

/** A configuration with this test's local state, since the export command has no option for it. */
function configurationHere(): string {
  const folder = join(service.stateDir, "backup");
  mkdirSync(join(folder, ".wrangler"), { recursive: true });
  if (!existsSync(join(folder, ".wrangler/state"))) symlinkSync(service.stateDir, join(folder, ".wrangler/state"));
  return configurationIn(folder);
}

/** Does the same as `wrangler secret put MAINTENANCE`, for the next start. */
function maintenance(state: "on" | "off"): void {
  const file = join(service.stateDir, "worker.env");
  const value = state === "on" ? "1" : "0";
  writeFileSync(file, readFileSync(file, "utf8").replace(/^MAINTENANCE=.*$/m, `MAINTENANCE='${value}'`));
}

describe("a restored backup", () => {
  it("restores every registration; an erased attendee is erased again, once, and the seat is given away", async () => {
    // With forty seats, the last person waits.
    await Promise.all(Array.from({ length: 40 }, (_, number) => register(`gjest${number}@example.no`)));
    await register("gjest40@example.no");
    const before = await list();
    expect(before.counts).toMatchObject({ confirmed: 40, waitlisted: 1 });

    const config = configurationHere();
    const file = join(service.stateDir, "backup.sql");
    await d1("export", "pamelding", "--output", file, "--config", config);
    expect(readFileSync(file, "utf8")).toContain("gjest40@example.no");

    await erase("gjest0@example.no");
    const erasures = join(service.stateDir, "erasures.json");
    expect(await saveErasures(service.service, service.adminToken, erasures)).toBe(1);
    expect(readFileSync(erasures, "utf8")).not.toContain("@");
    expect((await list()).counts).toMatchObject({ confirmed: 40, waitlisted: 0 });

    await service.killWorker();
    rmSync(join(service.stateDir, "v3/d1"), { recursive: true });
    await d1("execute", "pamelding", "--file", file, "--persist-to", service.stateDir);
    await service.restartWorker();
    // The counts are as before too: the triggers did not count restored rows twice.
    const back = await list();
    expect(back.counts).toEqual(before.counts);
    const whoAndWhere = ({ registrations }: List) => registrations.map(({ id, email, status }) => [id, email, status]);
    expect(whoAndWhere(back)).toEqual(whoAndWhere(before));

    expect(await replayErasures(service.service, service.adminToken, erasures)).toBe(1);
    const after = await list();
    expect(after.registrations.map(({ email }) => email)).not.toContain("gjest0@example.no");
    expect(after.registrations.find(({ email }) => email === "gjest40@example.no")).toMatchObject({
      status: "confirmed",
    });
    expect(after.counts).toMatchObject({ confirmed: 40, waitlisted: 0 });
    expect(await replayErasures(service.service, service.adminToken, erasures)).toBe(0);
    // The file still has the erasure, which the restored feed has as a new change.
    expect(await saveErasures(service.service, service.adminToken, erasures)).toBe(1);
  });

  it("sends nothing to erased people, if the service stays closed until they are erased again", async () => {
    const address = "angrar@example.no";
    // Without the e-mail about the erasure.
    const mails = async () =>
      (await service.standIn.mails()).filter(({ to, subject }) => to.includes(address) && !/er sletta/.test(subject));
    // The e-mail waits at the time of the backup.
    service.standIn.failNext("500", 100, address);
    await register(address);
    const config = configurationHere();
    const file = join(service.stateDir, "with-a-waiting-email.sql");
    await d1("export", "pamelding", "--output", file, "--config", config);
    await erase(address);
    service.standIn.stopFailing();
    const before = (await mails()).length;

    const erasures = join(service.stateDir, "erasures-before-restoring.json");
    expect(await saveErasures(service.service, service.adminToken, erasures)).toBeGreaterThan(0);
    await service.killWorker();
    maintenance("on");
    rmSync(join(service.stateDir, "v3/d1"), { recursive: true });
    await d1("execute", "pamelding", "--file", file, "--persist-to", service.stateDir);
    passAQuarterOfAnHour(service.stateDir);
    await service.restartWorker();
    expect((await list()).registrations.map(({ email }) => email)).toContain(address);
    await service.runCron();
    expect(await mails()).toHaveLength(before);
    expect(await replayErasures(service.service, service.adminToken, erasures)).toBeGreaterThan(0);

    await service.killWorker();
    maintenance("off");
    await service.restartWorker();
    await service.runCron();
    // Wait until e-mails that were queued longer would be sent too: the restored database does not know what became of them.
    await register("etterpaa@example.no");
    await service.standIn.waitForMail(({ to }) => to.includes("etterpaa@example.no"), 60_000);
    expect(await mails()).toHaveLength(before);
  }, 180_000);

  it("is for the admin: an organiser's token gets no ids", async () => {
    for (const [token, status] of [
      [service.organiserToken, 403],
      ["gjetning", 401],
    ] as const) {
      const headers = { authorization: `Bearer ${token}` };
      expect((await fetch(`${service.service}/api/erasures`, { headers })).status).toBe(status);
    }
  });
});
