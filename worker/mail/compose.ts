import { calendarLinks } from "../calendar/calendar-file.ts";
import type { Language } from "../i18n/language.ts";
import { type Translate, translator } from "../i18n/translate.ts";
import { type Block, type Content, localRun, paragraph, type Run, runs, wordsBefore } from "./content.ts";
import { attends, contacts, titleOf } from "./facts.ts";
import type { MailOccasion } from "./mail.ts";
import { harmlessName, shortened } from "./person-name.ts";

/** A whole e-mail, ready to be written as HTML and as text. */
export interface Letter {
  language: Language;
  subject: string;
  headline: Run;
  title: Run;
  /** What a list of e-mails shows behind the subject. */
  preview: string;
  greeting: string;
  blocks: Block[];
  signOff: [farewell: string, organiser: string];
  /** Who sends this, why, and what becomes of one's data. */
  footer: Run[][];
}

/** RFC 5322 section 2.1.1 asks for 78 characters a line; names and titles are cut so that what we say stays readable. */
const INVITER_IN_SUBJECT = 40;
const TITLE_IN_SUBJECT = 150;

function subjectOf({ subject, inviter = "" }: Content, title: string, say: Translate): string {
  const event = shortened(title, TITLE_IN_SUBJECT);
  const words =
    typeof subject === "string"
      ? say(subject, { inviter: shortened(inviter, INVITER_IN_SUBJECT), event })
      : `${subject.text}: ${event}`;
  return words.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

function headlineOf({ subject, inviter = "" }: Content, say: Translate): Run {
  return typeof subject === "string" ? { text: wordsBefore(say, subject, { inviter }) } : localRun(subject);
}

function addToCalendar({ event, recipient, links }: MailOccasion, say: Translate): Block[] {
  const participation = attends(recipient);
  if (!participation || event.cancelled) return [];
  const { google, outlook, office365 } = calendarLinks({
    event,
    language: say.language,
    participation,
    pageUrl: links.form,
  });
  return [
    {
      type: "links",
      heading: say("calendar.heading"),
      links: [
        { label: say("calendar.ics"), href: links.calendarFile },
        { label: say("calendar.google"), href: google },
        { label: say("calendar.outlook"), href: outlook },
        { label: say("calendar.office365"), href: office365 },
      ],
      note: say("calendar.attached"),
    },
  ];
}

function manageLink({ links }: MailOccasion, manage: Content["manage"], say: Translate): Block[] {
  if (!manage) return [];
  const [href, note] = [links.manage, say("email.manageSecret")];
  if (manage === "see") return [{ type: "action", look: "link", label: say("manage.title"), href, note }];
  return [{ type: "action", look: "button", label: wordsBefore(say, "email.manage"), href, note }];
}

function footer({ event, recipient, links }: MailOccasion, say: Translate): Run[][] {
  return [
    runs(say, "email.footer.who", { organiser: event.organiser.name }),
    runs(say, "email.footer.why", { email: recipient.email, event: [titleOf(event, say)] }),
    runs(say, "email.footer.privacy", { privacyUrl: links.privacy }),
  ];
}

function previewOf(blocks: Block[]): string {
  const first = blocks.find((block) => block.type === "paragraph");
  return first ? first.runs.map(({ text }) => text).join("") : "";
}

/** Puts what every e-mail has around what this one says. */
export function letterOf(occasion: MailOccasion, content: Content): Letter {
  const { event, recipient } = occasion;
  const say = translator(occasion.language);
  const title = titleOf(event, say);
  const subject = subjectOf(content, title.text, say);
  // Without a manage link there is nobody left to know by name: the registration is erased.
  const name = content.manage && harmlessName(recipient.name);
  return {
    language: occasion.language,
    subject: recipient.rehearsal ? say("email.rehearsal.subject", { subject }) : subject,
    headline: headlineOf(content, say),
    title,
    preview: previewOf(content.blocks),
    greeting: name ? say("email.greeting", { name }) : say("email.greetingNoName"),
    blocks: [
      ...(recipient.rehearsal ? [paragraph(say, "email.rehearsal.body")] : []),
      ...content.blocks,
      ...manageLink(occasion, content.manage, say),
      ...(content.calendar === "PUBLISH" ? addToCalendar(occasion, say) : []),
      contacts(event, say),
      ...(content.closing ? [{ type: "paragraph" as const, runs: content.closing }] : []),
    ],
    signOff: [say("email.signoff"), event.organiser.name],
    footer: footer(occasion, say),
  };
}
