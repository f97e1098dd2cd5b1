import { sha256 } from "./secrets.ts";

/**
 * Answers 304 without a body to whoever has this very content already (RFC 9110 section 13.1.2), else the content. Weak
 * comparison, since a proxy that compresses weakens the tag.
 */
export async function withEtag(request: Request, body: string, headers: Record<string, string>): Promise<Response> {
  const tag = `"${(await sha256(body)).slice(0, 32)}"`;
  const known = (request.headers.get("if-none-match") ?? "")
    .split(",")
    .map((value) => value.trim().replace(/^W\//, ""));
  const response =
    known.includes(tag) || known.includes("*") ? new Response(null, { status: 304 }) : new Response(body);
  for (const [name, value] of Object.entries({ ...headers, etag: tag })) response.headers.set(name, value);
  return response;
}
