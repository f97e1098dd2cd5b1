/**
 * The key of an `Idempotency-Key` header (RFC draft "The Idempotency-Key HTTP Header Field"), with or without its quotes;
 * null without a usable one.
 */
export function idempotencyKey(header: string | null | undefined): string | null {
  const key = header?.trim().replace(/^"(.*)"$/, "$1") ?? "";
  return /^[\x21-\x7e]{8,100}$/.test(key) ? key : null;
}
