/** Redirects the browser to a page that may be reloaded (RFC 9110 section 15.4.4). `location` is a path of this service. */
export function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location, "cache-control": "private, no-store" } });
}
