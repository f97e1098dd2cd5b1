import { dayFrom, isLegible, isSkipped } from "./local-time.ts";
import { type Fault, type NoticeParts, privacyFaults } from "./privacy-faults.ts";
import { type QuestionParts, questionFaults } from "./question-faults.ts";

type Optional = string | null | undefined;

/** The fields that are compared with each other. Times are on the clock at the venue. */
interface DefinitionParts extends NoticeParts, QuestionParts {
  timeZone: string;
  starts: string;
  ends: string;
  doorsOpen?: string | undefined;
  registrationOpens: string;
  registrationCloses: string;
  promotionEnds?: string | undefined;
  venue?: object | undefined;
  participation: QuestionParts["participation"];
  retention: { needsDays: number; registrationsDays: number };
  mails: { reminder?: Optional; streamLink?: Optional; thanks?: Optional };
  accessibility?: { checked?: object | undefined; findings: readonly object[] } | undefined;
}

/** Faults that no field of a definition shows by itself: fields that contradict each other. Each fault has its path. */
export function* definitionFaults(event: DefinitionParts): Generator<Fault> {
  const { starts, ends, doorsOpen, registrationOpens, registrationCloses, promotionEnds, mails, timeZone } = event;
  const times = { starts, ends, doorsOpen, registrationOpens, registrationCloses, promotionEnds };
  // zod also calls this if a field is wrong, and has already reported that.
  const locals = [...Object.values(times), mails.reminder, mails.streamLink, mails.thanks];
  if (!locals.every((local) => !local || isLegible(local, timeZone))) return;
  yield* skippedTimes(event, times);
  yield* timeFaults(event);
  if (event.participation.inPerson && !event.venue)
    yield { path: ["venue"], message: "where people come who take part in person" };
  const { needsDays, registrationsDays } = event.retention;
  if (needsDays > registrationsDays)
    yield { path: ["retention", "needsDays"], message: "at most registrationsDays: needs go first" };
  yield* privacyFaults(event);
  // A finding without a date may have been fixed long ago.
  if (event.accessibility?.findings.length && !event.accessibility.checked)
    yield {
      path: ["accessibility", "checked"],
      message: "on and by: when the findings were made, and by which organisation",
    };
  yield* questionFaults(event);
  yield* mailFaults(event);
}

/** Times that the clock never shows, because it is put forward past them. */
function* skippedTimes({ timeZone, mails }: DefinitionParts, times: Record<string, Optional>): Generator<Fault> {
  const { reminder, streamLink, thanks } = mails;
  for (const [path, of] of [
    [[], times],
    [["mails"], { reminder, streamLink, thanks }],
  ] as const)
    for (const [field, local] of Object.entries(of))
      if (local && isSkipped(local, timeZone))
        yield {
          path: [...path, field],
          message: "a time that the clock shows: it is put forward past this one on that night",
        };
}

/** Times in the wrong order, mistyped years, and times that could have no effect. */
function* timeFaults(event: DefinitionParts): Generator<Fault> {
  const { starts, ends, doorsOpen, registrationOpens, registrationCloses, promotionEnds } = event;
  if (ends <= starts) yield { path: ["ends"], message: "a time after starts" };
  if (registrationCloses <= registrationOpens)
    yield { path: ["registrationCloses"], message: "a time after registrationOpens" };
  if (ends.slice(0, 10) >= dayFrom(starts, 365)) yield { path: ["ends"], message: "a time within a year of starts" };
  if (doorsOpen && (doorsOpen > starts || doorsOpen.slice(0, 10) < dayFrom(starts, -1)))
    yield { path: ["doorsOpen"], message: "a time at starts or in the hours before" };
  if (registrationCloses > ends) yield { path: ["registrationCloses"], message: "a time at ends or before" };
  if (registrationOpens >= ends) yield { path: ["registrationOpens"], message: "a time before ends" };
  if (promotionEnds && promotionEnds < registrationOpens)
    yield {
      path: ["promotionEnds"],
      message: "a time after registrationOpens; without it, freed seats are given away until starts",
    };
  if (promotionEnds && promotionEnds > ends) yield { path: ["promotionEnds"], message: "a time at ends or before" };
}

/** Scheduled e-mails at times when their text would not be true. */
function* mailFaults({ starts, ends, registrationOpens, retention, mails }: DefinitionParts): Generator<Fault> {
  const { reminder, streamLink, thanks } = mails;
  const wrong = (field: string, message: string): Fault => ({ path: ["mails", field], message });
  // The reminder says "tomorrow".
  if (reminder && reminder.slice(0, 10) !== dayFrom(starts, -1))
    yield wrong("reminder", "a time on the day before starts");
  if (streamLink && streamLink >= ends) yield wrong("streamLink", "a time before ends");
  if (streamLink && streamLink < registrationOpens)
    yield wrong("streamLink", "a time after registrationOpens: at that time, each confirmation has the link");
  if (thanks && thanks < ends) yield wrong("thanks", "a time after ends");
  if (thanks && thanks.slice(0, 10) >= dayFrom(ends, retention.registrationsDays))
    yield wrong("thanks", "a time before everybody is erased, retention.registrationsDays after ends");
}
