import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { EmailsApi, refuse } from "./emails-api.ts";
import { type Failure, type FailureKind, Failures } from "./failures.ts";
import { type Answer, close, listen, readBody, send } from "./http.ts";
import { answerInbox } from "./inbox.ts";
import type { AcceptedMail } from "./mail.ts";
import { Mailbox } from "./mailbox.ts";
import { RateWindow } from "./rate-window.ts";
import { defaultTiming, Webhooks, type WebhookTarget, type WebhookTiming } from "./webhooks.ts";

/**
 * A stand-in for Resend on loopback: its HTTP API as its documentation states it, its signed webhooks, and an inbox to read
 * the mails in. It can be told to fail, with a method here or on the inbox page.
 */
export interface StandInOptions {
  /** 0 or absent: any free port. */
  port?: number;
  /** null or absent: any key is valid. */
  apiKey?: string | null;
  webhook?: WebhookTarget | null;
  webhookTiming?: Partial<WebhookTiming>;
  /** Requests a second, Resend's own default 2; null for no limit. */
  requestsPerSecond?: number | null;
  /** How long accepting a mail takes, in milliseconds. */
  latencyMs?: number;
  /** Mails and keys are kept here and survive a restart; absent: in memory. */
  directory?: string | null;
  /** For repeatable failures. */
  random?: () => number;
}

export interface ResendStandIn {
  /** The base URL for `new Resend(key, { baseUrl })`; in a browser, the inbox. */
  readonly url: string;
  /** Accepted mails, oldest first, each once, however often it was sent. */
  mails(): readonly AcceptedMail[];
  /** The first mail that `matches`, now or within `timeoutMs`. */
  waitForMail(matches: (mail: AcceptedMail) => boolean, timeoutMs?: number): Promise<AcceptedMail>;
  /** The next requests fail; with `about`, only those with it in their body. */
  failNext(kind: Failure, times?: number, about?: string): void;
  /** How many failures of `failNext` are left. */
  failuresLeft(): number;
  failAt(kind: FailureKind, rate: number): void;
  stopFailing(): void;
  /** Moves the clock for forgetting keys and counting requests. */
  moveClock(milliseconds: number): void;
  setWebhook(target: WebhookTarget | null): void;
  /** The number of all requests to the API so far, whatever their outcome. */
  requests(): number;
  /**
   * How often a request came while another with the same Idempotency-Key was still open: two senders had the same message.
   */
  overlaps(): number;
  stop(): Promise<void>;
}

