import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { type BuildOptions, build, defineConfig, type InlineConfig, type Plugin } from "vite";
import { allTexts } from "./widget/texts.ts";
import messages from "./worker/i18n/texts.json" with { type: "json" };
import { buildDoor } from "./worker/organiser/pages/door/build.ts";

/** Bytes over the wire: Node's default brotli quality is 11, the best there is. */
const weight = (text: string) => brotliCompressSync(text).length;

/** Says what takes the room in the form's one response: bytes over the wire, shared out by the length of each part's code. */
function printWeights(code: string, css: string, modules: [path: string, length: number][]): void {
  const partOf = (path: string) =>
    /node_modules\/((@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.replace(/^.*\/widget\//, "");
  const lengths = new Map<string, number>();
  for (const [path, length] of modules) lengths.set(partOf(path), (lengths.get(partOf(path)) ?? 0) + length);
  const scale = (weight(code) - weight(css)) / [...lengths.values()].reduce((sum, length) => sum + length, 0);
  const rows: [string, number][] = [
    ["form", weight(code)],
    ["  style.css", weight(css)],
    ...[...lengths]
      .sort(([, a], [, b]) => b - a)
      .map(([part, length]): [string, number] => [`  ${part}`, Math.round(length * scale)]),
  ];
  for (const language of ["nb", "nn", "en"] as const) {
    const texts = JSON.stringify(Object.fromEntries(allTexts.map((key) => [key, messages[key][language]])));
    rows.push([`all texts, ${language}`, weight(texts + code) - weight(code)]);
  }
  for (const [name, bytes] of rows) console.log(name.padEnd(36), String(bytes).padStart(6));
}

/** What all scripts have in common. */
const common = {
  configFile: false,
  logLevel: "warn",
  // A library leaves this to the page that uses it.
  define: { "process.env.NODE_ENV": '"production"' },
} satisfies InlineConfig;

/** Preact's createElement is in the form anyway; the newer way to make elements would come on top. */
const jsx = {
  jsx: { runtime: "classic", pragma: "createElement", pragmaFrag: "Fragment" },
  jsxInject: 'import { createElement, Fragment } from "preact"',
} satisfies InlineConfig["oxc"];

/** A library, so that Vite leaves dynamic imports as they are. */
const scriptFrom = (entry: string): BuildOptions => ({
  target: "es2020",
  // Some 150 bytes less over the wire than what Vite's own makes of it.
  minify: "terser",
  terserOptions: { ecma: 2020, compress: { passes: 3 } },
  // Left as written: light-dark() has a fallback of its own in style.css.
  cssTarget: ["chrome123", "firefox120", "safari17.5"],
  lib: { entry, formats: ["iife"], name: "pamelding", fileName: () => "form.txt" },
  rolldownOptions: { checks: { pluginTimings: false } },
});

/** The code of a script; `more`: where it has JSX. */
async function codeOf(options: BuildOptions, more: Pick<InlineConfig, "oxc" | "plugins"> = {}): Promise<string> {
  const [bundle] = [await build({ ...common, ...more, build: { ...options, write: false } })].flat();
  const chunk = bundle && "output" in bundle ? bundle.output[0] : null;
  if (chunk?.type !== "chunk") throw new Error("The build made no script");
  return chunk.code.trim();
}

/** A stylesheet without what only its readers need. */
const withoutComments = (path: string) =>
  readFileSync(path, "utf8")
    .replaceAll(/\/\*.*?\*\//gs, "")
    .replaceAll(/\s+/g, " ")
    .trim();

/** The styles of our own pages, in the order in which they apply. */
const pageStyles = [
  "pages/page",
  "pages/reference",
  "organiser/pages/organiser",
  "organiser/pages/list/list",
  "organiser/pages/downloads/downloads",
  "organiser/pages/person/person",
  "organiser/pages/editor/editor",
  "organiser/pages/announcing/announcing",
  "organiser/pages/door/door",
];

/** The scripts of our own pages, by their names (worker/pages/scripts.ts). */
const pageScripts = {
  copy: "worker/pages/browser/copy-buttons.ts",
  editor: "worker/organiser/pages/editor/browser/live-preview.ts",
  frame: "worker/attendee/browser/frame.ts",
  list: "worker/organiser/pages/list/browser/list.ts",
  person: "worker/organiser/pages/person/browser/person-keys.ts",
  print: "worker/organiser/pages/downloads/browser/print.ts",
  overview: "worker/organiser/pages/browser/overview.ts",
  stream: "worker/attendee/browser/stream.ts",
  writing: "worker/organiser/pages/announcing/browser/writing.ts",
};

/** Other files in the place of some: what only the server needs, and what only events with questions of their own need. */
function instead(files: Record<string, string>): Plugin {
  return {
    name: "instead",
    enforce: "pre",
    resolveId(id) {
      const file = files[id.replace(/^.*\//, "")];
      return file ? resolve("widget/form", file) : null;
    },
  };
}

const forBrowsers = { "own-note.tsx": "fields/no-note.ts" };

/** The form of an event that asks no question of its own. The service chooses the script. */
const forMostEvents = {
  "own-questions.tsx": "no-own-questions.ts",
  "own-consent.ts": "no-own-questions.ts",
  "request-body.ts": "plain-request.ts",
};

/**
 * Writes the scripts and styles as texts in modules that the Worker imports (worker/built.d.ts): the hosted page
 * needs the styles apart, and every bundler can import a module.
 */
function textsForWorker(): Plugin {
  let css = "";
  return {
    name: "texts-for-worker",
    enforce: "post",
    transform(code, id) {
      // By now `export default "…"`.
      if (id.includes("style.css"))
        css = JSON.parse(code.slice(code.indexOf('"'), code.lastIndexOf('"') + 1)) as string;
    },
    async writeBundle({ dir = "dist" }, bundle) {
      const chunk = bundle["form.txt"];
      if (chunk?.type !== "chunk") throw new Error("The build made no form.txt");
      const code = chunk.code.trim();
      const module = (texts: Record<string, string>) =>
        Object.entries(texts)
          .map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};\n`)
          .join("");
      const pageCss = pageStyles.map((name) => withoutComments(`worker/${name}.css`)).join(" ");
      const ownCode = await codeOf(scriptFrom("widget/embed.ts"), { oxc: jsx, plugins: [instead(forBrowsers)] });
      const pinnedCode = await codeOf(scriptFrom("widget/pinned.ts"));
      writeFileSync(`${dir}/form.js`, module({ code, ownCode, pinnedCode, css, pageCss }));
      const proof = await codeOf({
        target: "es2022",
        modulePreload: false,
        rolldownOptions: {
          input: "widget/challenge/proof-of-work.ts",
          preserveEntrySignatures: "strict",
          output: { format: "es" },
        },
      });
      writeFileSync(`${dir}/proof.js`, module({ code: proof }));
      const scripts = await Promise.all(
        Object.entries(pageScripts).map(async ([name, entry]) => [name, await codeOf(scriptFrom(entry))]),
      );
      writeFileSync(
        `${dir}/page-scripts.js`,
        `export const scripts = ${JSON.stringify(Object.fromEntries(scripts))};\n`,
      );
      await buildDoor(common, dir);
      const modules = Object.entries(chunk.modules).filter(([id]) => !id.includes("style.css"));
      printWeights(
        code,
        css,
        modules.map(([id, { renderedLength }]) => [id, renderedLength]),
      );
    },
  };
}

export default defineConfig({
  ...common,
  oxc: jsx,
  plugins: [instead(forMostEvents), textsForWorker()],
  build: scriptFrom("widget/embed.ts"),
});
