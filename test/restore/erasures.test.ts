import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { saveErasures } from "../../d1-migrations/erasures.ts";
import { close, json, listen, send } from "../local/http.ts";

interface Erasure {
  event: string;
  registration: string;
  at: string;
}

const erasure = (registration: string): Erasure => ({
  event: "samskaping",
  registration,
  at: "2026-11-24T12:00:00.000Z",
});

/** What the service knows of: pages of one, as `GET /api/erasures` gives them. */
let feed: Erasure[];
let server: Server;
let service: string;
let folder: string;
let file: string;

beforeEach(async () => {
  feed = [];
  server = createServer((request, response) => {
    const since = Number(new URL(request.url ?? "", "http://localhost").searchParams.get("since"));
    const erasures = feed.slice(since, since + 1);
    send(response, json(200, { cursor: String(since + erasures.length), erasures }));
  });
  service = await listen(server, 0);
  folder = mkdtempSync(join(tmpdir(), "pamelding-"));
  file = join(folder, "erasures.json");
});

afterEach(async () => {
  await close(server);
  rmSync(folder, { recursive: true });
});

const saved = () => (JSON.parse(readFileSync(file, "utf8")) as Erasure[]).map(({ registration }) => registration);

describe("saving who was erased", () => {
  it("asks on until there is no more, and keeps each id once", async () => {
    feed = [erasure("a"), erasure("b"), erasure("a")];
    expect(await saveErasures(service, "token", file)).toBe(2);
    expect(saved()).toEqual(["a", "b"]);
  });

  it("never takes an id out of the file: a restored database does not know of it any more", async () => {
    feed = [erasure("a"), erasure("b")];
    await saveErasures(service, "token", file);
    feed = [erasure("c")];
    expect(await saveErasures(service, "token", file)).toBe(3);
    expect(saved()).toEqual(["a", "b", "c"]);
    feed = [];
    expect(await saveErasures(service, "token", file)).toBe(3);
  });
});
