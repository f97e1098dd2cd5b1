import type { Language, LocalText } from "../i18n/language.ts";
import type { MessageKey, Translate } from "../i18n/translate.ts";

/**
 * What an e-mail says, before it is HTML or text: both parts are made from this, so they can't differ.
 */
export type Block =
  | { type: "paragraph"; runs: Run[] }
  /** `facts` are what the e-mail is about, and stand out. */
  | { type: "details"; look: "facts" | "plain"; details: Detail[] }
  | { type: "action"; look: "button" | "link"; label: string; href: string; note: string }
  | { type: "links"; heading: string; links: { label: string; href: string }[]; note: string };

/** A piece of a sentence. A link's `text` says where it leads; the text part writes the address behind it. */
export interface Run {
  text: string;
  href?: string;
  /** Where it differs from the e-mail's own (WCAG 3.1.2). */
  lang?: Language;
}

export interface Detail {
  label: string;
  value: Run[];
}

/** What one kind of message says; what all of them say stands in letter.ts. */
export interface Content {
  /** A key ends with ": {event}" or says nothing of the event, and what stands before is the headline; or the words themselves. */
  subject: MessageKey | LocalText;
  blocks: Block[];
  /** `change` for those who take part or wait; `see` where there is nothing left to change or cancel. */
  manage: "change" | "see" | null;
  /** METHOD of the calendar file that goes with it (RFC 5546). */
  calendar: "PUBLISH" | "CANCEL" | null;
  /** Comes last: for those whom this should not have reached. */
  closing: Run[] | null;
}

/** The words before the colon are the link, back to the end of the sentence before them. */
const ENDS_WITH_ADDRESS = /^(?<before>.*[.?!] )?(?<words>[^.?!{}]+): \{(?<name>\w+)\}$/;

function pieces(template: string, values: Record<string, string | Run[]>): Run[] {
  // Split first, fill after: a person named "{manageUrl}" stays a person.
  return template.split(/(\{\w+\})/).flatMap((piece) => {
    const value = values[piece.slice(1, -1)];
    if (piece === "") return [];
    if (!/^\{\w+\}$/.test(piece) || value === undefined) return [{ text: piece }];
    return typeof value === "string" ? [{ text: value }] : value;
  });
}

/**
 * A message as runs. A value may itself be runs. Where the message ends in ": {someUrl}", the sentence before becomes
 * the link, so that nobody has to look at the address of a manage link.
 */
export function runs(t: Translate, key: MessageKey, values: Record<string, string | Run[]> = {}): Run[] {
  const template = t(key);
  const { before, words, name } = ENDS_WITH_ADDRESS.exec(template)?.groups ?? {};
  const href = name?.endsWith("Url") ? values[name] : undefined;
  if (typeof href !== "string" || !words) return pieces(template, values);
  return [...pieces(before ?? "", values), { text: words, href }];
}

export function paragraph(t: Translate, key: MessageKey, values: Record<string, string | Run[]> = {}): Block {
  return { type: "paragraph", runs: runs(t, key, values) };
}

/** The words of a message that ends in a colon and one placeholder: a headline, or the label of a button. */
export function wordsBefore(t: Translate, key: MessageKey, values: Record<string, string> = {}): string {
  return t(key, values).replace(/:\s*\{\w+\}$/, "");
}

/** "Når: {when}" as a label and what stands behind it. */
export function detail(t: Translate, key: MessageKey, values: Record<string, string | Run[]> = {}): Detail {
  const [label = "", ...rest] = t(key).split(": ");
  return { label, value: pieces(rest.join(": "), values) };
}

export function localRun({ text, lang }: LocalText): Run {
  return lang ? { text, lang } : { text };
}
