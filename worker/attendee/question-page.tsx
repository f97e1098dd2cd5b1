/** The questions before an action: what will happen, a safe way out, and what follows. GET changes nothing. */
import { createTranslator, type Translate } from "../i18n/translate.ts";
import { ButtonLink, PostButton } from "../pages/parts.tsx";
import { presentAvailability } from "../registration/capacity.ts";
import { phaseOf } from "../registration/event-times.ts";
import { unreachable } from "../unreachable.ts";
import { manageUrl } from "../urls.ts";
import { askPage } from "./ask-page.tsx";
import type { ManageSession } from "./manage.ts";
import { moves, movesOf } from "./moves.ts";

export const questions = ["cancel", "erase", "not-me", ...moves] as const;
export type Question = (typeof questions)[number];

interface Words {
  heading: string;
  /** What will happen and what follows, one paragraph each. */
  body: readonly string[];
  confirm: string;
  /** The text of the link back, which changes nothing. */
  keep: string;
}

/** The texts of the question for this attendee at this moment. */
function wordsOf(question: Question, session: ManageSession, now: number, t: Translate): Words {
  const { registration, event } = session;
  const waits = registration.status === "waitlisted";
  const keep = t(waits ? "question.keepWaiting" : "question.keepPlace");
  const mailed = t("question.mailed");
  switch (question) {
    case "cancel": {
      const final = phaseOf(event.definition, now) === "closed";
      return {
        heading: t(waits ? "question.leaveList" : "manage.cancelHeading"),
        body: [t(whatLeaves(session)), t(final ? "manage.cancelFinal" : "manage.cancelUndo"), mailed],
        confirm: t(waits ? "question.leaveList.confirm" : "manage.cancelConfirm"),
        keep,
      };
    }
    case "erase":
      return {
        heading: t("manage.eraseHeading"),
        body: [t("manage.eraseBody"), t("manage.eraseMailed")],
        confirm: t("manage.eraseConfirm"),
        keep: t("manage.eraseAbort"),
      };
    case "not-me":
      return {
        heading: t("notMe.heading"),
        body: [t("notMe.body", { email: registration.email })],
        confirm: t("notMe.confirm"),
        keep: t("notMe.abort"),
      };
    case "digital": {
      const final = phaseOf(event.definition, now) !== "open";
      const gives = final ? "manage.toDigitalFinal" : "manage.toDigitalWarn";
      return {
        heading: t(waits ? "question.digitalOnly" : "question.digital"),
        body: [t(waits ? "question.digitalOnly.then" : gives), mailed],
        confirm: t("question.digital.confirm"),
        keep,
      };
    }
    case "in-person": {
      const { availability } = presentAvailability(event.definition, event.capacity);
      const open = availability["in-person"] === "open";
      return {
        heading: t("question.inPerson"),
        body: [t(open ? "question.inPerson.open" : "manage.waitingSeat"), mailed],
        confirm: t(open ? "question.inPerson.confirm" : "button.submitWaitlist"),
        keep: t("question.keepDigital"),
      };
    }
    case "meanwhile":
      return {
        heading: t("question.meanwhile"),
        body: [t("question.meanwhile.then"), mailed],
        confirm: t("question.meanwhile.confirm"),
        keep: t("question.keepWaiting"),
      };
    case "wait-only":
      return {
        heading: t("question.waitOnly"),
        body: [t("question.waitOnly.then"), mailed],
        confirm: t("question.waitOnly.confirm"),
        keep: t("button.back"),
      };
    default:
      return unreachable(question);
  }
}

function whatLeaves({ registration: { status, participation } }: ManageSession) {
  if (status === "waitlisted") return "question.leaveList.then" as const;
  return participation === "digital" ? ("question.cancelDigital" as const) : ("question.cancelInPerson" as const);
}

export function questionPage(session: ManageSession, question: Question, now: number): Promise<Response> {
  const t = createTranslator(session.registration.language);
  const { heading, body, confirm, keep } = wordsOf(question, session, now, t);
  const base = manageUrl("", session.secret);
  const deletes = question === "cancel" || question === "erase" || question === "not-me";
  // An attendee who cannot come may still follow digitally, and keep their answers.
  const mayFollow = question === "cancel" && session.registration.status === "confirmed";
  const follows = mayFollow && movesOf(session, now).includes("digital");
  return askPage(session, t, {
    heading,
    children: (
      <>
        {body.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
        <div class="acts">
          <PostButton action={`${base}/${question}`} {...(deletes ? { look: "stop" } : {})}>
            {confirm}
          </PostButton>
          {follows && (
            <ButtonLink href={`${base}/digital`} look="second">
              {t("errand.digital")}
            </ButtonLink>
          )}
          <ButtonLink href={base} look="quiet">
            {keep}
          </ButtonLink>
        </div>
      </>
    ),
  });
}
