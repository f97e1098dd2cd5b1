import { Agent, type IncomingHttpHeaders, request } from "node:http";

/** Makes the request with this number. */
export interface Ask {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** p50 and p99 in milliseconds. */
export type Load = Record<"perSecond" | "p50" | "p99", number>;

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Sends requests, a number at a time, and rejects if one is not answered with `status`. */
export async function load(
  ask: (n: number) => Ask,
  { count, atOnce, status }: { count: number; atOnce: number; status: number },
): Promise<Load> {
  const times: number[] = [];
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let n = next++; n < count; n = next++) {
        const start = performance.now();
        const answer = await send(ask(n));
        if (answer.status !== status) throw new Error(`${ask(n).url} answered ${answer.status}: ${answer.text}`);
        times.push(performance.now() - start);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(count - 1, Math.floor(count * share))] ?? Number.NaN;
  return { perSecond: count / seconds, p50: at(0.5), p99: at(0.99) };
}

interface Answer {
  status: number;
  text: string;
  headers: IncomingHttpHeaders;
}

/** Not `fetch`, which would cost more processor time than the Worker. */
export function send({ url, method = "GET", headers = {}, body }: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const sent = request(url, { method, agent, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString(),
          headers: response.headers,
        }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
