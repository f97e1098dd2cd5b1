/** Cloudflare's Turnstile, if the service uses it. Part of the script that is loaded only under load (proof-of-work.ts). */

import type { TurnstileChallenge } from "../../worker/registration/contract.ts";

/** The parts that we use: https://developers.cloudflare.com/turnstile/get-started/client-side-rendering/ */
interface Turnstile {
  render(container: HTMLElement, options: Record<string, unknown>): string | undefined;
  remove(widget: string): void;
}

declare global {
  interface Window {
    /** Loaded by us or by the page itself; both are the same. */
    turnstile?: Turnstile;
  }
}

/** Milliseconds, for loading the script and for the check, after which the browser does the work instead. */
const TIMEOUT = 5_000;

/**
 * A token. Rejects if there is none in time: the script is blocked or unreachable, the check fails, or Turnstile wants an
 * interaction, which we never show.
 */
export async function turnstileToken(challenge: TurnstileChallenge, language: string | undefined): Promise<string> {
  const turnstile = await inTime(loaded(challenge.script));
  const container = document.createElement("div");
  // Placed where it does not disturb the page; its content stays invisible.
  container.style.cssText = "position:fixed;bottom:0;right:0";
  document.body.appendChild(container);
  let widget: string | undefined;
  try {
    return await inTime(
      new Promise<string>((resolve, reject) => {
        const fail = () => {
          reject(new Error("No token"));
          // Tells Turnstile that the error is handled.
          return true;
        };
        widget = turnstile.render(container, {
          sitekey: challenge.siteKey,
          action: challenge.action,
          // Turnstile knows Bokmål, not Nynorsk.
          language: language === "nn" ? "nb" : (language ?? "auto"),
          appearance: "interaction-only",
          retry: "never",
          "refresh-expired": "never",
          "response-field": false,
          callback: resolve,
          "error-callback": fail,
          "timeout-callback": fail,
          "unsupported-callback": fail,
          "before-interactive-callback": fail,
        });
      }),
    );
  } finally {
    if (widget) turnstile.remove(widget);
    container.remove();
  }
}

function inTime<T>(work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => setTimeout(reject, TIMEOUT, new Error("Too late")));
  return Promise.race([work, late]);
}

/** Cloudflare's script, once in a page. */
function loaded(address: string): Promise<Turnstile> {
  if (window.turnstile) return Promise.resolve(window.turnstile);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => (window.turnstile ? resolve(window.turnstile) : reject(new Error("Another script")));
    script.onerror = reject;
    document.head.appendChild(script);
  });
}
