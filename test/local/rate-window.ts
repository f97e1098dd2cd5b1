/**
 * Resend's request limit per second, reported in the headers of draft-ietf-httpapi-ratelimit-headers-06
 * (https://resend.com/docs/api-reference/rate-limit). Its pages do not say when a second begins; here it begins with the
 * first request after the previous second.
 */
export class RateWindow {
  readonly #limit: number | null;
  #began = Number.NEGATIVE_INFINITY;
  #used = 0;

  /** `limit` in requests a second; null for none. */
  constructor(limit: number | null) {
    this.#limit = limit;
  }

  take(now = performance.now()): { allowed: boolean; headers: Record<string, string> } {
    if (this.#limit === null) return { allowed: true, headers: {} };
    if (now - this.#began >= 1000) {
      this.#began = now;
      this.#used = 0;
    }
    const allowed = this.#used < this.#limit;
    if (allowed) this.#used++;
    const secondsLeft = Math.max(1, Math.ceil((this.#began + 1000 - now) / 1000));
    const headers: Record<string, string> = {
      "ratelimit-policy": `${this.#limit};w=1`,
      "ratelimit-limit": String(this.#limit),
      "ratelimit-remaining": String(this.#limit - this.#used),
      "ratelimit-reset": String(secondsLeft),
    };
    if (!allowed) headers["retry-after"] = String(secondsLeft);
    return { allowed, headers };
  }
}
