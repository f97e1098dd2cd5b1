import { dateTile } from "../i18n/dates.ts";
import type { Language } from "../i18n/language.ts";
import { createTranslator, type TextKey, type Translate } from "../i18n/translate.ts";
import { accentOfPartner } from "../registration/accent.ts";
import { attends } from "../registration/audience.ts";
import { timesOf } from "../registration/event-times.ts";
import type { MessageKind } from "../registration/message.ts";
import { answerBlocks, answerDetails } from "./answers.ts";
import { type Block, type Content, type Detail, localRun, paragraph, type Run, runs, wordsBefore } from "./content.ts";
import { contacts, facts, titleOf, when, where } from "./facts.ts";
import { type Palette, paletteOf } from "./palette.ts";
import { harmlessName, shortened } from "./person-name.ts";
import type { RenderInput } from "./render-input.ts";

/** The upper part of the ticket: status, event, when, where and who. */
export interface Stub {
  heading: Run;
  title: Run;
  /** The calendar leaf: "nov." and 21; null if there is no event. */
  tile: { month: string; day: number } | null;
  /** Cancelled: the leaf is grey and the day struck through. */
  void: boolean;
  details: Detail[];
}

/** A whole e-mail, ready to be written as HTML and as text. */
export interface Email {
  language: Language;
  subject: string;
  /** Above the ticket. */
  organiser: string;
  stub: Stub;
  /** What a mail program shows after the subject in its list. */
  preview: string;
  greeting: string;
  /** Below the perforation. */
  blocks: Block[];
  /** Below the ticket: the contact, who sends this and why, and what happens to the data. */
  footer: Run[][];
  palette: { light: Palette; dark: Palette };
}

/** Phones show about 40 characters of a subject, desktops 60. */
const SUBJECT_LENGTH = 60;

/** A title keeps at least this many characters, however long the words before it: enough to identify the event. */
const TITLE_LENGTH_MIN = 24;

function subjectOf({ subject, values }: Content, title: string, t: Translate): string {
  const before = typeof subject === "string" ? wordsBefore(t, subject, values) : subject.text;
  const event = shortened(title, Math.max(TITLE_LENGTH_MIN, SUBJECT_LENGTH - [...before].length - ": ".length));
  const words = typeof subject === "string" ? t(subject, { ...values, event }) : `${before}: ${event}`;
  return words.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

function headingOf({ subject, values, heading }: Content, t: Translate): Run {
  const words = heading ?? subject;
  return typeof words === "string" ? { text: wordsBefore(t, words, values) } : localRun(words);
}

function calendarNote({ event, recipient, links }: RenderInput, { calendar }: Content, t: Translate): Block[] {
  if (calendar !== "PUBLISH" || !attends(recipient) || event.cancelled) return [];
  return [paragraph(t, "calendar.attached", { calendarUrl: links.calendarFile })];
}

/**
 * The e-mail's own action, and the link to the manage page: a button if it is the only action, left out if the other leads
 * there.
 */
function actions({ links }: RenderInput, { blocks, manage }: Content, t: Translate): Block[] {
  const asked = blocks.filter(({ type }) => type === "action");
  if (!manage || asked.some((block) => block.type === "action" && block.href === links.manage)) return asked;
  const look = asked.length > 0 ? "link" : "button";
  const label = manage === "see" ? t("email.see") : wordsBefore(t, "email.manage");
  return [...asked, { type: "action", look, label, href: links.manage, note: t("email.manageSecret") }];
}

/** The sentence that says why the reader gets the e-mail. */
function why(kind: MessageKind, asked: RenderInput["asked"]): TextKey {
  if (kind === "announcement-test") return "email.footer.whyTest";
  return asked ? "email.footer.whyAsked" : "email.footer.why";
}

function footer(
  { kind, event, recipient, asked, signIn, links }: RenderInput,
  { closing }: Content,
  t: Translate,
): Run[][] {
  const { organiser, fundedBy } = event;
  const by = fundedBy
    ? runs(t, "email.footer.organiserFunded", { organiser: organiser.name, funder: fundedBy })
    : runs(t, "email.footer.organiser", { organiser: organiser.name });
  // The privacy notice and the contacts are for attendees.
  if (signIn) return [by, runs(t, "email.footer.whyOrganiser", { email: recipient.email })];
  return [
    ...contacts(event, t),
    ...(closing ? [closing] : []),
    by,
    runs(t, why(kind, asked), { email: recipient.email }),
    runs(t, "email.footer.privacy", { privacyUrl: links.privacy }),
  ];
}

const words = (runs: readonly Run[]) => runs.map(({ text }) => text).join("");

export function firstWords(blocks: readonly Block[]): string {
  const first = blocks.find((block) => block.type === "paragraph");
  return first ? words(first.runs) : "";
}

/** When and where, which the subject does not say; or the first words, if they are the message. */
function previewOf(input: RenderInput, { blocks }: Content, t: Translate): string {
  if (
    !["announcement", "announcement-test", "erased", "address-changed", "confirm-address", "sign-in"].includes(
      input.kind,
    )
  )
    return `${when(input.event, t, attends(input.recipient))}, ${words(where(input, t).value)}`;
  return firstWords(blocks);
}

/** Whether the subject begins with "Test". */
const isTest = ({ kind, recipient }: RenderInput) => recipient.rehearsal || kind === "announcement-test";

/** Adds the parts that all e-mails have to the content of this one. */
export function composeEmail(input: RenderInput, content: Content): Email {
  const { event, recipient } = input;
  const t = createTranslator(input.language);
  const title = titleOf(event, t);
  const subject = subjectOf(content, title.text, t);
  // An e-mail without a manage link goes to an address without a registration: it has a name only if one was typed.
  const name = (content.manage || input.asked) && harmlessName(recipient.name);
  return {
    language: input.language,
    subject: isTest(input) ? t("email.rehearsal.subject", { subject }) : subject,
    organiser: event.organiser.name,
    stub: {
      heading: headingOf(content, t),
      title,
      tile: dateTile(t, timesOf(event).starts, event.timeZone),
      void: Boolean(event.cancelled) || (content.manage !== null && recipient.status === "cancelled"),
      details: [...(content.facts ?? facts(input, t)), ...answerDetails(input, t)],
    },
    preview: previewOf(input, content, t),
    greeting: name ? t("email.greeting", { name }) : t("email.greetingNoName"),
    blocks: [
      ...(recipient.rehearsal ? [paragraph(t, "email.rehearsal.body")] : []),
      ...content.blocks.filter(({ type }) => type === "paragraph" || type === "ticket"),
      ...answerBlocks(input, t),
      ...calendarNote(input, content, t),
      ...content.blocks.filter(({ type }) => type === "section"),
      ...actions(input, content, t),
    ],
    footer: footer(input, content, t),
    palette: paletteOf(accentOfPartner(event.partners, input.partner)),
  };
}
