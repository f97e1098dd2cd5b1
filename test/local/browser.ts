import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { projectDir } from "./worker-process.ts";

/** The paths of Chrome and Chromium on Linux, macOS and Windows. */
const installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Deleted with the packages when they are installed again. */
const unpacked = join(projectDir, "node_modules/.cache/chromium");

/** A test's browser uses only loopback; these flags prevent it from contacting others by itself. */
const quiet = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-domain-reliability",
  "--disable-sync",
  "--no-first-run",
  "--no-pings",
];

/**
 * A headless Chromium: CHROME_PATH, or else the one in the development packages (only Linux on x64), or else an installed
 * one. An installed one opens a whole browser window for each new visitor, which takes three times the processor time.
 */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args, env } = await findBrowser();
  // Chromium refuses to sandbox for root; containers and CI often have no other user.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args: [...args, ...quiet, ...sandbox], env, headless: true });
}

/** Finds the browser, and unpacks the one in the packages. Two processes must not do this at the same time. */
export async function findBrowser(): Promise<BrowserProgram> {
  const asked = process.env.CHROME_PATH;
  if (asked) {
    if (existsSync(asked)) return { executablePath: asked, args: [], env: process.env };
    throw new Error(`CHROME_PATH is "${asked}", and there is nothing. Set it to Chrome's program file, or unset it.`);
  }
  if (process.platform === "linux" && process.arch === "x64") {
    bundled ??= unpackBrowser();
    return bundled;
  }
  const executablePath = installed.find((path) => existsSync(path));
  if (!executablePath)
    throw new Error("No Chrome or Chromium found. Install one, or set CHROME_PATH to its program file.");
  return { executablePath, args: [], env: process.env };
}

interface BrowserProgram {
  executablePath: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

let bundled: Promise<BrowserProgram> | undefined;

async function unpackBrowser(): Promise<BrowserProgram> {
  const before = { ...process.env };
  mkdirSync(unpacked, { recursive: true });
  // The package reads both when it is loaded: where to unpack, and that the machine lacks shared libraries.
  Object.assign(process.env, { TMPDIR: unpacked, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" });
  const { default: packed } = await import("@sparticuz/chromium");
  const executablePath = await packed.executablePath();
  // The package sets the paths of its libraries and fonts. Other programs started by the tests must not use them.
  const { LD_LIBRARY_PATH, FONTCONFIG_PATH } = process.env;
  process.env = before;
  // Only the flags that its build needs: the others are for a single page in a single process.
  const needed = packed.args.filter((flag) => /^--(use-gl|use-angle|disable-dev-shm|font-render|headless)/.test(flag));
  // It has no sandbox helper, and Ubuntu 24.04 does not let users create the namespaces that could replace it.
  const env = { ...before, LD_LIBRARY_PATH, FONTCONFIG_PATH };
  return { executablePath, args: [...needed, "--no-sandbox"], env };
}
