/** The answers to an attendee's requests about their own registration. */
import type { Values } from "../../widget/form/form-model.ts";
import { personalData } from "../actions/personal-data.ts";
import { seeOther } from "../http/see-other.ts";
import { createTranslator, type TextKey } from "../i18n/translate.ts";
import type { Service } from "../service.ts";
import type { Registration } from "../storage/registrations.ts";
import { unreachable } from "../unreachable.ts";
import { manageUrl } from "../urls.ts";
import { valuesOf } from "./change-form.tsx";
import {
  type ChangeOutcome,
  cancel,
  change,
  disown,
  erase,
  type ManageSession,
  refusalOf,
  restore,
  verify,
  withdrawNeeds,
} from "./manage.ts";
import { managePage, type PageNotice } from "./manage-page.tsx";
import { forSession } from "./manage-session.ts";
import { type Move, move, movesOf } from "./moves.ts";
import { ownCalendarFile } from "./own-calendar-file.ts";
import { type Question, questionPage } from "./question-page.tsx";
import { bodyOfForm } from "./register-by-form.ts";
import { sentencePage } from "./sentence-page.tsx";
import { acceptUnsaved, discardUnsaved } from "./unsaved.ts";

/** What the page says after an action, by the word in the page's address. */
const notices = {
  saved: "manage.saved",
  cancelled: "manage.cancelDone",
  restored: "manage.restoreDone",
  needs: "manage.withdrawNeedsDone",
  verified: "manage.verifyDone",
  discarded: "unsaved.discarded",
  offered: "handOver.sent",
  "taken-back": "handOver.takenBack",
  "offer-over": "handOver.over",
  "address-asked": "newAddress.sent",
} as const satisfies Record<string, TextKey>;
type NoticeName = keyof typeof notices;

function moveTo(to: Move) {
  return (service: Service, session: ManageSession) => move(service, session, to);
}

/** What each button does, and which notice follows. */
const actions = {
  digital: { update: moveTo("digital"), notice: "saved" },
  "in-person": { update: moveTo("in-person"), notice: "saved" },
  meanwhile: { update: moveTo("meanwhile"), notice: "saved" },
  "wait-only": { update: moveTo("wait-only"), notice: "saved" },
  cancel: { update: cancel, notice: "cancelled" },
  restore: { update: restore, notice: "restored" },
  verify: { update: verify, notice: "verified" },
  "withdraw-needs": { update: withdrawNeeds, notice: "needs" },
  discard: { update: discardUnsaved, notice: "discarded" },
} as const satisfies Record<
  string,
  { update: (service: Service, session: ManageSession) => Promise<ChangeOutcome>; notice: NoticeName }
>;
export type Action = keyof typeof actions;

export function show(service: Service, secret: string, notice: string | undefined): Promise<Response> {
  const text = notice && Object.hasOwn(notices, notice) ? notices[notice as NoticeName] : undefined;
  return forSession(service, secret, (session) =>
    managePage(service, session, { notice: text && { tone: "info", text } }),
  );
}

export function ask(service: Service, secret: string, question: Question): Promise<Response> {
  return forSession(service, secret, async (session) =>
    mayAsk(question, session, service.now)
      ? questionPage(session, question, service.now)
      : managePage(service, session),
  );
}

/** Whether the button of the question would have an effect now. Deleting always has. */
function mayAsk(question: Question, session: ManageSession, now: number): boolean {
  switch (question) {
    case "cancel":
      return refusalOf("cancel", session, now) === null;
    case "erase":
    case "not-me":
      return true;
    default:
      return movesOf(session, now).includes(question);
  }
}

function backTo({ secret }: ManageSession, notice: NoticeName): Response {
  return seeOther(`${manageUrl("", secret)}?done=${notice}`);
}

/** Redirects a browser that opens the address of a button or form: to the page that has it. */
export const backToPage = (secret: string) => seeOther(manageUrl("", encodeURIComponent(secret)));

type RefusalReason = Extract<ChangeOutcome, { outcome: "refused" }>["reason"];

/** The present page with the reason why nothing was stored, and what was typed if there was a form. */
function refusedPage(
  service: Service,
  secret: string,
  reason: RefusalReason,
  typed: Values | null = null,
): Promise<Response> {
  return forSession(service, secret, (session) =>
    managePage(service, session, {
      notice: noticeOf(reason, session, typed),
      ...(typed ? { typed: { values: keepTyped(typed, session.registration), errors: [] } } : {}),
      status: 409,
    }),
  );
}

