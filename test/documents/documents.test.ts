import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");
const exists = (path: string) => existsSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)));

describe("the threat model", () => {
  const rows = read("SECURITY.md")
    .split("\n")
    .filter((line) => line.startsWith("| **"));

  it.each(rows.map((row) => [/\*\*(.+?)\*\*/.exec(row)?.[1] ?? "", row]))(
    "names tests for %s, and they exist",
    (_, row) => {
      const cell = row.split("|").at(-2) ?? "";
      const named = [...cell.matchAll(/\]\((test\/[^)]+)\): ((?:"[^"]+"(?:, )?)+)/g)];
      expect(named.length).toBeGreaterThan(0);
      for (const [, path = "", titles = ""] of named) {
        const file = read(path);
        for (const [, title = ""] of titles.matchAll(/"([^"]+)"/g))
          expect([title, file.includes(title)]).toEqual([title, true]);
      }
    },
  );

  it("has every threat in the list", () => {
    expect(rows.length).toBeGreaterThanOrEqual(15);
  });
});

describe("the page of what is stored", () => {
  it("describes every table of the database", () => {
    const tables = readdirSync(fileURLToPath(new URL("../../d1-migrations", import.meta.url)))
      .filter((name) => name.endsWith(".sql"))
      .flatMap((name) => [...read(`d1-migrations/${name}`).matchAll(/CREATE TABLE (\w+)/g)])
      .map(([, table = ""]) => table);
    const described = read("d1-migrations/README.md");
    expect(tables.length).toBeGreaterThan(10);
    for (const table of tables) expect([table, described.includes(`### \`${table}\`\n`)]).toEqual([table, true]);
  });
});

const pages = [
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "PRIVACY.md",
  "d1-migrations/README.md",
  "test/README.md",
  "widget/README.md",
  "worker/GROWTH.md",
  "worker/README.md",
  "worker/RUNBOOK.md",
  "worker/organiser/README.md",
];

/** The chapters of a page, as GitHub names them in an address. */
const chaptersOf = (page: string) =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\s-]/gu, "")
      .replaceAll(" ", "-"),
  );

describe("what a page leads to is there:", () => {
  it.each(pages)("files and chapters of %s", (page) => {
    for (const [, target = ""] of read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const { pathname, hash } = new URL(target, `file:///${page}`);
      const path = pathname.slice(1);
      expect([target, exists(path)]).toEqual([target, true]);
      if (hash && path.endsWith(".md"))
        expect([target, chaptersOf(path)]).toEqual([target, expect.arrayContaining([hash.slice(1)])]);
    }
  });

  it.each(pages)("commands of %s", (page) => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const text = read(page);
    for (const [, name = ""] of text.matchAll(/npm run ([\w:-]+)/g))
      expect([name, Object.hasOwn(scripts, name)]).toEqual([name, true]);
    const benches = read("test/bench/main.ts");
    for (const [, name = ""] of text.matchAll(/npm run bench -- ([a-z]+)/g))
      expect([name, benches.includes(`  ${name}: {`)]).toEqual([name, true]);
  });
});

describe("files that operators are told to make", () => {
  const after = /(?:--output|--file|-o|--data|(?:save|replay) https\S+|>) "?@?([\w$/.-]+)/g;
  const made = ["worker/README.md", "worker/RUNBOOK.md"].flatMap((page) =>
    [...read(page).matchAll(after)].map(([, file = ""]) => file),
  );

  it("lie in a folder that git and the checks leave alone: their content would stop a deployment, and is of people", () => {
    expect(made.length).toBeGreaterThanOrEqual(8);
    expect(made.filter((file) => !file.startsWith("data/"))).toEqual([]);
    expect(read(".gitignore").split("\n")).toContain("/data/");
    expect(JSON.parse(read("biome.json"))).toMatchObject({ vcs: { useIgnoreFile: true } });
  });
});

describe("the runbook", () => {
  it("explains each line of the log", () => {
    const page = read("worker/README.md");
    const logged = readdirSync(fileURLToPath(new URL("../../worker", import.meta.url)), { recursive: true })
      .filter((name) => /\.tsx?$/.test(String(name)))
      .flatMap((name) => [...read(`worker/${name}`).matchAll(/\blog: "([\w-]+)"/g)].map(([, log = ""]) => log));
    expect(new Set(logged).size).toBeGreaterThan(8);
    for (const log of new Set(logged)) expect([log, page.includes(`\`${log}\``)]).toEqual([log, true]);
  });
});

describe("a package", () => {
  const lock = JSON.parse(read("package-lock.json")) as {
    packages: Record<string, { hasInstallScript?: boolean; resolved?: string; integrity?: string }>;
  };
  const { allowScripts, dependencies, devDependencies } = JSON.parse(read("package.json")) as {
    allowScripts: Record<string, boolean>;
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };

  it("runs a script at installation only if package.json names it", () => {
    const scripted = Object.entries(lock.packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length));
    expect([...new Set(scripted)].sort()).toEqual(Object.keys(allowScripts).sort());
    expect(Object.values(allowScripts)).not.toContain(false);
  });

  it("is pinned to one version, has its reason in the README, and its content is known by a hash", () => {
    const readme = read("README.md");
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
      const said =
        name.startsWith("@types/") || readme.includes(name) || /plugin|preset|biome|workers-types|axe/.test(name);
      expect([name, said]).toEqual([name, true]);
    }
    for (const [path, { resolved, integrity }] of Object.entries(lock.packages))
      if (resolved) expect([path, integrity]).toEqual([path, expect.stringMatching(/^sha512-/)]);
  });
});
