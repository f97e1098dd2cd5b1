import { ProblemError } from "./problem.ts";

/** Octets. A registration with nine colleagues and every field filled is under half of it. */
export const BODY_MAX = 16 * 1024;

/**
 * Reads a body, but never more than `max` octets of it: a length header may lie. A compressed one is refused, since a few
 * octets may unpack to any number.
 * @throws ProblemError too-large, content-encoding, not-utf8
 */
export async function readText(request: Request, max: number): Promise<string> {
  if (!/^(identity)?$/i.test(request.headers.get("content-encoding") ?? "")) throw new ProblemError("content-encoding");
  const tooLarge = () => new ProblemError("too-large", { values: { max: Math.floor(max / 1024) } });
  if (Number(request.headers.get("content-length") ?? 0) > max) throw tooLarge();
  if (!request.body) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    size += chunk.byteLength;
    if (size > max) throw tooLarge();
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return decoded(whole);
}

/** Text in another encoding is refused: read as UTF-8, a name in ISO-8859-1 would be stored with holes in it. */
function decoded(octets: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(octets);
  } catch {
    throw new ProblemError("not-utf8");
  }
}

/** The media type without its parameters. */
export function mediaType(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** A body as it was sent, and what it says. */
export interface Body {
  text: string;
  json: unknown;
}

/** @throws ProblemError media-type, content-encoding, too-large, not-utf8, not-json */
export async function readJson(request: Request, max = BODY_MAX): Promise<Body> {
  if (mediaType(request) !== "application/json")
    throw new ProblemError("media-type", { values: { expected: "application/json" } });
  const text = await readText(request, max);
  try {
    return { text, json: JSON.parse(text) };
  } catch {
    throw new ProblemError("not-json");
  }
}

/** A plain HTML form's post. @throws ProblemError media-type, content-encoding, too-large, not-utf8 */
export async function readForm(request: Request, max = BODY_MAX): Promise<URLSearchParams> {
  if (mediaType(request) !== "application/x-www-form-urlencoded")
    throw new ProblemError("media-type", { values: { expected: "application/x-www-form-urlencoded" } });
  const text = await readText(request, max);
  // A page in another encoding posts its octets as %XX, which URLSearchParams would pass over.
  for (const [octets] of text.matchAll(/(?:%[0-9a-f]{2})+/gi))
    decoded(Uint8Array.from(octets.slice(1).split("%"), (octet) => Number.parseInt(octet, 16)));
  return new URLSearchParams(text);
}
