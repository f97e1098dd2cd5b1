/** The page's requests to the service. */
import type { CheckInsAnswer } from "../../../check-ins.ts";
import type { DoorListAnswer } from "../../../door-list.ts";
import type { DoorAnswer } from "../door-requests.ts";
import type { Entry } from "./store.ts";

/** No network, or the service cannot answer now: try later. */
export class Unreachable extends Error {}
/** The session is over: delete everything. */
export class Ended extends Error {}
/** The service refuses this request, and would refuse it again. */
export class Refused extends Error {}

const TIMEOUT_MS = 8_000;

/**
 * The problems that end the session. A status alone is not enough, since a proxy may have sent it, and a person who is not
 * found does not end the door.
 */
const OVER = ["unauthorized", "door-closed", "door-only", "not-your-event", "no-such-event"];

export class Api {
  readonly #path: string;
  readonly #language: string;
  /** How far the clock of the device is ahead of the service's, in milliseconds. */
  ahead = 0;

  constructor(path: string, language: string) {
    this.#path = path;
    this.#language = language;
  }

  list(query: { after?: string | null; since?: number }): Promise<DoorListAnswer> {
    const search = new URLSearchParams();
    if (query.after) search.set("after", query.after);
    if (query.since !== undefined) search.set("since", String(query.since));
    return this.#ask("list", search);
  }

  /** Sends what is queued. */
  send(entries: readonly Entry[]): Promise<CheckInsAnswer> {
    const checkIns = entries.map((entry) =>
      entry.act === "in"
        ? { nonce: entry.nonce, at: new Date(entry.at).toISOString(), registration: entry.registration }
        : { undo: entry.of },
    );
    return this.#post("check-ins", { sentAt: new Date().toISOString(), checkIns });
  }

  /** Sends a ticket that is not on the list. */
  scan(nonce: string, ticket: string): Promise<CheckInsAnswer> {
    const at = new Date().toISOString();
    return this.#post("check-ins", { sentAt: at, checkIns: [{ nonce, at, ticket: ticket.slice(0, 500) }] });
  }

  admit(registration: string): Promise<DoorAnswer> {
    return this.#post("admit", { registration });
  }

  walkIn(person: { name: string; email: string; key: string }): Promise<DoorAnswer> {
    return this.#post("walk-in", person);
  }

  #post<Answer>(what: string, body: object): Promise<Answer> {
    const headers = { "content-type": "application/json" };
    return this.#ask(what, new URLSearchParams(), { method: "POST", headers, body: JSON.stringify(body) });
  }

  async #ask<Answer>(what: string, search: URLSearchParams, init: RequestInit = {}): Promise<Answer> {
    search.set("lang", this.#language);
    let response: Response;
    try {
      response = await fetch(`${this.#path}/${what}?${search}`, {
        ...init,
        headers: { ...init.headers, accept: "application/json" },
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const date = Date.parse(response.headers.get("date") ?? "");
      if (date) this.ahead = Date.now() - date;
      if (response.ok) return (await response.json()) as Answer;
    } catch {
      throw new Unreachable();
    }
    if (response.type === "opaqueredirect" || OVER.includes(await problemIn(response))) throw new Ended();
    if ([400, 404, 422].includes(response.status)) throw new Refused();
    throw new Unreachable();
  }
}

/** The name of the problem; empty if the answer is not from the service. */
async function problemIn(response: Response): Promise<string> {
  if (response.headers.get("content-type") !== "application/problem+json") return "";
  const problem = (await response.json().catch(() => ({}))) as { type?: string };
  return problem.type?.replace("/problems/", "") ?? "";
}
