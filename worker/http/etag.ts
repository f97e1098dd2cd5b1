import { sha256 } from "../security/crypto.ts";

/** Weak comparison, since a proxy that compresses weakens the tag (RFC 9110 section 13.1.2). */
export function isKnown(request: Request, tag: string): boolean {
  const known = (request.headers.get("if-none-match") ?? "")
    .split(",")
    .map((value) => value.trim().replace(/^W\//, ""));
  return known.includes(tag) || known.includes("*");
}

/**
 * Answers 304 without a body to whoever has this very content already, else the content.
 */
export async function withEtag(request: Request, body: string, headers: Record<string, string>): Promise<Response> {
  const tag = `"${(await sha256(body)).slice(0, 32)}"`;
  const response = isKnown(request, tag) ? new Response(null, { status: 304 }) : new Response(body);
  for (const [name, value] of Object.entries({ ...headers, etag: tag })) response.headers.set(name, value);
  return response;
}
