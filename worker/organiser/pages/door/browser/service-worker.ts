/** Lets the door's page be reloaded without network. It stores the page and its files, and no personal data. */

/** The parts of `ServiceWorkerGlobalScope` used here. The types of the Workers runtime have another type of that name. */
interface Scope {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install", listener: () => void): void;
  addEventListener(type: "activate", listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void;
  addEventListener(
    type: "fetch",
    listener: (event: { request: Request; respondWith(answer: Promise<Response>): void }) => void,
  ): void;
}
// The cast is needed because TypeScript takes `globalThis` for that of a Worker at Cloudflare.
const scope = globalThis as unknown as Scope;

const PAGE = /^\/organiser\/([\w-]+)\/door$/;
const FILE = /^\/(assets\/|styles-)/;
const WAIT_MS = 5_000;

scope.addEventListener("install", () => void scope.skipWaiting());
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== scope.location.origin) return;
  const slug = PAGE.exec(pathname)?.[1];
  if (request.mode === "navigate" && slug) event.respondWith(page(request, slug));
  else if (FILE.test(pathname)) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});

async function page(request: Request, slug: string): Promise<Response> {
  const kept = () => caches.match(new URL(request.url).pathname, { ignoreSearch: true });
  let answer: Response;
  try {
    answer = await fetch(request, { signal: AbortSignal.timeout(WAIT_MS) });
  } catch {
    return (await kept()) ?? Response.error();
  }
  // The stored page finds out whether the session is over, counts what is unsent, and deletes everything.
  if (!answer.ok) return (await kept()) ?? answer;
  await (await caches.open(`door-${slug}`)).put(new URL(request.url).pathname, answer.clone());
  return answer;
}
