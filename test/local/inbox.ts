import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { type Failure, type Failures, isFailureKind } from "./failures.ts";
import { type Answer, json, readBody, redirect } from "./http.ts";
import { listPage, mailPage, missingPage, viewIn } from "./inbox-pages.ts";
import type { Mailbox } from "./mailbox.ts";

/** The pages besides the API: the inbox for people, the same as JSON for scripts, and the controls that make it fail. */
export interface InboxRequest {
  request: IncomingMessage;
  url: URL;
  mailbox: Mailbox;
  failures: Failures;
  moveClock: (milliseconds: number) => void;
}

/**
 * | | |
 * |---|---|
 * | `GET /`, `GET /inbox` | the list |
 * | `GET /inbox/:id` | one mail, with `?width=320` or `600` and `?scheme=light` or `dark`; `/attachments/:n` its files |
 * | `GET /inbox.json`, `GET /inbox/:id.json` | the same for scripts; `?to=` only mails whose recipients have these words in
 * them |
 * | `GET /control/failures` | what fails now |
 * | `POST /control/failures` | `{"kind": "timeout", "next": 3}` or `{"kind": "500", "rate": 0.2}`; `{"kind": "none"}` ends
 * it; `about`: only of requests that have these words in them; instead of `kind`, `"answer": {"status": 200, "headers": {},
 * "body": "…"}` is that answer, with `"accepts": true` after the mail has gone out |
 * | `POST /control/clock` | `{"forwardMs": 86400000}`: keys are forgotten after 24 h |
 * | `POST /control/clear` | empties the inbox |
 *
 * Returns null for every other path, which belongs to the API.
 */
export async function answerInbox({
  request,
  url,
  mailbox,
  failures,
  moveClock,
}: InboxRequest): Promise<Answer | null> {
  const { pathname } = url;
  const read = request.method === "GET" || request.method === "HEAD";
  if (read && (pathname === "/" || pathname === "/inbox")) return html(200, listPage(mailbox.mails, failures));
  if (read && pathname === "/inbox.json")
    return json(200, { mails: mailbox.mailsTo(url.searchParams.get("to") ?? "") });
  // Browsers request it by themselves; it must not count as a request to the API.
  if (pathname === "/favicon.ico") return { status: 204 };
  if (read && pathname === "/inbox.css") return file("inbox.css", "text/css");
  if (read && pathname === "/inbox.js") return file("inbox.js", "text/javascript");
  if (read && pathname.startsWith("/inbox/")) return answerMail(url, mailbox);
  if (read && pathname === "/control/failures") return json(200, failures.describe());
  if (request.method !== "POST" || !pathname.startsWith("/control/")) return null;

  // Any page in the browser could post here: it is recognised by its Origin. Scripts send none.
  const origin = request.headers.origin;
  if (origin && new URL(origin).host !== request.headers.host) return json(403, { message: "Not from another site." });
  const asked = await readFields(request);
  const done = control(pathname, asked, { mailbox, failures, moveClock });
  if (done) return json(400, { message: done });
  return isForm(request) ? redirect("/inbox") : json(200, failures.describe());
}

type Fields = Record<string, unknown>;

/** Performs the command; returns what is wrong with it, or null. */
function control(
  pathname: string,
  asked: Fields,
  { mailbox, failures, moveClock }: Pick<InboxRequest, "mailbox" | "failures" | "moveClock">,
): string | null {
  switch (pathname) {
    case "/control/clear":
      mailbox.clear();
      return null;
    case "/control/clock": {
      const by = Number(asked.forwardMs);
      if (!Number.isFinite(by)) return "forwardMs: a number of milliseconds";
      moveClock(by);
      return null;
    }
    case "/control/failures": {
      if (asked.kind === "none") {
        failures.stop();
        return null;
      }
      const kind = failureOf(asked);
      if (!kind) return "kind: one of the failure kinds, or none; or an answer";
      const [times, rate] = [Number(asked.next || 0), Number(asked.rate || 0)];
      if (!(times >= 0 && times <= 10_000)) return "next: how many requests, up to 10000";
      if (!(rate >= 0 && rate <= 1)) return "rate: from 0 to 1";
      if (times > 0) failures.failNext(kind, times, String(asked.about ?? ""));
      else if (typeof kind === "string") failures.failAt(kind, rate);
      else return "next: how many requests are answered so";
      return null;
    }
    default:
      return "no such switch";
  }
}

function failureOf({ kind, answer, accepts }: Fields): Failure | null {
  if (isFailureKind(kind)) return kind;
  const { status, headers = {}, body = "" } = Object(answer) as Partial<Answer>;
  return typeof status === "number" ? { answer: { status, headers, body }, accepts: accepts === true } : null;
}

function answerMail({ pathname, searchParams: query }: URL, mailbox: Mailbox): Answer {
  const [, , name = "", part, index] = pathname.split("/");
  const asJson = name.endsWith(".json");
  const mail = mailbox.find(asJson ? name.slice(0, -".json".length) : name);
  if (!mail) return asJson ? json(404, { message: "No such mail." }) : html(404, missingPage());
  if (asJson) return json(200, mail);
  if (part !== "attachments") return html(200, mailPage(mail, viewIn(query)));
  const attachment = mail.attachments[Number(index)];
  if (!attachment) return html(404, missingPage());
  return {
    status: 200,
    headers: {
      "content-type": attachment.contentType,
      // RFC 6266, section 4.3: the name in UTF-8; `attachment` so that no attachment runs on this origin.
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(attachment.filename)}`,
      "x-content-type-options": "nosniff",
    },
    body: Buffer.from(attachment.content, "base64"),
  };
}

function isForm(request: IncomingMessage): boolean {
  return request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
}

async function readFields(request: IncomingMessage): Promise<Fields> {
  const body = await readBody(request);
  if (isForm(request)) return Object.fromEntries(new URLSearchParams(body));
  try {
    return Object(JSON.parse(body || "{}")) as Fields;
  } catch {
    return {};
  }
}

/** A mail's HTML comes with inline styles and no script; the page's own script is a file. */
const policy =
  "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

function html(status: number, body: string): Answer {
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": policy };
  return { status, headers: { ...headers, "cache-control": "no-store" }, body };
}

function file(name: string, type: string): Answer {
  const body = readFileSync(new URL(name, import.meta.url));
  return { status: 200, headers: { "content-type": `${type}; charset=utf-8` }, body };
}
