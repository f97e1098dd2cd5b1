import type { Answer } from "./http.ts";

/** The ways in which the stand-in can be told to fail. `accept-…`: the mail is sent, but the sender can't know. */
export const failureKinds = {
  "500": "answers 500 application_error",
  "502": "answers 502 with a page of HTML, as a proxy in front does",
  "429": "answers 429 rate_limit_exceeded",
  "422": "answers 422 validation_error",
  "401": "answers 401 missing_api_key",
  busy: "answers 429 rate_limit_exceeded, and to come again in two minutes",
  "403": "answers 403 validation_error, as for a domain that is not verified",
  "daily-quota": "answers 429 daily_quota_exceeded",
  "monthly-quota": "answers 429 monthly_quota_exceeded",
  timeout: "takes the request and never answers",
  reset: "cuts the connection before taking the mail",
  "accept-then-drop": "accepts the mail, then cuts the connection",
  "accept-then-timeout": "accepts the mail and never answers",
  "accept-then-500": "accepts the mail, then answers 500",
} as const;

export type FailureKind = keyof typeof failureKinds;

export function isFailureKind(value: unknown): value is FailureKind {
  return typeof value === "string" && Object.hasOwn(failureKinds, value);
}

/** An answer made by a test, such as no provider should give. `accepts`: the mail is sent anyway. */
export interface GivenAnswer {
  answer: Answer;
  accepts: boolean;
}

export type Failure = FailureKind | GivenAnswer;

/** Which requests fail: first the queued failures, then a share of all requests for each kind. */
export class Failures {
  readonly #rates = new Map<FailureKind, number>();
  #next: { kind: Failure; about: string }[] = [];
  readonly #random: () => number;

  /** `random` gives numbers from 0 up to 1; a seeded one makes a run repeatable. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /**
   * The next `times` requests with `about` in their body fail in this way; calls queue up. So tests that share a stand-in do
   * not get each other's failures.
   */
  failNext(kind: Failure, times = 1, about = ""): void {
    for (let time = 0; time < times; time++) this.#next.push({ kind, about });
  }

  /** From now on a share (0 to 1) of requests fails in this way. Shares of several kinds add up. */
  failAt(kind: FailureKind, rate: number): void {
    if (rate > 0) this.#rates.set(kind, rate);
    else this.#rates.delete(kind);
  }

  stop(): void {
    this.#rates.clear();
    this.#next = [];
  }

  draw(body: string): Failure | null {
    const next = this.#next.findIndex(({ about }) => body.includes(about));
    if (next >= 0) return this.#next.splice(next, 1)[0]?.kind ?? null;
    let throwOfDice = this.#random();
    for (const [kind, rate] of this.#rates) {
      if (throwOfDice < rate) return kind;
      throwOfDice -= rate;
    }
    return null;
  }

  describe(): { rates: Partial<Record<FailureKind, number>>; next: string[] } {
    const next = this.#next.map(({ kind }) => (typeof kind === "string" ? kind : "an answer of a test's own"));
    return { rates: Object.fromEntries(this.#rates), next };
  }
}
