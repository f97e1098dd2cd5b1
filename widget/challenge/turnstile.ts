/** Cloudflare's Turnstile, where the service has it. Part of the script that is loaded under load only (proof-of-work.ts). */

import type { TurnstileChallenge } from "../../worker/registration/contract.ts";

/** The little that we use: https://developers.cloudflare.com/turnstile/get-started/client-side-rendering/ */
interface Turnstile {
  render(container: HTMLElement, options: Record<string, unknown>): string | undefined;
  remove(widget: string): void;
}

declare global {
  interface Window {
    /** Cloudflare's, or the page's own, which then is the same. */
    turnstile?: Turnstile;
  }
}

/** Milliseconds, for the script and for the check, after which a browser does the work instead. */
const TIMEOUT = 5_000;

/**
 * A token. Rejects when there is none in time: the script is blocked or unreachable, the check fails, or it would want a
 * person to press something, since nobody is given a puzzle.
 */
export async function turnstileToken(challenge: TurnstileChallenge, language: string | undefined): Promise<string> {
  const turnstile = await inTime(loaded(challenge.script));
  const container = document.createElement("div");
  // Out of the page's way; what it holds stays invisible.
  container.style.cssText = "position:fixed;bottom:0;right:0";
  document.body.appendChild(container);
  let widget: string | undefined;
  try {
    return await inTime(
      new Promise<string>((resolve, reject) => {
        const fail = () => {
          reject(new Error("No token"));
          // Says to Turnstile that it is dealt with.
          return true;
        };
        widget = turnstile.render(container, {
          sitekey: challenge.siteKey,
          action: challenge.action,
          // It knows Bokmål, not Nynorsk.
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
