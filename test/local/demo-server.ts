import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { close, escapeHtml, listen } from "./http.ts";
import { addDays, type Definition } from "./seed.ts";

/**
 * Three sites that embed the form, on another origin, and a page for every other situation of a host page. Each is a file in
 * test/demo or test/browser/NN-situation; this server fills in {{service}}, {{inbox}}, {{when}}, {{version}} and so on.
 */
export interface DemoSites {
  url: string;
  /** The pages show the stored event, which is known only when the service runs. */
  setEvent(event: Definition): void;
  stop(): Promise<void>;
}

export const demoPages = [
  { partner: "telemarksforsking", file: "telemarksforsking.html", language: "nb" },
  { partner: "stad", file: "stad.html", language: "nn" },
  { partner: "nordre-follo", file: "nordre-follo.html", language: "nb" },
] as const;

const files: Record<string, string> = {
  "/": "index.html",
  ...Object.fromEntries(demoPages.map(({ file }) => [`/${file}`, file])),
  ...Object.fromEntries(["index", "telemarksforsking", "stad", "nordre-follo"].map((n) => [`/${n}.css`, `${n}.css`])),
  ...Object.fromEntries(situations().map((name) => [`/${name}`, `../browser/${name}`])),
};

/** The files beside the tests of a situation, with their folder: `05-button/page.html`. */
function situations(): string[] {
  const folder = new URL("../browser", import.meta.url);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /^\d\d-[^/]+\/[^/]+\.(html|css|js)$/.test(path));
}

const types: Record<string, string> = { html: "text/html", css: "text/css", js: "text/javascript" };

export async function startDemoSites(options: {
  port: number;
  service: string;
  inbox: string | null;
  event: Definition;
}): Promise<DemoSites> {
  let { event } = options;
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://demo.invalid");
    // Every browser asks for it; a 404 would appear in the console of every test.
    if (pathname === "/favicon.ico") return void response.writeHead(204).end();
    const name = files[pathname];
    if (!name) {
      response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("Denne sida finst ikkje.");
      return;
    }
    const text = readFileSync(new URL(`../demo/${name}`, import.meta.url), "utf8");
    const page = name.endsWith(".html");
    response.writeHead(200, {
      "content-type": `${types[name.split(".").at(-1) ?? ""]}; charset=utf-8`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      // Pages of situations have their own policies.
      ...(page && !name.startsWith("../browser/") ? { "content-security-policy": policy(options.service) } : {}),
    });
    if (!page) return void response.end(text);
    const pinned = text.includes("{{version}}") ? await pinnedScript(options.service) : {};
    response.end(fill(text, { ...options, ...dates(event, name === "stad.html" ? "nn" : "nb"), ...pinned }));
  });
  const url = await listen(server, options.port);
  return {
    url,
    setEvent: (stored) => {
      event = stored;
    },
    stop: () => close(server),
  };
}

/** The immutable script for the Stad page, read from the page with the snippets. */
async function pinnedScript(service: string): Promise<{ version?: string; integrity?: string }> {
  const page = await (await fetch(`${service}/embed/samskaping/stad.html`)).text();
  return /stad\/(?<version>[0-9a-f]{16})\.js&quot; integrity=&quot;(?<integrity>[^&]+)&quot;/.exec(page)?.groups ?? {};
}

/** As strict as a careful site's: the embed works with nothing more than the service's origin in two lines. */
function policy(service: string): string {
  return [
    "default-src 'none'",
    `script-src ${service}`,
    `connect-src ${service}`,
    "style-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    `form-action ${service}`,
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

function fill(text: string, values: object): string {
  const known = Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const texts = new Map(known);
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => escapeHtml(texts.get(name) ?? ""));
}

const weekdays = {
  nb: ["søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"],
  nn: ["sundag", "måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag"],
};
const months = "januar februar mars april mai juni juli august september oktober november desember".split(" ");

/** Editors of sites write dates by hand; these pages do the same, independently of the service's code. */
function dates(event: Definition, language: "nb" | "nn"): { when: string; deadline: string; venue: string } {
  const clock = (local: string) => local.slice(11).replace(":", ".");
  const day = (date: string) => {
    const at = new Date(`${date}T00:00Z`);
    const weekday = weekdays[language][at.getUTCDay()];
    return `${weekday} ${at.getUTCDate()}. ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  };
  const lastDay = addDays(event.registrationCloses.slice(0, 10), -1);
  return {
    when: `${day(event.starts.slice(0, 10))} kl. ${clock(event.starts)}–${clock(event.ends)}`,
    deadline: day(lastDay),
    venue: event.venue?.name ?? "",
  };
}