/** Rejects with the error of `listen` when the port is taken. */
export async function startResendStandIn(options: StandInOptions = {}): Promise<ResendStandIn> {
  const mailbox = new Mailbox(options.directory ?? null);
  const failures = new Failures(options.random);
  const timing = { ...defaultTiming, ...options.webhookTiming };
  const rate = new RateWindow(options.requestsPerSecond === undefined ? 2 : options.requestsPerSecond);
  let clockAhead = 0;
  let requests = 0;
  let overlaps = 0;
  const open = new Set<string>();
  const now = () => Date.now() + clockAhead;

  let webhooks: Webhooks | null = null;
  const api = new EmailsApi({
    mailbox,
    apiKey: options.apiKey ?? null,
    now,
    latencyMs: options.latencyMs ?? 0,
    accepted: (mail) => webhooks?.announce(mail),
  });

  async function answerApi(request: IncomingMessage, path: string, response: ServerResponse): Promise<void> {
    requests++;
    noteOverlap(request, response);
    const body = await readBody(request);
    const failure = failures.draw(body);
    if (failure === "reset") return cut(response);
    if (failure === "timeout") return;
    const { allowed, headers } = rate.take(performance.now() + clockAhead);
    const finish = (answer: Answer) => send(response, { ...answer, headers: { ...answer.headers, ...headers } });
    if (!allowed) return finish(tooFast);
    const given = typeof failure === "object" ? failure : null;
    const refusal = api.unauthorized(request.headers) ?? (typeof failure === "string" ? refusals[failure] : null);
    if (refusal) return finish(refusal);
    if (given && !given.accepts) return finish(given.answer);
    const answer = await api.handle({ method: request.method ?? "GET", path, headers: request.headers, body });
    if (failure === "accept-then-drop") return cut(response);
    if (failure === "accept-then-timeout") return;
    finish(given?.answer ?? (failure === "accept-then-500" ? serverError : answer));
  }

  function noteOverlap(request: IncomingMessage, response: ServerResponse): void {
    const key = String(request.headers["idempotency-key"] ?? "");
    if (!key) return;
    if (open.has(key)) overlaps++;
    open.add(key);
    // Also if the sender has disconnected or died.
    response.on("close", () => open.delete(key));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return;
      console.error("The Resend stand-in broke:", error);
      send(response, serverError);
    });
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://stand-in.invalid");
    const page = await answerInbox({ request, url, mailbox, failures, moveClock: (by) => (clockAhead += by) });
    if (page) return send(response, page);
    await answerApi(request, url.pathname, response);
  }

  const url = await listen(server, options.port ?? 0);
  webhooks = new Webhooks(mailbox, options.webhook ?? null, timing);

  return {
    url,
    mails: () => mailbox.mails,
    waitForMail: (matches, timeoutMs = 10_000) => waitForMail(mailbox, matches, timeoutMs),
    failNext: (kind, times, about) => failures.failNext(kind, times, about),
    failuresLeft: () => failures.describe().next.length,
    failAt: (kind, share) => failures.failAt(kind, share),
    stopFailing: () => failures.stop(),
    moveClock: (milliseconds) => {
      clockAhead += milliseconds;
    },
    setWebhook: (target) => {
      webhooks.target = target;
    },
    requests: () => requests,
    overlaps: () => overlaps,
    stop: async () => {
      webhooks.stop();
      await close(server);
    },
  };
}

/** A TCP reset, not an orderly end: like a crashed proxy or a lost route. */
function cut(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

const serverError = refuse({ status: 500, name: "application_error", message: "An unexpected error occurred." });

const rateExceeded = {
  status: 429,
  name: "rate_limit_exceeded",
  message:
    "Too many requests. Please limit the number of requests per second. Or contact support to increase rate limit.",
};
const tooFast = refuse(rateExceeded);

/** The failures that are an answer; the others affect the connection. */
const refusals: Partial<Record<FailureKind, Answer>> = {
  "500": serverError,
  "502": {
    status: 502,
    headers: { "content-type": "text/html" },
    body: "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>",
  },
  "429": refuse(rateExceeded, { "retry-after": "1" }),
  "422": refuse({ status: 422, name: "validation_error", message: "The `to` field could not be parsed." }),
  "401": refuse({ status: 401, name: "missing_api_key", message: "Missing API key in the authorization header." }),
  busy: refuse(rateExceeded, { "retry-after": "120" }),
  "403": refuse({
    status: 403,
    name: "validation_error",
    message: "The example.no domain is not verified. Please, add and verify your domain.",
  }),
  "daily-quota": refuse({
    status: 429,
    name: "daily_quota_exceeded",
    message: "You have reached your daily email sending quota.",
  }),
  "monthly-quota": refuse({
    status: 429,
    name: "monthly_quota_exceeded",
    message: "You have reached your monthly email sending quota.",
  }),
};

function waitForMail(
  mailbox: Mailbox,
  matches: (mail: AcceptedMail) => boolean,
  timeoutMs: number,
): Promise<AcceptedMail> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const mail = mailbox.mails.find(matches);
      if (!mail) return;
      clearTimeout(timer);
      unwatch();
      resolve(mail);
    };
    const unwatch = mailbox.watch(look);
    const timer = setTimeout(() => {
      unwatch();
      const seen = mailbox.mails.map((mail) => `${mail.subject} → ${mail.to.join(", ")}`).join("\n  ") || "none";
      reject(new Error(`No such mail within ${timeoutMs} ms. Accepted so far:\n  ${seen}`));
    }, timeoutMs);
    look();
  });
}
