/** Weak comparison, since a proxy that compresses weakens the tag (RFC 9110 section 13.1.2). */
export function isKnown(request: Request, tag: string): boolean {
  const known = (request.headers.get("if-none-match") ?? "")
    .split(",")
    .map((value) => value.trim().replace(/^W\//, ""));
  return known.includes(tag) || known.includes("*");
}

/** Answers 304 without a body to a client that has this very content already, else the content. */
export async function withEtag(request: Request, body: string, headers: Record<string, string>): Promise<Response> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
  const tag = `"${new Uint8Array(digest).toHex().slice(0, 32)}"`;
  const response = isKnown(request, tag) ? new Response(null, { status: 304 }) : new Response(body);
  for (const [name, value] of Object.entries({ ...headers, etag: tag })) response.headers.set(name, value);
  return response;
}
