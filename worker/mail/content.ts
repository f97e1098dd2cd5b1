import type { Language, LocalText } from "../i18n/language.ts";
import type { TextKey, Translate } from "../i18n/translate.ts";

/** What an e-mail says. The HTML part and the text part are both made from this, so they cannot differ. */
export type Block =
  | { type: "paragraph"; runs: Run[] }
  /** What the e-mail asks of its reader, below everything else. One at most: the link to the manage page is one otherwise. */
  | { type: "action"; look: "button" | "link"; label: string; href: string; note?: string }
  /** What the attendee shows at the door. `picture`: the address in the QR code; null where the e-mail has none. */
  | { type: "ticket"; note: string; code: string; picture: { url: string; alt: string } | null }
  /** Apart from the rest, under a heading of its own. */
  | { type: "section"; heading: string; paragraphs: Run[][] };

/** A piece of a sentence. The `text` of a link says where it leads; the text part writes the address behind it. */
export interface Run {
  text: string;
  href?: string;
  /** Where it differs from the e-mail's own (WCAG 3.1.2). */
  lang?: Language;
}

/** A row of the ticket's stub. */
export interface Detail {
  label: string;
  value: Run[];
  /** No longer so: the HTML part strikes it through. */
  struck?: boolean;
}

/** What one kind of e-mail says. What all have in common is in compose.ts. */
export interface Content {
  /** The key of a text that ends in ": {event}" or does not name the event; or the words. */
  subject: TextKey | LocalText;
  /** What the subject says beside the event. */
  values?: Record<string, string>;
  /** The key of the ticket's heading, where that is not the beginning of the subject. */
  heading?: TextKey;
  /** What the ticket says below its heading. Default: when, where and who (facts.ts). */
  facts?: Detail[];
  blocks: Block[];
  /** `change`: for who takes part or waits. `see`: there is nothing left to change or cancel. */
  manage: "change" | "see" | null;
  /** METHOD of the calendar file that is attached (RFC 5546). */
  calendar: "PUBLISH" | "CANCEL" | null;
  /** Below the ticket, for a reader whom the e-mail should not have reached. */
  closing: Run[] | null;
}

/** The link is the words before the colon, back to the end of the sentence before them. */
const ENDS_WITH_ADDRESS = /^(?<before>.*[.?!] )?(?<words>[^.?!{}]+): \{(?<name>\w+)\}$/;

function pieces(template: string, values: Record<string, string | Run[]>): Run[] {
  // Split before filling: a person may be named "{manageUrl}".
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
