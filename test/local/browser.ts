import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { projectDir } from "./worker-process.ts";

/** Where Chrome and Chromium lie on Linux, macOS and Windows. */
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

/** Goes with the packages, when those are installed anew. */
const unpacked = join(projectDir, "node_modules/.cache/chromium");

/** A test's browser talks to loopback only; these keep it from talking to anybody else by itself. */
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
 * A headless Chromium: CHROME_PATH, else the one that comes with the development packages (Linux on x64 only), else one that
 * is installed. An installed one opens a window with all that stands around a page for each new visitor, which takes three
 * times the processor time.
 */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args, env } = await findBrowser();
  // Chromium refuses to sandbox for root; containers and CI often have no other user.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args: [...args, ...quiet, ...sandbox], env, headless: true });
}

/** Finds the browser, and unpacks the one of the packages, which two processes at the same time must not. */
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
  // It says where its libraries and letters are. The other programs that the tests start have their own.
  const { LD_LIBRARY_PATH, FONTCONFIG_PATH } = process.env;
  process.env = before;
  // Of its own flags only those that its build needs: it is made for one page in one process.
  const needed = packed.args.filter((flag) => /^--(use-gl|use-angle|disable-dev-shm|font-render|headless)/.test(flag));
  // It has no sandbox helper of its own, and Ubuntu 24.04 lets no user make the namespaces that would do instead.
  const env = { ...before, LD_LIBRARY_PATH, FONTCONFIG_PATH };
  return { executablePath, args: [...needed, "--no-sandbox"], env };
}
