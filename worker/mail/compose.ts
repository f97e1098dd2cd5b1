import { calendarLinks } from "../calendar/calendar-links.ts";
import type { Language } from "../i18n/language.ts";
import { createTranslator, type Translate } from "../i18n/translate.ts";
import { attends } from "../registration/audience.ts";
import { type Block, type Content, localRun, paragraph, type Run, runs, wordsBefore } from "./content.ts";
import { contacts, titleOf, when, where } from "./facts.ts";
import { harmlessName, shortened } from "./person-name.ts";
import type { RenderInput } from "./render-input.ts";

/** A whole e-mail, ready to be written as HTML and as text. */
export interface Email {
  language: Language;
  subject: string;
  headline: Run;
  title: Run;
  /** What a mail program shows behind the subject in its list. */
  preview: string;
  greeting: string;
  blocks: Block[];
  signOff: [greeting: string, organiser: string];
  /** Who sends this, why, and what happens to the data. */
  footer: Run[][];
}

/** RFC 5322 section 2.1.1 asks for 78 characters a line; titles are cut so that what we say stays readable. */
const TITLE_IN_SUBJECT = 150;

function subjectOf({ subject }: Content, title: string, t: Translate): string {
  const event = shortened(title, TITLE_IN_SUBJECT);
  const words = typeof subject === "string" ? t(subject, { event }) : `${subject.text}: ${event}`;
  return words.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

function headlineOf({ subject }: Content, t: Translate): Run {
  return typeof subject === "string" ? { text: wordsBefore(t, subject) } : localRun(subject);
}

function addToCalendar({ event, recipient, links }: RenderInput, t: Translate): Block[] {
  const participation = attends(recipient);
  if (!participation || event.cancelled) return [];
  const { google, outlook, office365 } = calendarLinks({
    event,
    language: t.language,
    participation,
    pageUrl: links.form,
  });
  return [
    {
      type: "links",
      heading: t("calendar.heading"),
      first: { label: t("calendar.ics"), href: links.calendarFile },
      others: [
        { label: t("calendar.google"), href: google },
        { label: t("calendar.outlook"), href: outlook },
        { label: t("calendar.office365"), href: office365 },
      ],
      note: t("calendar.attached"),
    },
  ];
}

function manageLink({ links }: RenderInput, manage: Content["manage"], t: Translate): Block[] {
  if (!manage) return [];
  const [href, note] = [links.manage, t("email.manageSecret")];
  if (manage === "see") return [{ type: "action", look: "link", label: t("manage.title"), href, note }];
  return [{ type: "action", look: "button", label: wordsBefore(t, "email.manage"), href, note }];
}

function footer({ event, recipient, links }: RenderInput, t: Translate): Run[][] {
  return [
    runs(t, "email.footer.who", { organiser: event.organiser.name }),
    runs(t, "email.footer.why", { email: recipient.email, event: [titleOf(event, t)] }),
    runs(t, "email.footer.privacy", { privacyUrl: links.privacy }),
  ];
}

/** When and where, which a subject does not say; or the first words, where these are what it is about. */
function previewOf(input: RenderInput, { blocks }: Content, t: Translate): string {
  const words = (runs: Run[]) => runs.map(({ text }) => text).join("");
  if (!["announcement", "erased", "address-changed"].includes(input.kind))
    return `${when(input.event, t, attends(input.recipient))}, ${words(where(input, t).value)}`;
  const first = blocks.find((block) => block.type === "paragraph");
  return first ? words(first.runs) : "";
}

/** Puts what every e-mail has in common around what this one says. */
export function composeEmail(input: RenderInput, content: Content): Email {
  const { event, recipient } = input;
  const t = createTranslator(input.language);
  const title = titleOf(event, t);
  const subject = subjectOf(content, title.text, t);
  // An e-mail without a manage link goes to an address that no registration has: no name belongs to it.
  const name = content.manage && harmlessName(recipient.name);
  return {
    language: input.language,
    subject: recipient.rehearsal ? t("email.rehearsal.subject", { subject }) : subject,
    headline: headlineOf(content, t),
    title,
    preview: previewOf(input, content, t),
    greeting: name ? t("email.greeting", { name }) : t("email.greetingNoName"),
    blocks: [
      ...(recipient.rehearsal ? [paragraph(t, "email.rehearsal.body")] : []),
      ...content.blocks,
      ...manageLink(input, content.manage, t),
      ...(content.calendar === "PUBLISH" ? addToCalendar(input, t) : []),
      contacts(event, t),
      ...(content.closing ? [{ type: "paragraph" as const, runs: content.closing }] : []),
    ],
    signOff: [t("email.signoff"), event.organiser.name],
    footer: footer(input, t),
  };
}
