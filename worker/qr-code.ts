/** QR codes (ISO/IEC 18004) of short addresses: drawn into pages, and as a picture for e-mails. */
import { encodeQR } from "qr";

/** Modules of white around the code (section 5.3.8). */
const QUIET = 4;

/**
 * Rows of modules, true for dark ones, with the quiet zone. Error correction "medium": a code with up to 15 % damage still
 * reads.
 */
function modulesOf(text: string): boolean[][] {
  return encodeQR(text, "raw", { ecc: "medium", border: QUIET });
}

/** The path of the dark modules, for an `svg` of `size` by `size`. The caller draws the white background. */
export function qrDrawing(text: string): { size: number; path: string } {
  const rows = modulesOf(text);
  let path = "";
  for (const [y, row] of rows.entries())
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x++;
      const width = x + 1 - start;
      path += `M${start} ${y}h${width}v1h-${width}z`;
    }
  return { size: rows.length, path };
}

/** Pixels of a module. */
const SCALE = 4;

/** A PNG, black on white. Not compressed: three kilobytes do not justify a compressor. */
export function qrPicture(text: string): Uint8Array<ArrayBuffer> {
  const modules = modulesOf(text);
  const size = modules.length * SCALE;
  const width = Math.ceil(size / 8) + 1;
  const rows = new Uint8Array(width * size);
  for (let y = 0; y < size; y++)
    // The first byte of a row names its filter: none.
    for (let x = 0; x < size; x++)
      if (!modules[Math.floor(y / SCALE)]?.[Math.floor(x / SCALE)]) {
        const at = y * width + 1 + (x >> 3);
        rows[at] = (rows[at] ?? 0) | (128 >> (x & 7));
      }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, size);
  view.setUint32(4, size);
  // One bit for each pixel, grey.
  header[8] = 1;
  return joined([
    [137, 80, 78, 71, 13, 10, 26, 10],
    chunk("IHDR", header),
    chunk("IDAT", stored(rows)),
    chunk("IEND", new Uint8Array()),
  ]);
}

function joined(parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** RFC 1950 around one stored block of RFC 1951, which holds 65,535 bytes at most. */
function stored(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = bytes;
  if (length > 0xffff) throw new Error("A QR code too large to store in one block");
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  const inverse = ~length;
  const sum = [b >> 8, b & 255, a >> 8, a & 255];
  return joined([[0x78, 1, 1, length & 255, length >> 8, inverse & 255, (inverse >> 8) & 255], bytes, sum]);
}

function chunk(name: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const named = joined([new TextEncoder().encode(name), content]);
  const ends = new DataView(new ArrayBuffer(8));
  ends.setUint32(0, content.length);
  ends.setUint32(4, crc(named));
  const bytes = new Uint8Array(ends.buffer);
  return joined([bytes.subarray(0, 4), named, bytes.subarray(4)]);
}

/** CRC-32, as PNG has it (ISO/IEC 15948 annex D). */
function crc(bytes: Uint8Array): number {
  let sum = ~0;
  for (const byte of bytes) sum = (crcTable[(sum ^ byte) & 255] ?? 0) ^ (sum >>> 8);
  return ~sum >>> 0;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1;
  return sum;
});
