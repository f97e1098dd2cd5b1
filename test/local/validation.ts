import type { AcceptedMail, Attachment } from "./mail.ts";

/**
 * What Resend's API requires of a mail, in its own words where they are known
 * (https://resend.com/docs/api-reference/emails/send-email and /errors).
 */

export interface Refusal {
  status: number;
  name: string;
  message: string;
}

export type MailContent = Omit<AcceptedMail, "id" | "acceptedAt" | "idempotencyKey" | "batchIndex" | "status">;

const addressFormat = "The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.";
const bare = /^[^\s<>@,]+@[^\s<>@,]+\.[^\s<>@,]+$/;
const named = /^[^<>\r\n]*<([^\s<>@,]+@[^\s<>@,]+\.[^\s<>@,]+)>$/;
const tagText = /^[A-Za-z0-9_-]{1,256}$/;

/** Checks one mail in the request's JSON. Never throws, whatever the JSON is. */
export function parseMail(body: unknown, options: { attachments: boolean }): MailContent | Refusal {
  if (!isRecord(body)) return invalid("The request body must be a JSON object.");
  const addresses = parseAddresses(body);
  if (isRefusal(addresses)) return addresses;
  const { from, subject, html, text, headers, tags } = body;
  if (missing(subject)) return missingField("subject");
  if (typeof subject !== "string") return invalid("The `subject` field must be a `string`.");
  if (missing(html) && missing(text)) return missingField("html` or `text");
  for (const [field, part] of Object.entries({ html, text }))
    if (part != null && typeof part !== "string") return invalid(`The \`${field}\` field must be a \`string\`.`);
  if (headers != null && !isStringRecord(headers)) return invalid("The `headers` field must be an object of strings.");
  const parsedTags = parseTags(tags);
  if (isRefusal(parsedTags)) return parsedTags;
  if (!options.attachments && body.attachments != null)
    return invalid("The `attachments` field is not supported in batch requests.");
  const attachments = parseAttachments(body.attachments);
  if (isRefusal(attachments)) return attachments;
  return {
    from: from as string, // parseAddresses has checked it
    ...addresses,
    subject,
    html: typeof html === "string" ? html : null,
    text: typeof text === "string" ? text : null,
    headers: isStringRecord(headers) ? headers : {},
    tags: parsedTags,
    attachments,
  };
}

export function isRefusal(value: object): value is Refusal {
  return "status" in value && "message" in value;
}

export function invalid(message: string): Refusal {
  return { status: 422, name: "validation_error", message };
}

function missingField(field: string): Refusal {
  return { status: 422, name: "missing_required_field", message: `Missing \`${field}\` field.` };
}

type Addresses = Pick<AcceptedMail, "to" | "cc" | "bcc" | "replyTo">;

function parseAddresses(body: Record<string, unknown>): Addresses | Refusal {
  if (missing(body.from)) return missingField("from");
  if (typeof body.from !== "string" || !isAddress(body.from))
    return invalid(`Invalid \`from\` field. ${addressFormat}`);
  if (missing(body.to)) return missingField("to");
  const lists: Addresses = { to: [], cc: [], bcc: [], replyTo: [] };
  const fields = [["to", "to"], ["cc", "cc"], ["bcc", "bcc"], ["reply_to", "replyTo"]] as const; // biome-ignore format: a table
  for (const [field, property] of fields) {
    const value = body[field];
    if (value == null) continue;
    const list: unknown[] = Array.isArray(value) ? value : [value];
    if (list.length > 50) return invalid(`The \`${field}\` field must not have more than 50 addresses.`);
    for (const address of list) {
      if (typeof address !== "string" || !isAddress(address))
        return invalid(`Invalid \`${field}\` field. ${addressFormat}`);
      lists[property].push(address);
    }
  }
  return lists.to.length > 0 ? lists : missingField("to");
}

function isAddress(text: string): boolean {
  return bare.test(text) || named.test(text);
}

function parseTags(tags: unknown): AcceptedMail["tags"] | Refusal {
  if (tags == null) return [];
  if (!Array.isArray(tags)) return invalid("The `tags` field must be an array.");
  const parsed: AcceptedMail["tags"] = [];
  for (const tag of tags as unknown[]) {
    if (!isRecord(tag) || !isTagText(tag.name) || !isTagText(tag.value))
      return invalid("Tags should only contain ASCII letters, numbers, underscores, or dashes.");
    parsed.push({ name: tag.name, value: tag.value });
  }
  return parsed;
}

function isTagText(value: unknown): value is string {
  return typeof value === "string" && tagText.test(value);
}

function parseAttachments(attachments: unknown): Attachment[] | Refusal {
  if (attachments == null) return [];
  if (!Array.isArray(attachments)) return invalid("The `attachments` field must be an array.");
  const parsed: Attachment[] = [];
  for (const attachment of attachments as unknown[]) {
    if (!isRecord(attachment) || typeof attachment.filename !== "string" || typeof attachment.content !== "string")
      return { status: 422, name: "invalid_attachment", message: "Attachment must have a `filename` and `content`." };
    parsed.push({
      filename: attachment.filename,
      contentType:
        typeof attachment.content_type === "string" ? attachment.content_type : typeByName(attachment.filename),
      content: attachment.content,
      ...(typeof attachment.content_id === "string" ? { contentId: attachment.content_id } : {}),
    });
  }
  return parsed;
}

/** "if not set will be derived from the filename property" */
function typeByName(filename: string): string {
  const types: Record<string, string> = {
    ics: "text/calendar",
    pdf: "application/pdf",
    png: "image/png",
    txt: "text/plain",
  };
  return types[filename.split(".").pop() ?? ""] ?? "application/octet-stream";
}

function missing(value: unknown): boolean {
  return value == null || value === "" || (Array.isArray(value) && value.length === 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStringRecord(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((entry) => typeof entry === "string");
}
