/** An attendee's answers, and how they were registered. */
import type { Translate } from "../../../i18n/translate.ts";
import { type Fact, Facts, Local } from "../../../pages/parts.tsx";
import { answeredQuestions } from "../../../registration/answer-words.ts";
import { formerAnswers } from "../../../registration/answers.ts";
import type { EventDefinition } from "../../../registration/event-definition.ts";
import { asksSensitive } from "../../../registration/own-questions.ts";
import type { Related } from "../../../storage/person-history.ts";
import type { Person } from "../../person.ts";
import { aboutPath, type PersonPlace, personPath } from "./place.ts";

interface Props {
  person: Person;
  event: EventDefinition;
  place: PersonPlace;
  t: Translate;
}

export function Answered({ person, event, place, t }: Props) {
  const { registration, related } = person;
  const { answers, question, partner, language, invitedBy, handedTo, handedFrom } = registration;
  const own = answeredQuestions(event.questions, answers, t).map(
    ({ label, value }): Fact => [<Local key={label.text} of={label} />, value],
  );
  const former = Object.entries(formerAnswers(event.questions, answers)).map(
    ([key, value]): Fact => [t("organiser.person.former", { key }), [value].flat().join(", ")],
  );
  const other = (id: string | null) => id !== null && <Other id={id} related={related} place={place} t={t} />;
  return (
    <Facts
      facts={[
        ...own,
        question !== null && [t("organiser.person.asked"), question],
        ...former,
        [t("organiser.list.from"), Object.hasOwn(event.partners, partner) ? event.partners[partner]?.name : partner],
        [t("lang.label"), t(`lang.${language}`)],
        invitedBy !== null && [t("csv.invitedBy"), other(invitedBy)],
        handedTo !== null && [t("csv.handedTo"), other(handedTo)],
        handedFrom !== null && [t("csv.handedFrom"), other(handedFrom)],
        (asksSensitive(event.questions) || registration.needs !== null) && [
          t("organiser.person.needs"),
          <Needs key="needs" written={registration.needs !== null} place={place} t={t} />,
        ],
      ]}
    />
  );
}

/** Another attendee, who may have been erased since. */
function Other({
  id,
  related,
  place,
  t,
}: {
  id: string;
  related: readonly Related[];
  place: PersonPlace;
  t: Translate;
}) {
  const found = related.find((other) => other.id === id);
  return found ? <a href={personPath({ ...place, id })}>{found.name}</a> : t("organiser.person.erasedPerson");
}

/** Says only that there are needs; a separate press shows them. */
function Needs({ written, place, t }: { written: boolean; place: PersonPlace; t: Translate }) {
  if (!written) return t("organiser.person.needsNone");
  return (
    <>
      {t("organiser.person.needsWritten")} <a href={aboutPath(place, "needs")}>{t("organiser.person.needsOpen")}</a>{" "}
      <span class="soft">{t("organiser.person.needsLogged")}</span>
    </>
  );
}
