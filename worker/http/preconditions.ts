import { tagsIn } from "./etag.ts";
import { ProblemError } from "./problem.ts";

/** The tag of a versioned resource. It is strong: the same version has the same octets. */
export function versionTag(version: number): string {
  return `"${version}"`;
}

/** The tag of a definition for readers who may not change it: they see less of it, so the octets differ. */
export function readerTag(version: number): string {
  return `"${version}-read"`;
}

/**
 * Checks `If-Match` and `If-None-Match` of a change (RFC 9110 sections 13.1.1 and 13.1.2), so that a client never changes a
 * version that it has not seen. RFC 9110 asks for strong comparison of `If-Match`, but a tag weakened by a proxy still names
 * this version, and with strong comparison its client could never change anything. `version` is null if nothing is stored.
 * @throws ProblemError changed-meanwhile
 */
export function checkPreconditions(request: Request, version: number | null): void {
  const match = request.headers.get("if-match");
  const noneMatch = request.headers.get("if-none-match");
  const is = (header: string) => version !== null && (header === "*" || tagsIn(header).includes(versionTag(version)));
  if ((match !== null && !is(match)) || (noneMatch !== null && is(noneMatch)))
    throw new ProblemError("changed-meanwhile");
}
