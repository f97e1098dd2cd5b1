import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replayErasures, saveErasures } from "../../d1-migrations/erasures.ts";
import { close, json, listen, send } from "../local/http.ts";

interface Erasure {
  event: string;
  registration: string;
  reason: "request" | "retention";
  at: string;
}

const erasure = (registration: string, reason: Erasure["reason"] = "request"): Erasure => ({
  event: "samskaping",
  registration,
  reason,
  at: "2026-11-24T12:00:00.000Z",
});

/** The service's erasures, in pages of one, as `GET /api/erasures` answers. */
let feed: Erasure[];
/** The ids that were sent to be erased again. */
let replayed: string[];
let server: Server;
let service: string;
let folder: string;
let file: string;

beforeEach(async () => {
  feed = [];
  replayed = [];
  server = createServer(async (request, response) => {
    if (request.method === "POST") {
      const { registrations } = JSON.parse(await text(request)) as { registrations: string[] };
      replayed.push(...registrations);
      return send(response, json(200, { erased: registrations.length }));
    }
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
  it("asks until there are no more, and keeps each id once", async () => {
    feed = [erasure("a"), erasure("b"), erasure("a")];
    expect(await saveErasures(service, "token", file)).toBe(2);
    expect(saved()).toEqual(["a", "b"]);
  });

  it("never removes an id from the file: a restored database no longer knows it", async () => {
    feed = [erasure("a"), erasure("b")];
    await saveErasures(service, "token", file);
    feed = [erasure("c")];
    expect(await saveErasures(service, "token", file)).toBe(3);
    expect(saved()).toEqual(["a", "b", "c"]);
    feed = [];
    expect(await saveErasures(service, "token", file)).toBe(3);
  });
});

describe("replaying who was erased", () => {
  it("leaves out people erased by retention: the restored definition decides whether their time is over", async () => {
    feed = [erasure("asked"), erasure("over", "retention"), erasure("asked-too")];
    await saveErasures(service, "token", file);
    expect(await replayErasures(service, "token", file)).toBe(2);
    expect(replayed).toEqual(["asked", "asked-too"]);
  });

  it("includes everybody who asked for erasure, even if retention came before or after, in the same list or a later one", async () => {
    feed = [erasure("a"), erasure("a", "retention"), erasure("b", "retention"), erasure("b"), erasure("c")];
    await saveErasures(service, "token", file);
    feed = [erasure("c", "retention"), erasure("d", "retention")];
    await saveErasures(service, "token", file);
    feed = [erasure("d")];
    await saveErasures(service, "token", file);
    await replayErasures(service, "token", file);
    expect(replayed.sort()).toEqual(["a", "b", "c", "d"]);
  });
});
