import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

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
 * A headless Chromium: CHROME_PATH, else one that is installed, else the one that comes with the development packages
 * (Linux on x64 only).
 */
export async function launchBrowser(options: { bundled?: boolean } = {}): Promise<Browser> {
  const { executablePath, args } = options.bundled ? await bundledBrowser() : await findBrowser();
  // Chromium refuses to sandbox for root; containers and CI often have no other user.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args: [...args, ...quiet, ...sandbox], headless: true });
}

interface BrowserProgram {
  executablePath: string;
  args: string[];
}

async function findBrowser(): Promise<BrowserProgram> {
  const asked = process.env.CHROME_PATH;
  if (asked) {
    if (existsSync(asked)) return { executablePath: asked, args: [] };
    throw new Error(`CHROME_PATH is "${asked}", and there is nothing. Set it to Chrome's program file, or unset it.`);
  }
  const executablePath = installed.find((path) => existsSync(path));
  return executablePath ? { executablePath, args: [] } : bundledBrowser();
}

async function bundledBrowser(): Promise<BrowserProgram> {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error("No Chrome or Chromium found. Install one, or set CHROME_PATH to its program file.");
  // Read when the package is loaded: it then unpacks the shared libraries that a bare machine lacks.
  process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs22.x";
  const { default: packed } = await import("@sparticuz/chromium");
  // Of its own flags only those that its build needs: it is made for one page in one process.
  const needed = packed.args.filter((flag) => /^--(use-gl|use-angle|disable-dev-shm|font-render|headless)/.test(flag));
  // It has no sandbox helper of its own, and Ubuntu 24.04 lets no user make the namespaces that would do instead.
  return { executablePath: await packed.executablePath(), args: [...needed, "--no-sandbox"] };
}
