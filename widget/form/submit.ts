import type { AnswerWithReceipt, Problem } from "../../worker/registration/contract.ts";

export interface Outcome {
  /** 0: no answer came. */
  status: number;
  /** An answer when the status is 201, else a problem, or whatever something on the way made of it. */
  body: (Partial<AnswerWithReceipt> & Partial<Problem>) | null;
  /** Seconds. */
  retryAfter: number;
  /** Whether the request may have arrived. */
  mayHaveArrived: boolean;
}

/** Milliseconds after which the attendee is told that we do not know. */
const TIMEOUT = 20_000;

/**
 * Sends a registration; again by itself, with the same key, where the service asks for a wait or a little work first. A script
 * does that which is loaded only then.
 */
export async function send(service: string, slug: string, key: string, content: string): Promise<Outcome> {
  const url = `${service}/api/events/${slug}/registrations`;
  let outcome = await post(url, key, content);
  try {
    // A browser whose Turnstile token is refused is asked for the work; a service with too much to do, for one wait more.
    for (let rounds = 6; rounds-- && outcome.body?.challenge; ) {
      const address = `${service}/proof.js`;
      const { solve }: typeof import("../challenge/proof-of-work.ts") = await import(/* @vite-ignore */ address);
      outcome = await post(url, key, content, await solve(outcome.body.challenge, content));
    }
  } catch {
    // A page without TLS has no WebCrypto: the outcome says when to try again.
  }
  return outcome;
}

/**
 * XMLHttpRequest rather than fetch, because only it tells whether anything left the browser: "you are not registered yet"
 * and "we do not know" are different things to read.
 */
function post(url: string, key: string, content: string, proof?: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let mayHaveArrived = hasServiceWorker();
    request.upload.onprogress = request.ontimeout = () => {
      mayHaveArrived = true;
    };
    request.onloadend = () =>
      resolve({
        status: request.status,
        body: request.response,
        retryAfter: Number(request.getResponseHeader("retry-after")),
        mayHaveArrived,
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

/** A service worker of the host page sends the request itself, and the page learns nothing of its progress. */
function hasServiceWorker(): boolean {
  try {
    return Boolean(navigator.serviceWorker?.controller);
  } catch {
    // A sandboxed frame may not even ask.
    return false;
  }
}
