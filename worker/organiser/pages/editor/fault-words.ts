/** The errors of a definition in the organiser's language. The schema has them in English, for programs. */
import type { TextKey, Translate } from "../../../i18n/translate.ts";

/** Texts for the schema's messages. The first group of a pattern is the text's value. */
const words: readonly (readonly [TextKey, RegExp])[] = [
  [
    "organiser.edit.fault.missing",
    /^(a text|an object|a list|something to read|a text in at least one of nb, nn, en|at least one partner|an object with basis.*)$/,
  ],
  ["organiser.edit.fault.number", /^(a number|a whole number|a whole number of hours)$/],
  ["organiser.edit.fault.min", /^at least ([\d.]+)$/],
  ["organiser.edit.fault.max", /^at most ([\d.]+)$/],
  ["organiser.edit.fault.tooLong", /^at most (\d+) characters$/],
  ["organiser.edit.fault.url", /^a web address such as/],
  ["organiser.edit.fault.email", /^an e-mail address/],
  ["organiser.edit.fault.choose", /^(one of |none, dpf|agreement, public-task or|organisation, role).*$/],
  ["organiser.edit.fault.slug", /^lower-case letters, digits and single hyphens.*$/],
  ["organiser.edit.fault.reserved", /^another name: `new` .*$/],
  ["organiser.edit.fault.words", /^in words: .*$/],
  ["organiser.edit.fault.time", /^a local time such as .*$/],
  ["organiser.edit.fault.day", /^a day such as .*$/],
  ["organiser.edit.fault.calendarDay", /^a day that the calendar has$/],
  ["organiser.edit.fault.skipped", /^a time that the clock shows: .*$/],
  ["organiser.edit.fault.zone", /^an IANA time zone.*$/],
  ["organiser.edit.fault.origin", /^such as https:\/\/.*$/],
  ["organiser.edit.fault.colour", /^a colour such as .*$/],
  ["organiser.edit.fault.darker", /^a darker colour such as (#\w+): .*$/],
  ["organiser.edit.fault.ways", /^inPerson, digital or both$/],
  ["organiser.edit.fault.twice", /^each (address|question|option|type|scope|key) once$/],
  ["organiser.edit.fault.venue", /^where people come who take part in person$/],
  ["organiser.edit.fault.needsDays", /^at most registrationsDays: .*$/],
  ["organiser.edit.fault.checked", /^on and by: .*$/],
  ["organiser.edit.fault.organisationName", /^the name of an organisation$/],
  ["organiser.edit.fault.criterion", /^the number of a WCAG criterion.*$/],
  ["organiser.edit.fault.afterStart", /^a time after starts$/],
  ["organiser.edit.fault.afterOpening", /^a time after registrationOpens$/],
  ["organiser.edit.fault.year", /^a time within a year of starts$/],
  ["organiser.edit.fault.doors", /^a time at starts or in the hours before$/],
  ["organiser.edit.fault.atEnd", /^a time at ends or before$/],
  ["organiser.edit.fault.beforeEnd", /^a time before ends$/],
  ["organiser.edit.fault.promotion", /^a time after registrationOpens; .*$/],
  ["organiser.edit.fault.dayBefore", /^a time on the day before starts$/],
  ["organiser.edit.fault.link", /^a time after registrationOpens: at that time, .*$/],
  ["organiser.edit.fault.thanks", /^a time after ends$/],
  ["organiser.edit.fault.thanksErased", /^a time before everybody is erased.*$/],
  ["organiser.edit.fault.publicBasis", /^public-task or agreement: .*$/],
  ["organiser.edit.fault.colleaguesBasis", /^public-task, or no colleagues .*$/],
  ["organiser.edit.fault.officer", /^how to reach the officer.*$/],
  ["organiser.edit.fault.legalBasis", /^a text: the law or decision .*$/],
  ["organiser.edit.fault.interest", /^a text: which interest .*$/],
  ["organiser.edit.fault.processorRow", /^a row for (\w+) as well: .*$/],
  ["organiser.edit.fault.processors", /^a row for each processor: .*$/],
  ["organiser.edit.fault.transfer", /^dpf or scc: .*$/],
  ["organiser.edit.fault.noticeText", /^a text: the notice is read in this language$/],
  ["organiser.edit.fault.ownMax", /^at most (\d+) questions of your own$/],
  ["organiser.edit.fault.answersMax", /^answers of at most (\d+) characters in all.*$/],
  ["organiser.edit.fault.patternHint", /^a text: it says in words what the pattern asks for$/],
  ["organiser.edit.fault.offered", /^one that the event offers$/],
  ["organiser.edit.fault.freeConsent", /^false: a consent to what is sensitive.*$/],
  ["organiser.edit.fault.noColleagues", /^false, or colleagues among the questions$/],
  ["organiser.edit.fault.consentForColleague", /^false: nobody consents for a colleague.*$/],
  ["organiser.edit.fault.minMax", /^at most max$/],
  ["organiser.edit.fault.options", /^at most (\d+): there are no more options$/],
  ["organiser.edit.fault.sensitivePlaces", /^left out: how full an option is .*$/],
  ["organiser.edit.fault.conditionKey", /^the key of an earlier question of your own$/],
  ["organiser.edit.fault.conditionType", /^a question of the type choice or choices$/],
  ["organiser.edit.fault.conditionLevel", /^a question without showIf: .*$/],
  ["organiser.edit.fault.conditionWay", /^(in-person|digital), as of the question in showIf$/],
  ["organiser.edit.fault.conditionColleague", /^a question that is asked of each colleague, as this one$/],
  ["organiser.edit.fault.conditionSensitive", /^true, as of the question in showIf: .*$/],
  ["organiser.edit.fault.condition", /^one question and its options$/],
  ["organiser.edit.fault.key", /^(a letter, then letters|letters), digits.*$/],
  [
    "organiser.edit.fault.patternForm",
    /^(characters, classes such as|at most \d+ parts that repeat|a regular expression).*$/,
  ],
  ["organiser.edit.fault.retyped", /^a new key: .*$/],
];

/** The text of a fault; null if it has none, which the test of the faults finds. */
export function faultWords(expected: string, t: Translate): string | null {
  for (const [key, pattern] of words) {
    const found = pattern.exec(expected);
    if (found) return t(key, { given: key === "organiser.edit.fault.patternForm" ? "{4}" : (found[1] ?? "") });
  }
  return null;
}

/** Like `faultWords`, with the schema's own message as a fallback, so that every refusal has a reason. */
export const wordsOfFault = (expected: string, t: Translate): string =>
  faultWords(expected, t) ?? t("organiser.edit.fault.other", { given: expected });
