/**
 * What the form costs a reader on slow 4G with a processor four times slower, compared with the same form as static HTML
 * with the same styles, on the same page. Both are served compressed, as in production.
 */
import { createServer, type Server } from "node:http";
import { brotliCompressSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../local/browser.ts";
import { startForTest } from "../local/for-tests.ts";
import { close, listen } from "../local/http.ts";
import { type Figure, median } from "./figures.ts";

const RUNS = 5;
/** Chromium's own "Slow 4G": milliseconds, bytes a second. */
const SLOW_4G = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };
const SLOWDOWN = 4;

interface Visit {
  usable: number;
  shifts: number;
  requests: number;
  bytes: number;
  /** The script's longest task, in milliseconds. */
  task: number;
  longTasks: number;
}

export async function bench(): Promise<Figure[]> {
  const environment = await startForTest({ resendRate: 2, build: true });
  const endings: (() => Promise<unknown>)[] = [() => environment.stop()];
  try {
    const { service, demo } = environment;
    const embed = await (await fetch(`${service}/embed/samskaping/stad.js`)).text();
    // Page and script contain the service's address: replace it with that of the copy that compresses.
    const script: Files = {};
    const scripts = await serve(endings, script);
    script["/embed/samskaping/stad.js"] = ["text/javascript", embed.replaceAll(service, scripts)];
    const withForm = (await (await fetch(`${demo}/stad.html`)).text()).replaceAll(service, scripts);
    const css = await (await fetch(`${demo}/stad.css`)).text();
    const files: Files = { "/form.html": ["text/html", withForm], "/stad.css": ["text/css", css] };
    const pages = await serve(endings, files);
    const browser = await launchBrowser();
    endings.push(() => browser.close());
    const written = await staticForm(browser, `${pages}/form.html`);
    files["/static.html"] = [
      "text/html",
      withForm.replace(/ *<a href="[^"]+partner=stad">[\s\S]*?<\/script>/, () => written),
    ];

    const visits: Record<"form" | "static", Visit[]> = { form: [], static: [] };
    for (let run = 0; run <= RUNS; run++)
      for (const which of ["form", "static"] as const) {
        const visit = await look(browser, `${pages}/${which}.html`, which === "form");
        // The first visit of each warms up shared caches.
        if (run > 0) visits[which].push(visit);
      }
    return figuresOf(visits);
  } finally {
    for (const end of endings.reverse()) await end();
  }
}

type Files = Record<string, [type: string, text: string]>;

async function serve(endings: (() => Promise<unknown>)[], files: Files) {
  const server: Server = createServer((request, response) => {
    const [type, text] = files[new URL(request.url ?? "/", "http://bench.invalid").pathname] ?? [];
    if (!type || text === undefined) return void response.writeHead(204).end();
    const headers = { "content-type": `${type}; charset=utf-8`, "content-encoding": "br", "cache-control": "no-store" };
    response.writeHead(200, headers).end(brotliCompressSync(text));
  });
  endings.push(() => close(server));
  return listen(server, 0);
}

/** The form as rendered by the script, as HTML without a script, so that it is always the same form. */
async function staticForm(browser: Browser, url: string): Promise<string> {
  const page = await browser.newPage();
  await page.goto(url);
  await page.locator("pamelding-form form button[type=submit]").waitFor();
  const html = await page.evaluate(() => {
    const host = document.querySelector("pamelding-form");
    const root = host?.shadowRoot;
    if (!host || !root) throw new Error("The form is not in a shadow root");
    const rules = root.adoptedStyleSheets.flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText));
    const empty = host.cloneNode(false) as Element;
    empty.innerHTML = "|";
    const inside = `<template shadowrootmode="open"><style>${rules.join("")}</style>${root.innerHTML}</template>`;
    return empty.outerHTML.replace("|", () => inside);
  });
  await page.close();
  return html;
}

async function look(browser: Browser, url: string, embedded: boolean): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, timezoneId: "Europe/Oslo" });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", SLOW_4G);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  let [requests, bytes] = [0, 0];
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    requests++;
    bytes += encodedDataLength;
  });
  await page.addInitScript(() => {
    const seen = { usable: 0, shifts: 0, longTasks: 0 };
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shifts += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => {
      seen.longTasks += list.getEntries().length;
    }).observe({ type: "longtask", buffered: true });
    const watch = () => {
      const button = (document.querySelector("pamelding-form")?.shadowRoot ?? document).querySelector("form button");
      if (button) seen.usable = performance.now();
      else requestAnimationFrame(watch);
    };
    watch();
  });
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline"] });
  await page.goto(url);
  // `seen` is a global of the script that measures.
  await page.waitForFunction(() => (globalThis as unknown as { seen: { usable: number } }).seen.usable > 0);
  await page.waitForTimeout(300);
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: Omit<Visit, "task"> }).seen);
  const task = scriptTask(JSON.parse((await browser.stopTracing()).toString()));
  await context.close();
  if (embedded && task === 0) throw new Error("The trace tells nothing of the script");
  return { ...seen, requests, bytes, task };
}

interface TraceEvent {
  name: string;
  tid: number;
  ts: number;
  dur?: number;
  args?: { data?: { url?: string } };
}

/** The duration of the longest task in which the embed script or one of its functions ran; 0 if there is none. */
function scriptTask({ traceEvents }: { traceEvents: TraceEvent[] }): number {
  const ours = traceEvents.filter(
    ({ name, args }) => /^(EvaluateScript|FunctionCall)$/.test(name) && args?.data?.url?.includes("/embed/"),
  );
  const tasks = traceEvents.filter(({ name }) => name.endsWith("RunTask"));
  const around = ours.flatMap((run) =>
    tasks.filter(({ tid, ts, dur = 0 }) => tid === run.tid && ts <= run.ts && ts + dur >= run.ts + (run.dur ?? 0)),
  );
  return Math.max(0, ...[...ours, ...around].map(({ dur = 0 }) => dur)) / 1000;
}

function figuresOf({ form, static: bare }: Record<"form" | "static", Visit[]>): Figure[] {
  const of = (visits: Visit[], measured: keyof Visit) => median(visits.map((visit) => visit[measured]));
  const figure = (what: string, measured: keyof Visit, unit: string, more: Partial<Figure> = {}): Figure => ({
    ...{ bench: "form", what, value: of(form, measured), unit, ...more },
  });
  const against = (measured: keyof Visit) => ({
    floor: { what: "the same as static HTML", value: of(bare, measured) },
    // Visits were made in turn.
    ratio: median(form.map((visit, run) => visit[measured] / (bare[run]?.[measured] ?? Number.NaN))),
  });
  return [
    figure("usable on slow 4G, processor 4 × slower", "usable", "ms", { ...against("usable"), aim: { atMost: 1.15 } }),
    figure("  bytes over the wire", "bytes", "bytes", against("bytes")),
    figure("  layout shift", "shifts", "CLS", { aim: { atMost: 0 } }),
    figure("  the script's longest task", "task", "ms"),
  ];
}
