import { Agent, createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import { close, listen } from "./http.ts";

/**
 * The proxy in front of `wrangler dev`, like Cloudflare's edge in production.
 *
 * wrangler opens doors on the Worker's own port, whatever its flags: `/cdn-cgi/local/scheduled` (also under
 * `/cdn-cgi/handler` and `/cdn-cgi/mf`) runs the cron, `/cdn-cgi/local/email` feeds it mail, `/cdn-cgi/local/explorer` shows
 * and changes D1. Any web page open in a browser on this machine could call them. So wrangler listens on a secret port, and
 * this proxy passes on everything except those paths.
 */
export interface ReverseProxy {
  url: string;
  /** Where requests go; null while no Worker runs: then the answer is 503. */
  setTarget(url: string | null): void;
  stop(): Promise<void>;
}

export async function startReverseProxy(port: number): Promise<ReverseProxy> {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  let target: string | null = null;
  const server = createServer((request, response) => {
    const path = pathOf(request);
    if (path === null) return refuse(response, 404, "Not found");
    if (!target) return refuse(response, 503, "The service is starting");
    pass(request, response, { target, path, agent });
  });
  const url = await listen(server, port);
  return {
    url,
    setTarget: (next) => {
      target = next;
    },
    stop: () => {
      agent.destroy();
      return close(server);
    },
  };
}

/**
 * The path to pass on, as the URL standard reads it; null for wrangler's own. The checked path is the one that is sent, so
 * that no other spelling (`//cdn-cgi`, `/x/../cdn-cgi`, an absolute address) can pass the check and mean such a path later.
 */
function pathOf(request: IncomingMessage): string | null {
  const asked = request.url ?? "/";
  const full = asked.startsWith("/") ? `http://proxy.invalid${asked}` : asked;
  if (!URL.canParse(full)) return null;
  const { pathname, search } = new URL(full);
  return /^\/+(cdn-cgi|__)/i.test(pathname) ? null : pathname.replace(/^\/+/, "/") + search;
}

function pass(
  request: IncomingMessage,
  response: ServerResponse,
  to: { target: string; path: string; agent: Agent },
): void {
  const headers = { ...request.headers };
  for (const name of ["connection", "keep-alive", "upgrade", "mf-original-url"]) delete headers[name];
  // The edge sets the client's address; the client's own header of that name is ignored.
  headers["cf-connecting-ip"] = request.socket.remoteAddress ?? "127.0.0.1";
  const onward = forward(to.target, { method: request.method, path: to.path, headers, agent: to.agent }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
    answer.on("error", () => response.destroy());
  });
  onward.on("error", () => {
    if (response.headersSent) response.destroy();
    else refuse(response, 502, "The service does not answer");
  });
  response.on("close", () => onward.destroy());
  request.pipe(onward);
}

function refuse(response: ServerResponse, status: number, title: string): void {
  response.writeHead(status, { "content-type": "application/problem+json" });
  response.end(JSON.stringify({ type: "about:blank", title, status }));
}
