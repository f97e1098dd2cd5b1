/**
 * Builds the files that the door's page loads, as static files beside the Worker (`[assets]` in wrangler.toml): the QR code
 * reader alone is a megabyte. The Worker gets their paths (worker/built.d.ts).
 */
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { build, type InlineConfig } from "vite";

const BROWSER = "worker/organiser/pages/door/browser";

/**
 * Files have names with a hash, so that browsers may keep them for ever; except the service worker, which browsers check for
 * updates.
 */
const HEADERS = `/assets/*
  Cache-Control: public, max-age=31536000, immutable
  X-Content-Type-Options: nosniff
  Cross-Origin-Resource-Policy: same-origin
  Content-Security-Policy: default-src 'none'; frame-ancestors 'none'
/door-worker.js
  Cache-Control: no-cache
  X-Content-Type-Options: nosniff
  Cross-Origin-Resource-Policy: same-origin
  Content-Security-Policy: default-src 'none'; connect-src 'self'; frame-ancestors 'none'
  Service-Worker-Allowed: /organiser/
`;

export async function buildDoor(common: InlineConfig, dir: string): Promise<void> {
  const files = `${dir}/static`;
  rmSync(files, { recursive: true, force: true });
  const options = {
    ...common,
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  } satisfies InlineConfig;
  const built = await build({
    ...options,
    build: {
      target: "es2022",
      outDir: files,
      emptyOutDir: false,
      modulePreload: false,
      copyPublicDir: false,
      rolldownOptions: {
        input: { door: `${BROWSER}/main.tsx` },
        output: { entryFileNames: "assets/[name]-[hash].js", chunkFileNames: "assets/[name]-[hash].js" },
        checks: { pluginTimings: false },
      },
    },
  });
  await build({
    ...options,
    build: {
      target: "es2022",
      outDir: files,
      emptyOutDir: false,
      copyPublicDir: false,
      rolldownOptions: { input: `${BROWSER}/service-worker.ts`, output: { entryFileNames: "door-worker.js" } },
    },
  });
  writeFileSync(`${files}/_headers`, HEADERS);
  const names = [built].flat().flatMap((one) => ("output" in one ? one.output.map(({ fileName }) => fileName) : []));
  const pathOf = (pattern: RegExp) => {
    const found = names.find((name) => pattern.test(name));
    if (!found) throw new Error(`The build of the door made no ${pattern}, but ${names.join(", ")}`);
    return `/${found}`;
  };
  const wasm = readFileSync(createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm"));
  const wasmName = `assets/reader-${createHash("sha256").update(wasm).digest("hex").slice(0, 8)}.wasm`;
  writeFileSync(`${files}/${wasmName}`, wasm);
  const paths = { script: pathOf(/door-.*\.js$/), reader: pathOf(/reader-.*\.js$/), wasm: `/${wasmName}` };
  const lines = Object.entries(paths).map(([name, path]) => `export const ${name} = ${JSON.stringify(path)};\n`);
  writeFileSync(`${dir}/door.js`, lines.join(""));
}
