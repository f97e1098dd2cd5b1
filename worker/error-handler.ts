import type { Context, ErrorHandler, Hono, NotFoundHandler } from "hono";
import { accepts } from "hono/accepts";
import { MisconfiguredError } from "./environment.ts";
import { FORM, mediaType } from "./http/body.ts";
import { languageOf } from "./http/language.ts";
import { MAINTENANCE_RETRY_AFTER } from "./http/maintenance.ts";
import {
  languageOfProblem,
  type ProblemDetails,
  ProblemError,
  type ProblemName,
  problemOf,
  problemResponse,
} from "./http/problem.ts";
import { noteRefusal } from "./http/refusal-log.ts";
import type { Language } from "./i18n/language.ts";
import type { TextKey } from "./i18n/translate.ts";
import { problemPage } from "./pages/page.tsx";
import { isOverLimit, type Purpose, RETRY_AFTER, rateLimited } from "./security/rate-limit.ts";
import type { ServiceEnv } from "./service.ts";
import { isOverload } from "./storage/overload.ts";
import { appliedMigration, NEWEST_MIGRATION } from "./storage/schema.ts";

/** Browsers that open a page or post a form ask for HTML; scripts and programs do not. */
function wantsPage(c: Context): boolean {
  if (c.req.method !== "GET" && mediaType(c) !== FORM) return false;
  const supports = ["application/problem+json", "application/json", "text/html"];
  return accepts(c, { header: "Accept", supports, default: "application/problem+json" }) === "text/html";
}

/** Headers of a problem: RFC 6750 section 3, RFC 6585 section 4, RFC 7694 section 3, RFC 9110 sections 10.2.1 and 10.2.3. */
function headersOf(problem: ProblemName, { values, challenge }: ProblemDetails): Record<string, string> {
  switch (problem) {
    case "unauthorized":
      return { "www-authenticate": "Bearer" };
    case "forbidden":
      return { "www-authenticate": `Bearer error="insufficient_scope", scope="${values?.scope}"` };
    case "challenge":
    case "rate-limited":
    case "unavailable":
    case "updating":
      return { "retry-after": String(RETRY_AFTER) };
    case "overloaded":
      return { "retry-after": String((challenge as { wait: number }).wait) };
    case "maintenance":
      return { "retry-after": String(MAINTENANCE_RETRY_AFTER) };
    case "content-encoding":
      return { "accept-encoding": "identity" };
    case "method-not-allowed":
      return { allow: String(values?.allowed) };
    default:
      return {};
  }
}

/** Problem details for programs (RFC 9457), a page with the same words for browsers. */
export async function problem(
  c: Context,
  name: ProblemName,
  details: ProblemDetails = {},
  reader: Language = languageOf(c),
): Promise<Response> {
  noteRefusal(c, name);
  const language = languageOfProblem(name, details, reader);
  const told = problemOf(name, language, details);
  const response = wantsPage(c)
    ? await (details.page?.(language) ?? problemPage(told, language, details.wayOn ?? wayOn(c, name, told.status)))
    : problemResponse(told, language);
  for (const [header, value] of Object.entries(headersOf(name, details))) response.headers.set(header, value);
  return response;
}

/** The link to continue: usually to the same address, since every form's address also has a page. Null if there is none. */
function wayOn({ req }: Context, name: ProblemName, status: number): { href: string; label: TextKey } | null {
  const gone = status === 404 || status === 405;
  const toEvents = name === "not-your-event" || name === "not-creator" || (gone && req.path.startsWith("/organiser/"));
  if (toEvents) return { href: "/organiser", label: "organiser.events.heading" };
  return gone ? null : { href: ownPath(req.url), label: "button.retry" };
}

/** One slash: a path that begins with two would lead to another host. */
function ownPath(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname.replace(/^\/+/, "/") + search;
}

/** 405 with the methods of the path (RFC 9110 section 15.5.6); 404 if the path has none. */
export function notFoundHandler(app: Pick<Hono<ServiceEnv>, "router">): NotFoundHandler<ServiceEnv> {
  return (c) => {
    const allowed = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((method) =>
      app.router.match(method, c.req.path)[0].some(([[, route]]) => route.method === method),
    );
    if (allowed.length === 0) return problem(c, "not-found");
    return problem(c, "method-not-allowed", { values: { allowed: allowed.join(", ") } });
  };
}

/** What the client with this problem has guessed; null if nothing. */
function guessOf({ problem, details }: ProblemError): Purpose | null {
  switch (problem) {
    case "unauthorized":
      return "token";
    case "bad-signature":
      return "signature";
    case "not-found":
      return details.guessed ? "manage-link" : null;
    default:
      return null;
  }
}

export const errorHandler: ErrorHandler<ServiceEnv> = async (error, c) => {
  if (error instanceof ProblemError) {
    // The rate limit counts only wrong guesses: a right secret works even from an address that guesses.
    const guess = guessOf(error);
    const guesses = guess !== null && (await isOverLimit(c, guess));
    const { problem: name, details } = guesses ? rateLimited() : error;
    return problem(c, name, details);
  }
  const reference = crypto.randomUUID();
  const failure = await failureOf(error, c.var.service?.db ?? c.env?.DB);
  // The route, not the path: the path of a manage link contains its secret.
  console.error(
    JSON.stringify({
      log: "error",
      reference,
      failure,
      path: c.req.routePath,
      error: String(error),
      stack: error.stack,
    }),
  );
  // The form waits and sends the same again by itself, as after a challenge.
  const challenge = failure === "overloaded" ? { challenge: { wait: secondsApart() } } : {};
  return problem(c, failure, { values: { reference }, ...challenge });
};

/** After how many seconds clients of an overloaded database come back: not all at once. */
const BACK_AFTER = { min: 5, max: 15 };

function secondsApart(): number {
  const { min, max } = BACK_AFTER;
  return min + Math.floor(Math.random() * (max - min + 1));
}

type Failure = "unavailable" | "overloaded" | "updating" | "internal";

/**
 * Why a request failed unexpectedly: wrong settings, an overloaded database, a database schema that does not fit this code,
 * or a bug.
 */
async function failureOf(error: Error, db: D1Database | undefined): Promise<Failure> {
  if (error instanceof MisconfiguredError) return "unavailable";
  // Checked first, since it needs no further query to a busy database.
  if (isOverload(error)) return "overloaded";
  const applied = await (db && appliedMigration(db).catch(() => null));
  return applied && applied !== NEWEST_MIGRATION ? "updating" : "internal";
}
