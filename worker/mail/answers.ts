/** What an e-mail says about the organiser's own questions. No e-mail contains sensitive answers. */
import { inLanguage } from "../i18n/language.ts";
import type { Translate } from "../i18n/translate.ts";
import { answeredQuestions, answerInWords } from "../registration/answer-words.ts";
import { isAsked } from "../registration/answers.ts";
import type { MessageKind } from "../registration/message.ts";
import { ownQuestions } from "../registration/own-questions.ts";
import { type Block, type Detail, paragraph } from "./content.ts";
import type { RenderInput } from "./render-input.ts";

/** Kinds that repeat the answers of a registration. */
const tells: readonly MessageKind[] = ["confirmation", "colleague", "added", "promoted", "changed"];

/** Kinds whose reader may have unanswered questions: another person filled in the form, or a choice was full. */
const asksAgain: readonly MessageKind[] = ["colleague", "added", "promoted", "changed"];

const listed = (t: Translate, words: readonly string[]) =>
  words.map((one) => t("form.quoted", { words: one })).join(", ");

/** The answers, as rows of the ticket. */
export function answerDetails({ kind, event, recipient }: RenderInput, t: Translate): Detail[] {
  if (!tells.includes(kind) || recipient.status === "cancelled") return [];
  return answeredQuestions(event.questions, recipient.answers, t).map(({ label, value }) => ({
    label: label.text,
    value: [{ text: value }],
  }));
}

/** The options that had filled before the attendee got a place, and the missing answers. */
export function answerBlocks({ kind, event, recipient }: RenderInput, t: Translate): Block[] {
  if (!tells.includes(kind) || recipient.status === "cancelled") return [];
  const own = ownQuestions(event.questions);
  const filled = own.flatMap((question) => {
    const keys = recipient.filledOptions.flatMap((place) => {
      const [key, option = ""] = place.split(".");
      return key === question.key ? option : [];
    });
    return keys.length > 0 && !(question.key in recipient.answers) ? [{ question, keys }] : [];
  });
  const open = own.filter(
    (question) =>
      question.required &&
      !question.sensitive &&
      !(question.key in recipient.answers) &&
      !filled.some((other) => other.question === question) &&
      isAsked(question, own, recipient.answers, recipient),
  );
  return [
    ...(filled.length > 0
      ? [
          paragraph(t, "email.answers.filled", {
            options: listed(
              t,
              filled.flatMap(({ question, keys }) => keys.map((key) => answerInWords(question, [key], t))),
            ),
          }),
        ]
      : []),
    ...(open.length > 0 && asksAgain.includes(kind)
      ? [
          paragraph(t, "email.answers.missing", {
            questions: listed(
              t,
              open.map(({ label }) => inLanguage(label, t.language).text),
            ),
          }),
        ]
      : []),
  ];
}
