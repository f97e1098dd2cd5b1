import type { Language, LocalText } from "../i18n/language.ts";
import type { TextKey, Translate } from "../i18n/translate.ts";

/** What an e-mail says. The HTML part and the text part are both made from this, so they cannot differ. */
export type Block =
  | { type: "paragraph"; runs: Run[] }
  /**
   * The action for the reader, below everything else. At most one; without one, the link to the manage page is the action.
   */
  | { type: "action"; look: "button" | "link"; label: string; href: string; note?: string }
  /** What the attendee shows at the door. `picture`: the address in the QR code; null if the e-mail has no QR code. */
  | { type: "ticket"; note: string; code: string; picture: { url: string; alt: string } | null }
  /** A separate part with its own heading. */
  | { type: "section"; heading: string; paragraphs: Run[][] };

/** A piece of a sentence. The `text` of a link says where it leads; the text part adds the address after it. */
export interface Run {
  text: string;
  href?: string;
  /** The language, if it differs from the e-mail's (WCAG 3.1.2). */
  lang?: Language;
}

/** A row of the ticket's stub. */
export interface Detail {
  label: string;
  value: Run[];
  /** No longer true: the HTML part strikes it through. */
  struck?: boolean;
}

/** The content of one kind of e-mail. compose.ts adds the parts that all have. */
export interface Content {
  /** The key of a text that ends in ": {event}" or does not name the event; or the text itself. */
  subject: TextKey | LocalText;
  /** The subject's values besides the event. */
  values?: Record<string, string>;
  /** The key of the ticket's heading, if it is not the beginning of the subject. */
  heading?: TextKey;
  /** The rows below the ticket's heading. Default: when, where and who (facts.ts). */
  facts?: Detail[];
  blocks: Block[];
  /** `change`: for people who take part or wait. `see`: there is nothing left to change or cancel. */
  manage: "change" | "see" | null;
  /** METHOD of the calendar file that is attached (RFC 5546). */
  calendar: "PUBLISH" | "CANCEL" | null;
  /** Below the ticket, for a reader who should not have received the e-mail. */
  closing: Run[] | null;
}

/** The text of the link: from the end of the previous sentence to the colon. */
const ENDS_WITH_ADDRESS = /^(?<before>.*[.?!] )?(?<words>[^.?!{}]+): \{(?<name>\w+)\}$/;

function pieces(template: string, values: Record<string, string | Run[]>): Run[] {
  // Split before filling in values: a name may be "{manageUrl}".
  return template.split(/(\{\w+\})/).flatMap((piece) => {
    const value = values[piece.slice(1, -1)];
    if (piece === "") return [];
    if (!/^\{\w+\}$/.test(piece) || value === undefined) return [{ text: piece }];
    return typeof value === "string" ? [{ text: value }] : value;
  });
}

/**
 * A text as runs. A value may be runs itself. If the text ends in ": {someUrl}", the sentence before it becomes the link, so
 * that the HTML part does not show the address.
 */
export function runs(t: Translate, key: TextKey, values: Record<string, string | Run[]> = {}): Run[] {
  const template = t(key);
  const { before, words, name } = ENDS_WITH_ADDRESS.exec(template)?.groups ?? {};
  const href = name?.endsWith("Url") ? values[name] : undefined;
  if (typeof href !== "string" || !words) return pieces(template, values);
  return [...pieces(before ?? "", values), { text: words, href }];
}

export function paragraph(t: Translate, key: TextKey, values: Record<string, string | Run[]> = {}): Block {
  return { type: "paragraph", runs: runs(t, key, values) };
}

/** The words of a text that ends in a colon and a placeholder: a headline, or the label of a button. */
export function wordsBefore(t: Translate, key: TextKey, values: Record<string, string> = {}): string {
  return t(key, values).replace(/:\s*\{\w+\}$/, "");
}

/** "Når: {when}" as a label and a value. */
export function detail(t: Translate, key: TextKey, values: Record<string, string | Run[]> = {}): Detail {
  const [label = "", ...rest] = t(key).split(": ");
  return { label, value: pieces(rest.join(": "), values) };
}

export function localRun({ text, lang }: LocalText): Run {
  return lang ? { text, lang } : { text };
}
