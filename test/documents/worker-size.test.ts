import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configurationIn } from "../local/configuration-file.ts";
import { bundle } from "../local/worker-process.ts";

let folder: string;
const file = (name: string) => readFileSync(join(folder, name));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pamelding-"));
  // The form is already built, and other tests read it.
  await bundle(
    configurationIn(folder, (toml) => toml.replace(/^\[build\]\n(.+\n)*/m, "")),
    folder,
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the Worker that is deployed", () => {
  it("is small, so that it starts quickly and leaves room on the free plan", () => {
    const bytes = gzipSync(file("index.js"), { level: 9 }).length;
    console.log(`The Worker: ${bytes} bytes with gzip`);
    // Most of the size above 330,000 is the organiser's pages. The texts in three languages are 45,000, the form with and
    // without own questions 40,000, zod 30,000.
    expect(bytes).toBeLessThanOrEqual(480_000);
  });

  it("brings its source map, so that a stack trace names our files and lines", () => {
    const { sources } = JSON.parse(file("index.js.map").toString()) as { sources: string[] };
    expect(sources.some((source) => source.endsWith("worker/actions/register.ts"))).toBe(true);
  });

  it("holds the form's code once without and once with own questions", () => {
    const [, code = ""] = /^export const code = "(.+?)";$/m.exec(readFileSync("dist/form.js", "utf8")) ?? [];
    const part = JSON.parse(`"${code.slice(2000, 2200)}"`).slice(0, 50) as string;
    expect(file("index.js").toString().split(part)).toHaveLength(3);
  });
});
