import { createServer } from "node:http";
import { close, json, listen, readBody, send } from "./http.ts";

/** How the script judges the browser: `slow` never answers; `unchecked` gives a token that siteverify does not answer. */
export type Check = "passes" | "unchecked" | "fails" | "wants a press" | "slow";

export interface FakeTurnstile {
  /** The value of TURNSTILE_SCRIPT_URL. */
  script: string;
  /** The value of TURNSTILE_VERIFY_URL. */
  verify: string;
  /** How the next scripts behave. */
  check: Check;
  stop(): Promise<void>;
}

/** Keys in the form of Cloudflare's. */
export const turnstileKeys = { site: "1x00000000000000000000BB", secret: "1x0000000000000000000000000000000BB" };

/**
 * A fake of Cloudflare's Turnstile, as far as its documentation goes: a script that gives out tokens, and siteverify, which
 * accepts a token once (again only under the same idempotency key), and none that is older than 300 seconds. A token
 * contains its purpose (`hostname=…&action=…&id=…&made=…`) and how siteverify answers it: `as=outage|nonsense|silence`.
 */
export async function startFakeTurnstile(): Promise<FakeTurnstile> {
  /** Used tokens, each with its idempotency key. */
  const used = new Map<string, string>();

  const verdict = ({ secret, response, idempotency_key: key }: Record<string, string>) => {
    const refused = (code: string) => ({ success: false, "error-codes": [code] });
    if (secret !== turnstileKeys.secret) return refused("invalid-input-secret");
    const token = new URLSearchParams(response);
    if (!response || !key || !token.has("id")) return refused("invalid-input-response");
    const isLate = token.has("made") && Date.now() - Number(token.get("made")) > 300_000;
    if (isLate || (used.has(response) && used.get(response) !== key)) return refused("timeout-or-duplicate");
    used.set(response, key);
    const { hostname, action } = Object.fromEntries(token);
    return { success: true, hostname, action, challenge_ts: new Date().toISOString(), "error-codes": [] };
  };

  const server = createServer(async (request, response) => {
    if (request.url === "/frame") {
      const body = '<!doctype html><title>Turnstile</title><script>parent.postMessage("ready", "*")</script>';
      return send(response, { status: 200, headers: { "content-type": "text/html" }, body });
    }
    if (request.method === "GET") {
      const headers = { "content-type": "text/javascript" };
      return send(response, { status: 200, headers, body: `(${script})(${JSON.stringify(fake.check)});` });
    }
    const asked = JSON.parse(await readBody(request)) as Record<string, string>;
    switch (new URLSearchParams(asked.response).get("as")) {
      case "outage":
        return send(response, json(503, { success: false, "error-codes": ["internal-error"] }));
      case "nonsense":
        return send(response, { status: 200, headers: { "content-type": "text/html" }, body: "<h1>Vent litt</h1>" });
      case "silence":
        return;
      default:
        return send(response, json(200, verdict(asked)));
    }
  });
  const url = await listen(server, 0);
  const fake: FakeTurnstile = {
    script: `${url}/api.js?render=explicit`,
    verify: `${url}/siteverify`,
    check: "passes",
    stop: () => close(server),
  };
  return fake;
}

/** Runs in the page like Cloudflare's, with its own frame; stores its options in the page's `data-turnstile`. */
function script(check: Check): void {
  const { origin } = new URL((document.currentScript as HTMLScriptElement).src);
  const widgets = new Map<string, HTMLElement>();
  window.turnstile = {
    render(container, options) {
      const { sitekey, action, language, appearance } = options;
      const asked = { sitekey, action, language, appearance };
      document.documentElement.dataset.turnstile = JSON.stringify(asked);
      const call = (name: string, argument?: string) =>
        addEventListener("message", () => (options[name] as (argument?: string) => void)(argument), { once: true });
      const id = crypto.getRandomValues(new Uint32Array(2)).join("-");
      const widget = document.createElement("iframe");
      widget.title = "Turnstile";
      widget.src = `${origin}/frame`;
      widgets.set(id, widget);
      container.appendChild(widget);
      const token = new URLSearchParams({ hostname: location.hostname, action: String(action), id });
      if (check === "unchecked") token.set("as", "outage");
      if (check === "passes" || check === "unchecked") call("callback", `${token}`);
      if (check === "fails") call("error-callback", "300010");
      if (check === "wants a press") {
        call("before-interactive-callback");
        // As if a person had pressed.
        setTimeout(() => (options.callback as (token: string) => void)(`${token}`), 1_000);
      }
      return id;
    },
    remove(id) {
      widgets.get(id)?.remove();
    },
  };
}
