import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import preact from "@preact/preset-vite";
import { build, defineConfig, type Plugin } from "vite";
import { formMessages } from "./widget/messages.ts";
import messages from "./worker/i18n/texts.json" with { type: "json" };

/** Bytes over the wire: Node's default brotli quality is 11, the best there is. */
const weight = (text: string) => brotliCompressSync(text).length;

/** Says what takes the room in the one response, in bytes over the wire: each part by what the whole weighs without it. */
function tellWeights(code: string, css: string, modules: [name: string, code: string][]): void {
  const rows: [string, number][] = [["form", weight(code)]];
  const whole = modules.map(([, text]) => text).join("");
  const parts = modules.map(([name, text]): [string, number] => [
    name,
    weight(whole) - weight(whole.replace(text, "")),
  ]);
  // The modules are known as they were before they were made small together; their shares hold.
  const scale = (weight(code) - weight(css)) / parts.reduce((sum, [, bytes]) => sum + bytes, 0);
  rows.push(["  style.css", weight(css)]);
  for (const [name, bytes] of parts.sort(([, a], [, b]) => b - a)) rows.push([`  ${name}`, Math.round(bytes * scale)]);
  for (const language of ["nb", "nn", "en"] as const) {
    const texts = JSON.stringify(formMessages.map((key) => messages[key][language]));
    rows.push([`texts, ${language}`, weight(code + texts) - weight(code)]);
  }
  for (const [name, bytes] of rows) console.log(name.padEnd(28), String(bytes).padStart(6));
}

/**
 * Writes the form and its styles as texts in one module that the Worker imports (dist/form.js): the hosted page needs the
 * styles apart, and every bundler can import a module. Says what takes the room.
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
    writeBundle({ dir = "dist" }, bundle) {
      const chunk = bundle["form.txt"];
      if (chunk?.type !== "chunk") throw new Error("The build made no form.txt");
      const code = chunk.code.trim().replace("__import__(", "import(");
      const texts = { code, css, pageCss: readFileSync("worker/pages/page.css", "utf8") };
      const exports = Object.entries(texts).map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};\n`);
      writeFileSync(`${dir}/form.js`, exports.join(""));
      const modules = Object.entries(chunk.modules).flatMap(([id, { code }]): [string, string][] =>
        code && !id.includes("style.css") ? [[id.replace(/^.*\/widget\//, ""), code]] : [],
      );
      tellWeights(code, css, modules);
    },
  };
}

/** The script that is loaded under load only (widget/proof.ts), likewise as a text in a module: dist/proof.js. */
function proofForWorker(): Plugin {
  return {
    name: "proof-for-worker",
    async writeBundle({ dir = "dist" }) {
      const result = await build({
        configFile: false,
        logLevel: "warn",
        build: {
          target: "es2022",
          write: false,
          modulePreload: false,
          rolldownOptions: { input: "widget/proof.ts", preserveEntrySignatures: "strict", output: { format: "es" } },
        },
      });
      const [bundle] = [result].flat();
      const chunk = bundle && "output" in bundle ? bundle.output[0] : null;
      if (chunk?.type !== "chunk") throw new Error("The build made no proof of work");
      writeFileSync(`${dir}/proof.js`, `export const code = ${JSON.stringify(chunk.code.trim())};\n`);
    },
  };
}

/** Puts the number of a text in the place of its key: widget/messages.ts says why. */
function numbersForKeys(): Plugin {
  const numbers = new Map<string, number>(formMessages.map((key, number) => [key, number]));
  return {
    name: "numbers-for-keys",
    enforce: "post",
    transform(code, id) {
      if (!id.includes("/widget/") || id.endsWith(".css?inline")) return;
      return code.replace(/"([\w.]+)"/g, (literal, key: string) => String(numbers.get(key) ?? literal));
    },
  };
}

export default defineConfig({
  logLevel: "warn",
  plugins: [preact({ devToolsEnabled: false }), numbersForKeys(), textsForWorker(), proofForWorker()],
  resolve: { alias: { "preact/jsx-runtime": fileURLToPath(new URL("widget/jsx-runtime.ts", import.meta.url)) } },
  build: {
    target: "es2020",
    // Left as written: light-dark() has a fallback of its own in style.css.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    modulePreload: false,
    rolldownOptions: {
      input: "widget/embed.tsx",
      output: { format: "iife", entryFileNames: "form.txt" },
    },
  },
});
