/** An e-mail as the provider takes it. */
export interface RenderedMail {
  from: string;
  to: string;
  /** Absent if the service itself writes, since its address accepts no e-mail. */
  replyTo?: string;
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
  /** `contentId`: that of a picture that the HTML part shows. */
  attachments: { filename: string; content: string; contentType: string; contentId?: string }[];
}

/** The Content-ID of the ticket's QR code (RFC 2392). */
export const TICKET_PICTURE = "ticket";
