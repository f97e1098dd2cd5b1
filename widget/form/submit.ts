import type { AnswerWithReceipt, Problem } from "../../worker/registration/contract.ts";

export interface Outcome {
  /** 0: no answer came. */
  status: number;
  /** An answer if the status is 201; otherwise a problem, or whatever a proxy on the way has sent. */
  body: (Partial<AnswerWithReceipt> & Partial<Problem>) | null;
  /** Seconds. */
  retryAfter: number;
  /** Whether the request may have arrived. */
  mayHaveArrived: boolean;
}

/** Milliseconds after which the attendee is told that the outcome is unknown. */
const TIMEOUT = 20_000;

/**
 * Sends a registration. If the service first asks for a wait or a little work, it sends it again with the same key; the
 * script for that is loaded only then.
 */
export async function send(service: string, slug: string, key: string, content: string): Promise<Outcome> {
  const url = `${service}/api/events/${slug}/registrations`;
  let outcome = await post(url, key, content);
  try {
    // After a refused Turnstile token the service asks for the work; an overloaded service asks for one more wait.
    for (let rounds = 6; rounds-- && outcome.body?.challenge; ) {
      const address = `${service}/proof.js`;
      const { solve }: typeof import("../challenge/proof-of-work.ts") = await import(/* @vite-ignore */ address);
      outcome = await post(url, key, content, await solve(outcome.body.challenge, content));
    }
  } catch {
    // A page without TLS has no WebCrypto: then the outcome says when to try again.
  }
  return outcome;
}

/**
 * XMLHttpRequest, not fetch: only it tells whether anything left the browser, which decides between "you are not registered
 * yet" and "we do not know".
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

/** A service worker of the host page sends the request itself, so the page does not learn about its progress. */
function hasServiceWorker(): boolean {
  try {
    return Boolean(navigator.serviceWorker?.controller);
  } catch {
    // In a sandboxed frame this property throws.
    return false;
  }
}
