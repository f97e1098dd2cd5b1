import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import worker from "../../worker/index.ts";
import { bindings } from "./client.ts";

/**
 * A stand-in for Cloudflare's cache in front of the Worker, which the local runtime does not have. It follows
 * developers.cloudflare.com/workers/cache: only GET, a copy for each path and query, ignoring headers except those in Vary,
 * kept as long as `Cloudflare-CDN-Cache-Control` says, and purged by tag.
 */
export class Edge {
  readonly purged: string[] = [];
  /** Whether Cloudflare accepts purges: it refuses more than five a minute. */
  takesPurges = true;
  /** How often the Worker ran. */
  runs = 0;
  private copies = new Map<string, Copy>();

  /** Asks through the cache. The answer's `cf-cache-status` says whether the Worker ran. */
  async call(path: string, init: RequestInit = {}, env = bindings): Promise<Response> {
    const request = new Request(`https://pamelding.example.no${path}`, init);
    const copy = this.copies.get(path);
    const hit = copy && copy.vary === varied(copy.names, request) && Date.now() < copy.until;
    if (request.method === "GET" && hit) return this.answer(copy, "HIT");
    this.runs++;
    const context = createExecutionContext();
    Object.defineProperty(context, "cache", { value: { purge: (what: { tags: string[] }) => this.purge(what) } });
    const response = await worker.fetch(request, env, context);
    const body = await response.text();
    await waitOnExecutionContext(context);
    const headers = new Headers(response.headers);
    const control = headers.get("cloudflare-cdn-cache-control") ?? headers.get("cache-control") ?? "max-age=7200";
    const seconds = Number(/max-age=(\d+)/.exec(control)?.[1] ?? 0);
    const names = (headers.get("vary") ?? "").split(",").map((name) => name.trim());
    const tags = (headers.get("cache-tag") ?? "").split(",");
    for (const name of ["cloudflare-cdn-cache-control", "cache-tag"]) headers.delete(name);
    const made = { body, status: response.status, headers, tags, names, vary: varied(names, request), until: 0 };
    if (request.method !== "GET" || !/^public/.test(control) || names.includes("*")) return this.answer(made, "BYPASS");
    made.until = Date.now() + seconds * 1000;
    this.copies.set(path, made);
    return this.answer(made, "MISS");
  }

  private answer({ body, status, headers }: Copy, found: string): Response {
    const answer = new Response(body, { status, headers });
    answer.headers.set("cf-cache-status", found);
    return answer;
  }

  private async purge({ tags }: { tags: string[] }): Promise<{ success: boolean; errors: object[] }> {
    if (!this.takesPurges) return { success: false, errors: [{ code: 10_429, message: "too many purges" }] };
    this.purged.push(...tags);
    for (const [path, copy] of this.copies) if (copy.tags.some((tag) => tags.includes(tag))) this.copies.delete(path);
    return { success: true, errors: [] };
  }
}

interface Copy {
  body: string;
  status: number;
  headers: Headers;
  tags: string[];
  names: string[];
  vary: string;
  /** Milliseconds since 1970. */
  until: number;
}

const varied = (names: string[], request: Request) =>
  JSON.stringify(names.map((name) => name && request.headers.get(name)));
