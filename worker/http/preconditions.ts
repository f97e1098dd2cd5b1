import { tagsIn } from "./etag.ts";
import { ProblemError } from "./problem.ts";

/** The tag of a thing that has a version. Strong: the same version is the same octets. */
export function versionTag(version: number): string {
  return `"${version}"`;
}

/** The tag of a definition for those who may not change it: they see less of it, so these are other octets. */
export function readerTag(version: number): string {
  return `"${version}-read"`;
}

/**
 * `If-Match` and `If-None-Match` of a change (RFC 9110 sections 13.1.1 and 13.1.2): what is not as the client thinks is left
 * alone. RFC 9110 asks for strong comparison of `If-Match`, but a tag that a proxy has weakened is still that of this version,
 * and its client could never change anything. `version` is null for what does not exist.
 * @throws ProblemError changed-meanwhile
 */
export function checkPreconditions(request: Request, version: number | null): void {
  const match = request.headers.get("if-match");
  const noneMatch = request.headers.get("if-none-match");
  const is = (header: string) => version !== null && (header === "*" || tagsIn(header).includes(versionTag(version)));
  if ((match !== null && !is(match)) || (noneMatch !== null && is(noneMatch)))
    throw new ProblemError("changed-meanwhile");
}
