/** An accepted mail, as the stand-in stores and shows it. */
export interface AcceptedMail {
  id: string;
  /** ISO 8601, UTC. */
  acceptedAt: string;
  /** The `Idempotency-Key` of the request, and the mail's index in a batch. */
  idempotencyKey: string | null;
  batchIndex: number | null;
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  replyTo: string[];
  subject: string;
  html: string | null;
  text: string | null;
  headers: Record<string, string>;
  tags: { name: string; value: string }[];
  attachments: Attachment[];
  /** Its status, reported by webhook: Resend's `last_event`. */
  status: MailStatus;
}

export interface Attachment {
  filename: string;
  contentType: string;
  /** Base64. */
  content: string;
  /** The id of a picture that the HTML part shows as `cid:…`. */
  contentId?: string;
}

export type MailStatus = "queued" | "sent" | "delivered" | "bounced" | "complained";

/** `Kari <kari@example.no>` → `kari@example.no` */
export function bareAddress(address: string): string {
  return (/<([^<>]+)>\s*$/.exec(address)?.[1] ?? address).trim();
}
