import { createHash, randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { type Answer, json } from "./http.ts";
import type { AcceptedMail } from "./mail.ts";
import type { Mailbox } from "./mailbox.ts";
import { invalid, isRefusal, type MailContent, parseMail, type Refusal } from "./validation.ts";

/**
 * `POST /emails`, `POST /emails/batch` and `GET /emails/:id` as https://resend.com/docs/api-reference states them: what is
 * accepted, what is refused and with which words. Rates, failures and connections are handled elsewhere.
 */
export interface EmailsApiOptions {
  mailbox: Mailbox;
  /** null: any key is valid. */
  apiKey: string | null;
  /** Milliseconds since 1970; decides when a key is forgotten. */
  now: () => number;
  /** How long accepting a mail takes; meanwhile its key is in flight. */
  latencyMs: number;
  accepted: (mail: AcceptedMail) => void;
}

export interface ApiRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

const keyMemoryMs = 24 * 60 * 60 * 1000;
const largestBatch = 100;

export class EmailsApi {
  readonly #options: EmailsApiOptions;
  readonly #inFlight = new Set<string>();

  constructor(options: EmailsApiOptions) {
    this.#options = options;
  }

  /** The refusal for a client without a valid key; otherwise null. */
  unauthorized(headers: IncomingHttpHeaders): Answer | null {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
    if (!token) {
      const message = "Missing API key in the authorization header.";
      return refuse({ status: 401, name: "missing_api_key", message });
    }
    if (this.#options.apiKey === null || token === this.#options.apiKey) return null;
    return refuse({ status: 403, name: "invalid_api_key", message: "API key is invalid." });
  }

  async handle(request: ApiRequest): Promise<Answer> {
    if (request.method === "POST" && request.path === "/emails") return this.#idempotently(request, one);
    if (request.method === "POST" && request.path === "/emails/batch") return this.#idempotently(request, batch);
    const id = /^\/emails\/([\w-]+)$/.exec(request.path)?.[1];
    if (request.method === "GET" && id) return this.#retrieve(id);
    if (request.path === "/emails" || request.path.startsWith("/emails/")) {
      const message = "Method is not allowed for the requested path.";
      return refuse({ status: 405, name: "method_not_allowed", message });
    }
    return refuse({ status: 404, name: "not_found", message: "The requested endpoint does not exist." });
  }

  /** The same key and body get the same answer for 24 hours; https://resend.com/docs/dashboard/emails/idempotency-keys */
  async #idempotently(request: ApiRequest, read: (body: unknown, permissive: boolean) => Reading): Promise<Answer> {
    const given = request.headers["idempotency-key"];
    if (given === undefined) return this.#take(request, read, null);
    const key = String(given);
    if (key.length < 1 || key.length > 256) {
      const message = "The key must be between 1-256 chars.";
      return refuse({ status: 400, name: "invalid_idempotency_key", message });
    }
    const bodyHash = createHash("sha256").update(`${request.path}\n${request.body}`).digest("hex");
    const before = this.#options.mailbox.remembered(key);
    if (before && this.#options.now() - before.at < keyMemoryMs) {
      if (before.bodyHash === bodyHash) return json(200, before.answer);
      const message =
        "This idempotency key has been used on a request with a different payload. Retrying this request is useless without changing the idempotency key or payload.";
      return refuse({ status: 409, name: "invalid_idempotent_request", message });
    }
    if (this.#inFlight.has(key)) {
      const message = "Another request with the same idempotency key is currently in progress.";
      return refuse({ status: 409, name: "concurrent_idempotent_requests", message });
    }
    this.#inFlight.add(key);
    try {
      return await this.#take(request, read, { key, bodyHash });
    } finally {
      this.#inFlight.delete(key);
    }
  }

  async #take(
    request: ApiRequest,
    read: (body: unknown, permissive: boolean) => Reading,
    key: { key: string; bodyHash: string } | null,
  ): Promise<Answer> {
    if (this.#options.latencyMs > 0) await new Promise((done) => setTimeout(done, this.#options.latencyMs));
    const reading = read(parseJson(request.body), request.headers["x-batch-validation"] === "permissive");
    if (isRefusal(reading)) return refuse(reading);
    const now = this.#options.now();
    const mails = reading.contents.map(
      (content, index): AcceptedMail => ({
        id: randomUUID(),
        acceptedAt: new Date(now).toISOString(),
        idempotencyKey: key?.key ?? null,
        batchIndex: reading.batch ? index : null,
        ...content,
        status: "queued",
      }),
    );
    const answer = reading.answer(mails.map(({ id }) => ({ id })));
    this.#options.mailbox.accept(mails, key && { ...key, answer, at: now });
    for (const mail of mails) this.#options.accepted(mail);
    return json(200, answer);
  }

  #retrieve(id: string): Answer {
    const mail = this.#options.mailbox.find(id);
    if (!mail) return refuse({ status: 404, name: "not_found", message: "Email not found" });
    return json(200, {
      object: "email",
      id: mail.id,
      to: mail.to,
      from: mail.from,
      created_at: mail.acceptedAt,
      subject: mail.subject,
      html: mail.html,
      text: mail.text,
      cc: mail.cc,
      bcc: mail.bcc,
      reply_to: mail.replyTo,
      last_event: mail.status,
      scheduled_at: null,
      tags: mail.tags,
    });
  }
}

/** Resend's error schema: https://resend.com/docs/api-reference/errors */
export function refuse(refusal: Refusal, headers: Record<string, string> = {}): Answer {
  const { status, name, message } = refusal;
  return json(status, { statusCode: status, message, name }, headers);
}

/** The mails in a request's body, and the answer once they have ids. */
type Reading = { contents: MailContent[]; batch: boolean; answer: (ids: { id: string }[]) => unknown } | Refusal;

function one(body: unknown): Reading {
  const mail = parseMail(body, { attachments: true });
  if (isRefusal(mail)) return mail;
  return { contents: [mail], batch: false, answer: ([id]) => id };
}

/** Strict: one bad mail refuses all. `permissive`: valid mails are sent, invalid ones are listed. */
function batch(body: unknown, permissive: boolean): Reading {
  if (!Array.isArray(body) || body.length === 0) return invalid("The request body must be an array of emails.");
  if (body.length > largestBatch) return invalid(`Batch size must be at most ${largestBatch} emails.`);
  const contents: MailContent[] = [];
  const errors: { index: number; message: string }[] = [];
  for (const [index, entry] of (body as unknown[]).entries()) {
    const mail = parseMail(entry, { attachments: false });
    if (!isRefusal(mail)) contents.push(mail);
    else if (permissive) errors.push({ index, message: mail.message });
    else return mail;
  }
  return { contents, batch: true, answer: (data) => (permissive ? { data, errors } : { data }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no mail looks like this, so the validation refuses it
  }
}
