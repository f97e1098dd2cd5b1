import { inLanguage } from "../../i18n/language.ts";
import type { Translate } from "../../i18n/translate.ts";
import { type Block, type Content, paragraph, type Run, wordsBefore } from "../content.ts";
import type { RenderInput } from "../render-input.ts";

const WEB_ADDRESS = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/;

/** A paragraph of the organiser's text, with web addresses as links. */
function written(text: string, lang: Run["lang"]): Block {
  const language = lang ? { lang } : {};
  const runs = text
    .split(WEB_ADDRESS)
    .filter(Boolean)
    .map(
      (piece): Run =>
        WEB_ADDRESS.test(piece) ? { text: piece, href: piece, ...language } : { text: piece, ...language },
    );
  return { type: "paragraph", runs };
}

/** A test of an announcement, to the organiser who writes it. Its button leads to no attendee's page. */
export function announcementTest(input: RenderInput, t: Translate): Content {
  const content = announcement(input, t);
  return {
    ...content,
    blocks: [
      paragraph(t, "email.announcementTest.body"),
      ...content.blocks,
      {
        type: "action",
        look: "button",
        label: wordsBefore(t, "email.manage"),
        href: input.links.form,
        note: t("email.announcementTest.button"),
      },
    ],
    manage: null,
  };
}

/** The organiser's text: plain text, with a blank line between paragraphs. */
export function announcement({ announcement: words }: RenderInput, t: Translate): Content {
  if (!words) throw new Error("An announcement without words");
  const subject = inLanguage(words.subject, t.language);
  const { text, lang } = inLanguage(words.text, t.language);
  const paragraphs = text.split(/\n\s*\n/).map((part) => part.trim().replace(/\s+/g, " "));
  return {
    subject,
    blocks: paragraphs.filter(Boolean).map((part) => written(part, lang)),
    manage: "change",
    calendar: null,
    closing: null,
  };
}
