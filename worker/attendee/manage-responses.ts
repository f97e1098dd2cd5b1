/** The answers to an attendee's requests about their own registration. */
import type { Values } from "../../widget/form/form-model.ts";
import { ProblemError } from "../http/problem.ts";
import type { Language } from "../i18n/language.ts";
import type { TextKey } from "../i18n/translate.ts";
import { phaseOf } from "../registration/event-times.ts";
import type { LinkPurpose } from "../security/manage-link.ts";
import type { Service } from "../service.ts";
import type { Registration } from "../storage/registrations.ts";
import { unreachable } from "../unreachable.ts";
import { manageUrl } from "../urls.ts";
import { bodyOfForm } from "./hosted-page.tsx";
import { eventOfLink, invalidLinkPage } from "./invalid-link-page.tsx";
import {
  type ChangeOutcome,
  cancel,
  change,
  disown,
  erase,
  type ManageSession,
  openManageLink,
  personalData,
  type RestoreOutcome,
  refusalOf,
  restore,
  verify,
  withdrawNeeds,
} from "./manage.ts";
import { confirmPage, managePage, type PageNotice, sentencePage } from "./manage-page.tsx";
import { ownCalendarFile } from "./own-calendar-file.ts";
import { seeOther } from "./see-other.ts";
import { acceptUnsaved, discardUnsaved } from "./unsaved.ts";

/** What the page says after an action, by the word that the address of the page carries. */
const notices = {
  saved: "manage.saved",
  cancelled: "manage.cancelDone",
  restored: "manage.restoreDone",
  needs: "manage.withdrawNeedsDone",
  verified: "manage.verifyDone",
  discarded: "unsaved.discarded",
} as const satisfies Record<string, TextKey>;
type NoticeName = keyof typeof notices;

/** What a button does, and which notice follows. */
const actions = {
  cancel: { update: cancel, notice: "cancelled" },
  restore: { update: restore, notice: "restored" },
  verify: { update: verify, notice: "verified" },
  "withdraw-needs": { update: withdrawNeeds, notice: "needs" },
  discard: { update: discardUnsaved, notice: "discarded" },
} as const satisfies Record<
  string,
  { update: (service: Service, session: ManageSession) => Promise<RestoreOutcome>; notice: NoticeName }
>;
export type Action = keyof typeof actions;

/** The questions that come before an action. */
const questions = {
  cancel: {
    heading: "manage.cancelHeading",
    body: "manage.cancelBody",
    confirm: "manage.cancelConfirm",
    abort: "manage.cancelAbort",
    action: "cancel",
  },
  erase: {
    heading: "manage.eraseHeading",
    body: "manage.eraseBody",
    confirm: "manage.eraseConfirm",
    abort: "manage.cancelAbort",
    action: "erase",
  },
  "not-me": {
    heading: "notMe.heading",
    body: "notMe.body",
    confirm: "notMe.confirm",
    abort: "button.back",
    action: "not-me",
  },
} as const;
export type Question = keyof typeof questions;

/** @throws ProblemError not-found, whatever is wrong with the link; a browser gets a page that says what may have happened */
async function forSession(
  service: Service,
  secret: string,
  answer: (session: ManageSession) => Response | Promise<Response>,
  purpose: LinkPurpose = "manage",
): Promise<Response> {
  const session = await openManageLink(service.db, service.settings, secret, purpose);
  if (!session) {
    // The event is only looked up for a client that is not over its limit.
    const page = async (language: Language) =>
      invalidLinkPage(service.settings.PUBLIC_URL, await eventOfLink(service, secret, purpose), language);
    throw new ProblemError("not-found", { page, guessed: true });
  }
  return answer(session);
}

export function show(service: Service, secret: string, notice: string | undefined): Promise<Response> {
  const text = notice && Object.hasOwn(notices, notice) ? notices[notice as NoticeName] : undefined;
  return forSession(service, secret, (session) =>
    managePage(service, session, { notice: text && { tone: "info", text } }),
  );
}

export function ask(service: Service, secret: string, question: Question): Promise<Response> {
  return forSession(service, secret, async (session) =>
    question === "cancel" && refusalOf("cancel", session, service.now)
      ? managePage(service, session)
      : confirmPage(session, questionOf(question, session, service.now)),
  );
}

/** Says so where there is no way back after cancelling. */
function questionOf(question: Question, { event }: ManageSession, now: number) {
  const final = question === "cancel" && phaseOf(event.definition, now) === "closed";
  return final ? ({ ...questions.cancel, body: "manage.cancelBodyFinal" } as const) : questions[question];
}

function backTo({ secret }: ManageSession, notice: NoticeName): Response {
  return seeOther(`${manageUrl("", secret)}?done=${notice}`);
}

/** A browser that opens the address of a button or of the form again: to the page where they stand. */
export const backToPage = (secret: string) => seeOther(manageUrl("", encodeURIComponent(secret)));

type RefusalReason = Extract<ChangeOutcome, { outcome: "refused" }>["reason"];

/** The page as it is now, with the reason why nothing was stored, and with what was typed where there was a form. */
function refusedPage(
  service: Service,
  secret: string,
  reason: RefusalReason,
  typed: Values | null = null,
): Promise<Response> {
  return forSession(service, secret, (session) =>
    managePage(service, session, {
      notice: noticeOf(reason, session, typed),
      ...(typed ? { typed: { values: keepTyped(typed, reason, session.registration), errors: [] } } : {}),
      status: 409,
    }),
  );
}

/** What was typed, as the page shows it again: without a consent that was withdrawn meanwhile, and without a refused move. */
function keepTyped(typed: Values, reason: RefusalReason, { needs, participation }: Registration): Values {
  return {
    ...typed,
    ...(needs ? {} : { "needs.consent": "" }),
    ...(reason === "conflict" ? {} : { participation }),
  };
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
    // The page itself says what has become of the registration and of the event.
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
    const result: RestoreOutcome = await update(service, session);
    return result.outcome === "done" ? backTo(session, notice) : refusedPage(service, secret, result.reason);
  });
}

export function performErasure(service: Service, secret: string, how: "erase" | "not-me"): Promise<Response> {
  return forSession(service, secret, async (session) => {
    const { language, email } = session.registration;
    await (how === "erase" ? erase : disown)(service, session);
    return how === "erase"
      ? sentencePage(language, "manage.title", "manage.eraseDone")
      : sentencePage(language, "notMe.heading", "notMe.done", { values: { email } });
  });
}

/** The form of the manage page. */
export function submitChange(service: Service, secret: string, form: URLSearchParams): Promise<Response> {
  return forSession(service, secret, async (session) => {
    const { participation, ...answers } = bodyOfForm(form);
    const body = {
      ...answers,
      ...(participation ? { participation } : {}),
      // An unticked box posts nothing: the page says that it asked.
      ...(form.has("asksMeanwhile") ? { digitalMeanwhile: form.get("digitalMeanwhile") === "true" } : {}),
    };
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

/** The attendee's own calendar file, by a secret that opens nothing else. */
export function calendar(service: Service, secret: string): Promise<Response> {
  return forSession(service, secret, (session) => ownCalendarFile(service, session), "calendar");
}

/** Saves what was typed with the address. */
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
