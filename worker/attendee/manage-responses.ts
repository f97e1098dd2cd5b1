/** What each request about one's own registration is answered with. */
import { readForm } from "../http/body.ts";
import { ProblemError } from "../http/problem.ts";
import type { MessageKey } from "../i18n/translate.ts";
import type { Service } from "../service.ts";
import { bodyOfForm } from "./hosted-page.tsx";
import {
  cancel,
  change,
  erase,
  type ManageOutcome,
  type ManageSession,
  openManageLink,
  personalData,
  possible,
  restore,
  withdrawNeeds,
} from "./manage.ts";
import { confirmPage, managePage, sentencePage } from "./manage-page.tsx";

/** What the page says after a deed, named in the address that the deed leads back to. */
const done: Record<string, MessageKey> = {
  saved: "manage.saved",
  cancelled: "manage.cancelDone",
  restored: "manage.restoreDone",
  needs: "manage.withdrawNeedsDone",
};

/** What can be done with a press of a button, and where it leads. */
const actions = {
  cancel: { update: cancel, told: "cancelled" },
  restore: { update: restore, told: "restored" },
  "withdraw-needs": { update: withdrawNeeds, told: "needs" },
} as const satisfies Record<
  string,
  { update: (service: Service, session: ManageSession) => Promise<ManageOutcome>; told: keyof typeof done }
>;
export type ActionTarget = keyof typeof actions;

/** What is asked before it is done. */
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

/** @throws ProblemError not-found, whatever is wrong with the link */
async function forSession(service: Service, secret: string, answer: (session: ManageSession) => Promise<Response>) {
  const session = await openManageLink(service.db, service.settings, secret);
  if (!session) throw new ProblemError("not-found");
  return answer(session);
}

export function show(service: Service, secret: string, told: string | undefined): Promise<Response> {
  const text = told && Object.hasOwn(done, told) ? done[told] : undefined;
  return forSession(service, secret, (session) =>
    managePage(service, session, { told: text && { tone: "info", text } }),
  );
}

export function ask(service: Service, secret: string, question: Question): Promise<Response> {
  return forSession(service, secret, async (session) =>
    question === "cancel" && !possible(session, service.now).cancel
      ? managePage(service, session)
      : confirmPage(session, questions[question]),
  );
}

/** RFC 9110 section 15.4.4: 303 makes reloading harmless. */
function backTo({ secret }: ManageSession, told: keyof typeof done): Response {
  return new Response(null, { status: 303, headers: { location: `/registrations/${secret}?done=${told}` } });
}

/** The page as it is now, with the reason why nothing was done. */
function refused(service: Service, secret: string, outcome: "conflict" | "full" | "not-possible"): Promise<Response> {
  const texts = { conflict: "manage.conflict", full: "manage.full", "not-possible": "manage.deadlinePassed" } as const;
  const told = outcome === "not-possible" ? undefined : ({ tone: "warning", text: texts[outcome] } as const);
  return forSession(service, secret, (session) => managePage(service, session, { told, status: 409 }));
}

export function perform(service: Service, secret: string, action: ActionTarget): Promise<Response> {
  return forSession(service, secret, async (session) => {
    const { update, told } = actions[action];
    const { outcome } = await update(service, session);
    return outcome === "done" || outcome === "invalid" ? backTo(session, told) : refused(service, secret, outcome);
  });
}

export function performErasure(service: Service, secret: string, how: "erase" | "not-me"): Promise<Response> {
  return forSession(service, secret, async (session) => {
    const { language, email } = session.registration;
    await erase(service, session, how === "erase");
    return how === "erase"
      ? sentencePage(language, "manage.title", "manage.eraseDone")
      : sentencePage(language, "notMe.heading", "notMe.done", { values: { email } });
  });
}

/** The form of the manage page. */
export async function submitChange(service: Service, secret: string, request: Request): Promise<Response> {
  const form = await readForm(request);
  return forSession(service, secret, async (session) => {
    const { participation, ...answers } = bodyOfForm(form);
    const body = {
      ...answers,
      ...(participation ? { participation } : {}),
      // An unticked box posts nothing: the page says that it asked.
      ...(form.has("asksMeanwhile") ? { digitalMeanwhile: form.get("digitalMeanwhile") === "true" } : {}),
    };
    const result = await change(service, session, body, Number(form.get("seen")));
    switch (result.outcome) {
      case "done":
        return backTo(session, "saved");
      case "invalid":
        return managePage(service, session, {
          typed: { values: Object.fromEntries(form), errors: result.errors },
          status: 422,
        });
      default:
        return refused(service, secret, result.outcome);
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
