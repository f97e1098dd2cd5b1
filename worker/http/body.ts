import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { ProblemError } from "./problem.ts";

/** Octets. A registration with nine colleagues and every field filled is less than half of it. */
export const BODY_MAX = 16 * 1024;

/**
 * Reads a body of at most `max` octets. A compressed body is refused, since a few octets may unpack to any number.
 * @throws ProblemError too-large, content-encoding, not-utf8
 */
export async function readText(c: Context, max: number): Promise<string> {
  if (!/^(identity)?$/i.test(c.req.header("content-encoding") ?? "")) throw new ProblemError("content-encoding");
  const onError = () => {
    throw new ProblemError("too-large", { values: { max: Math.floor(max / 1024) } });
  };
  const declared = c.req.header("content-length");
  if (Number(declared) > max) onError();
  // HTTP enforces a declared length. Without one, body-limit counts the octets that arrive.
  if (declared === undefined) await bodyLimit({ maxSize: max, onError })(c, async () => {});
  const octets = new Uint8Array(await c.req.arrayBuffer());
  if (octets.byteLength > max) onError();
  return decoded(octets);
}

/** Decodes UTF-8 and refuses other encodings: a name in ISO-8859-1, read as UTF-8, would be stored with holes. */
function decoded(octets: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(octets);
  } catch {
    throw new ProblemError("not-utf8");
  }
}

/** The media type without its parameters. */
export function mediaType(c: Context): string {
  return (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

function requireMediaType(c: Context, expected: string): void {
  if (mediaType(c) !== expected) throw new ProblemError("media-type", { values: { expected } });
}

/** @throws ProblemError media-type, content-encoding, too-large, not-utf8, not-json */
export async function readJson(c: Context, max = BODY_MAX): Promise<unknown> {
  requireMediaType(c, "application/json");
  const text = await readText(c, max);
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError("not-json");
  }
}

export const FORM = "application/x-www-form-urlencoded";

/** Reads the POST of a plain HTML form. @throws ProblemError media-type, content-encoding, too-large, not-utf8 */
export async function readForm(c: Context, max = BODY_MAX): Promise<URLSearchParams> {
  requireMediaType(c, FORM);
  const text = await readText(c, max);
  // A page in another encoding posts its octets as %XX, which URLSearchParams would not check.
  for (const [octets] of text.matchAll(/(?:%[0-9a-f]{2})+/gi))
    decoded(Uint8Array.from(octets.slice(1).split("%"), (octet) => Number.parseInt(octet, 16)));
  return new URLSearchParams(text);
}
