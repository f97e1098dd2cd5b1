/** Conditions of a filter, and people, in words. */
import { compactMoment } from "../../../i18n/dates.ts";
import { inLanguage } from "../../../i18n/language.ts";
import type { Translate } from "../../../i18n/translate.ts";
import type { Condition, ListFilter } from "../../../registration/list-filter.ts";
import { hasOptions, type OwnQuestion } from "../../../registration/own-questions.ts";
import { everyQuestion } from "../../../registration/past-questions.ts";
import type { StoredEvent } from "../../../storage/events.ts";

/** Questions whose options a list may be filtered by. */
export function choicesOf({ definition, pastQuestions }: StoredEvent) {
  return everyQuestion(definition.questions, pastQuestions)
    .filter(hasOptions)
    .filter(({ sensitive }) => !sensitive);
}

/** Questions whose answers may be columns of the list. */
export function listedQuestions({ definition, pastQuestions }: StoredEvent): OwnQuestion[] {
  return everyQuestion(definition.questions, pastQuestions).filter(({ sensitive }) => !sensitive);
}

export function partnerName({ definition: { partners } }: StoredEvent, partner: string): string {
  return Object.hasOwn(partners, partner) ? (partners[partner]?.name ?? partner) : partner;
}

/** A condition as a chip says it, without its negation: "Fra: Stad kommune". */
export function conditionInWords(event: StoredEvent, filter: ListFilter, name: Condition, t: Translate): string {
  const { timeZone } = event.definition;
  const labelled = (label: string, value: string) => t("organiser.list.chip", { label, value });
  switch (name) {
    case "status":
      return labelled(t("csv.status"), t(`csv.value.status.${filter.status ?? "confirmed"}`));
    case "participation":
      return labelled(t("csv.participation"), t(`csv.value.participation.${filter.participation ?? "digital"}`));
    case "partner":
      return labelled(t("organiser.list.from"), partnerName(event, filter.partner ?? ""));
    case "language":
      return labelled(t("csv.language"), t(`lang.${filter.language ?? "nb"}`));
    case "mail":
      return labelled(t("organiser.list.mail"), mailInWords(filter.mail ?? "undelivered", t));
    case "registeredFrom":
      return t("organiser.list.since", { day: compactMoment(t, filter.registeredFrom ?? 0, timeZone) });
    case "registeredBefore":
      return t("organiser.list.before", { day: compactMoment(t, filter.registeredBefore ?? 0, timeZone) });
    case "announcementMissed":
      return t("organiser.list.announcementMissed");
    case "emailDomain":
      return `@${filter.emailDomain}`;
    case "answer":
      return answerInWords(event, filter, t);
    case "ids":
      return t.count("organiser.list.selected", filter.ids?.length ?? 0);
    case "search":
      return labelled(t("organiser.list.search"), filter.search ?? "");
    case "addedBy":
      return t(`organiser.list.addedBy.${filter.addedBy ?? "by-hand"}`);
    case "hasQuestion":
    case "checkedIn":
    case "joined":
    case "held":
      return filter[name]
        ? t(`organiser.list.${name}`)
        : t("organiser.list.without", { what: t(`organiser.list.${name}`) });
  }
}

export function mailInWords(mail: NonNullable<ListFilter["mail"]>, t: Translate): string {
  switch (mail) {
    case "undelivered":
      return t("organiser.list.tab.undelivered");
    case "never-delivered":
      return t("organiser.list.neverDelivered");
    default:
      return t(`csv.value.mail.status.${mail}`);
  }
}

function answerInWords(event: StoredEvent, { answer }: ListFilter, t: Translate): string {
  const question = choicesOf(event).find(({ key }) => key === answer?.question);
  const option = question?.options.find(({ key }) => key === answer?.option);
  const label = question ? inLanguage(question.label, t.language).text : (answer?.question ?? "");
  return t("organiser.list.chip", {
    label,
    value: option ? inLanguage(option.label, t.language).text : (answer?.option ?? ""),
  });
}
