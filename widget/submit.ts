import type { Problem, RegistrationAnswer } from "../worker/registration/contract.ts";

export interface Outcome {
  /** 0: no answer came. */
  status: number;
  /** An answer when the status is 201, else a problem, or whatever something on the way made of it. */
  body: (Partial<RegistrationAnswer> & Partial<Problem>) | null;
  /** Seconds. */
  retryAfter: number;
  /** Whether the request may have arrived. */
  sent: boolean;
}

/** `import()`, which the build puts in its place at last (vite.config.ts): Vite would bring a helper along. */
declare const __import__: (url: string) => Promise<typeof import("./proof.ts")>;

/** After this, in milliseconds, a person should hear that we do not know. */
const TIMEOUT = 20_000;

/** Sends a registration; after a little work, where the service asks for that, with what is loaded only then. */
export async function send(url: string, key: string, content: string): Promise<Outcome> {
  let outcome = await post(url, key, content);
  try {
    // Twice at most: whose token of Turnstile is not taken is asked for the work.
    for (let rounds = 2; rounds-- && outcome.body?.challenge; ) {
      const { solve } = await __import__(`${new URL(url).origin}/proof.js`);
      outcome = await post(url, key, content, await solve(outcome.body.challenge, content));
    }
  } catch {
    // A page without TLS has no WebCrypto: it says when to try again.
  }
  return outcome;
}

/**
 * XMLHttpRequest rather than fetch, because only it tells whether anything left the browser: "you
 * are not registered yet" and "we do not know" are different things to read.
 */
function post(url: string, key: string, content: string, proof?: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let sent = false;
    request.upload.onprogress = request.ontimeout = () => {
      sent = true;
    };
    request.onloadend = () =>
      resolve({
        status: request.status,
        body: request.response,
        retryAfter: Number(request.getResponseHeader("retry-after")),
        sent,
      });
    request.open("POST", url);
    request.timeout = TIMEOUT;
    request.responseType = "json";
    request.setRequestHeader("content-type", "application/json");
    request.setRequestHeader("idempotency-key", `"${key}"`);
    if (proof) request.setRequestHeader("pamelding-proof", proof);
    request.send(content);
  });
}