/** The typed values as the page shows them again: without a consent that was withdrawn meanwhile. */
function keepTyped(typed: Values, { needs }: Registration): Values {
  return { ...typed, ...(needs ? {} : { "needs.consent": "" }) };
}

function noticeOf(
  reason: RefusalReason,
  { registration }: ManageSession,
  typed: Values | null,
): PageNotice | undefined {
  const warning = (text: TextKey): PageNotice => ({ tone: "warning", text });
  switch (reason) {
    case "conflict":
      return warning(typed?.["needs.consent"] && !registration.needs ? "manage.conflictConsent" : "manage.conflict");
    case "full":
      return warning("manage.full");
    case "closed":
      return warning("manage.refusedClosed");
    case "not-open":
      return warning("manage.refusedNotOpen");
    // The page itself shows the state of the registration and the event.
    case "not-found":
    case "wrong-state":
    case "started":
    case "past":
    case "cancelled":
      return undefined;
    default:
      return unreachable(reason);
  }
}

export function perform(service: Service, secret: string, action: Action): Promise<Response> {
  return forSession(service, secret, async (session) => {
    const { update, notice } = actions[action];
    const result: ChangeOutcome = await update(service, session);
    switch (result.outcome) {
      case "done":
        return backTo(session, notice);
      // An answer that the event's definition no longer accepts: the page says which.
      case "invalid":
        return managePage(service, session, {
          typed: { values: valuesOf(session.registration, session.event.definition.questions), errors: result.errors },
          status: 422,
        });
      case "refused":
        return refusedPage(service, secret, result.reason);
      default:
        return unreachable(result);
    }
  });
}

export function performErasure(service: Service, secret: string, how: "erase" | "not-me"): Promise<Response> {
  return forSession(service, secret, async (session) => {
    const { language, partner } = session.registration;
    const t = createTranslator(language);
    await (how === "erase" ? erase : disown)(service, session);
    const words =
      how === "erase"
        ? (["manage.erasedHeading", "manage.eraseDone"] as const)
        : (["notMe.doneHeading", "notMe.done"] as const);
    return sentencePage(session.event.definition, partner, t, { heading: t(words[0]), lead: t(words[1]) });
  });
}

/** Answers the POST of the form on the manage page. */
export function submitChange(service: Service, secret: string, form: URLSearchParams): Promise<Response> {
  return forSession(service, secret, async (session) => {
    const { registration, event } = session;
    const wanted = form.get("participation") ?? registration.participation;
    const { participation, ...answers } = bodyOfForm(form, event.definition.questions, wanted);
    const body = { ...answers, ...(participation ? { participation } : {}) };
    const values: Values = Object.fromEntries(form);
    const result = await change(service, session, body, Number(form.get("seen")));
    switch (result.outcome) {
      case "done":
        return backTo(session, "saved");
      case "invalid":
        return managePage(service, session, {
          typed: { values, errors: result.errors },
          status: 422,
        });
      case "refused":
        return refusedPage(service, secret, result.reason, values);
      default:
        return unreachable(result);
    }
  });
}

/** The attendee's own calendar file. Its secret opens nothing else. */
export function calendar(service: Service, secret: string): Promise<Response> {
  return forSession(service, secret, (session) => ownCalendarFile(service, session), "calendar");
}

/** Saves the answers that were typed with the address. */
export function accept(service: Service, secret: string, form: URLSearchParams): Promise<Response> {
  return forSession(service, secret, async (session) => {
    const result = await acceptUnsaved(service, session, form.get("consent") === "true");
    switch (result.outcome) {
      case "done":
        return backTo(session, "saved");
      case "invalid": {
        const text: TextKey = `error.${result.errors[0]?.code === "needs.consentRequired" ? "needs.consentRequired" : "form.generic"}`;
        return managePage(service, session, { notice: { tone: "warning", text }, status: 422 });
      }
      case "refused":
        return refusedPage(service, secret, result.reason);
      default:
        return unreachable(result);
    }
  });
}

export function downloadData(service: Service, secret: string): Promise<Response> {
  return forSession(service, secret, async (session) => {
    const json = JSON.stringify(await personalData(service, session), null, 2);
    return new Response(json, {
      headers: {
        "content-type": "application/json",
        "content-disposition": 'attachment; filename="pamelding.json"',
        "cache-control": "private, no-store",
      },
    });
  });
}
