import { createServer } from "node:http";
import { close, json, listen, readBody, send } from "./http.ts";

/** A webhook as it came. */
export interface Received {
  headers: Record<string, string>;
  body: string;
  /** What it was answered. */
  status: number;
}

export interface Receiver {
  url: string;
  stop(): Promise<void>;
}

/** The headers that come with an answer. */
const more: Record<number, (name: string) => Record<string, string>> = {
  302: (name) => ({ location: `/hook/${name}-elsewhere` }),
  429: () => ({ "retry-after": "600" }),
};

/**
 * An organiser's system that webhooks go to, for the tests. `POST /hook/{name}` takes one and keeps it, unless told
 * otherwise: `POST /answers/{name}` with `[503, 410, …]` says what the next ones are answered, a redirect to another hook for
 * 302, to come again in ten minutes for 429, or as `{"status": 503, "headers": {…}}`. `GET /received/{name}` gives back what came.
 */
export async function startReceiver(): Promise<Receiver> {
  const received = new Map<string, Received[]>();
  const answers = new Map<string, (number | { status: number; headers: Record<string, string> })[]>();
  const server = createServer(async (request, response) => {
    const [, action = "", name = ""] = (request.url ?? "").split("/");
    const body = await readBody(request);
    switch (action) {
      case "hook": {
        const next = answers.get(name)?.shift() ?? 204;
        const status = typeof next === "number" ? next : next.status;
        const extra = typeof next === "number" ? more[status]?.(name) : next.headers;
        const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)]));
        received.set(name, [...(received.get(name) ?? []), { headers, body, status }]);
        return send(response, { status, headers: extra ?? {} });
      }
      case "answers":
        answers.set(name, JSON.parse(body));
        return send(response, { status: 204 });
      default:
        return send(response, json(200, received.get(name) ?? []));
    }
  });
  const url = await listen(server, 0);
  return { url, stop: () => close(server) };
}
