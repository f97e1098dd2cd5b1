/** The differences between two states of a registration's form, each field with both values. */
import { inLanguage, isLanguage } from "../../../i18n/language.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { Facts } from "../../../pages/parts.tsx";
import type { EventDefinition } from "../../../registration/event-definition.ts";
import { ownQuestions } from "../../../registration/own-questions.ts";
import type { Typed } from "./fields.tsx";

interface Props {
  event: EventDefinition;
  /** The names of the fields that differ. */
  names: readonly string[];
  before: Typed;
  after: Typed;
  t: Translate;
}

export function Changes({ event, names, before, after, t }: Props) {
  return (
    <Facts
      facts={names.map((name) => [
        labelOf(event, name, t),
        t("organiser.person.fromTo", {
          before: inWords(event, name, before[name] ?? "", t),
          after: inWords(event, name, after[name] ?? "", t),
        }),
      ])}
    />
  );
}

/** The question and the option of a field, if there are any. */
function own(event: EventDefinition, name: string) {
  const [, key = "", option] = name.split(".");
  const question = name.startsWith("answers.")
    ? ownQuestions(event.questions).find((question) => question.key === key)
    : undefined;
  const options = question && "options" in question ? question.options : [];
  return { question, option: options.find(({ key }) => key === option), options };
}

function labelOf(event: EventDefinition, name: string, t: Translate): string {
  const { question, option } = own(event, name);
  if (question) {
    const label = inLanguage(question.label, t.language).text;
    return option ? `${label}: ${inLanguage(option.label, t.language).text}` : label;
  }
  switch (name) {
    case "partner":
      return t("organiser.list.from");
    case "language":
      return t("lang.label");
    case "question":
      return t("organiser.person.asked");
    default:
      return t(`form.${name as "name" | "email" | "organisation" | "role"}.label`);
  }
}

function inWords(event: EventDefinition, name: string, value: string, t: Translate): string {
  const { question, option, options } = own(event, name);
  if (option || question?.type === "consent") return t(value === "true" ? "csv.value.yes" : "csv.value.no");
  if (value === "") return t("organiser.person.empty");
  const chosen = options.find(({ key }) => key === value);
  if (chosen) return inLanguage(chosen.label, t.language).text;
  if (name === "partner" && Object.hasOwn(event.partners, value)) return event.partners[value]?.name ?? value;
  if (name === "language" && isLanguage(value)) return t(`lang.${value}`);
  return value;
}
