import { createServer } from "node:http";
import { close, json, listen, readBody, send } from "./http.ts";

/** A webhook as it came. */
export interface Received {
  headers: Record<string, string>;
  body: string;
  /** The status of the answer. */
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
 * An organiser's system that receives webhooks, for the tests. `POST /hook/{name}` accepts and keeps one, unless told
 * otherwise: `POST /answers/{name}` with `[503, 410, …]` sets the next answers (302 redirects to another hook, 429 asks to
 * come again in ten minutes), also as `{"status": 503, "headers": {…}}`. `GET /received/{name}` returns what was received.
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
