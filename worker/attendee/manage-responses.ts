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
  type Holder,
  holderOf,
  type ManageOutcome,
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
const deeds = {
  cancel: { act: cancel, told: "cancelled" },
  restore: { act: restore, told: "restored" },
  "withdraw-needs": { act: withdrawNeeds, told: "needs" },
} as const satisfies Record<
  string,
  { act: (service: Service, holder: Holder) => Promise<ManageOutcome>; told: keyof typeof done }
>;
export type Deed = keyof typeof deeds;

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
async function forHolder(service: Service, secret: string, answer: (holder: Holder) => Promise<Response>) {
  const holder = await holderOf(service.db, service.settings, secret);
  if (!holder) throw new ProblemError("not-found");
  return answer(holder);
}

export function show(service: Service, secret: string, told: string | undefined): Promise<Response> {
  const text = told && Object.hasOwn(done, told) ? done[told] : undefined;
  return forHolder(service, secret, (holder) => managePage(service, holder, { told: text && { tone: "info", text } }));
}

export function ask(service: Service, secret: string, question: Question): Promise<Response> {
  return forHolder(service, secret, async (holder) =>
    question === "cancel" && !possible(holder, service.now).cancel
      ? managePage(service, holder)
      : confirmPage(holder, questions[question]),
  );
}

/** RFC 9110 section 15.4.4: 303 makes reloading harmless. */
function backTo({ secret }: Holder, told: keyof typeof done): Response {
  return new Response(null, { status: 303, headers: { location: `/registrations/${secret}?done=${told}` } });
}

/** The page as it is now, with the reason why nothing was done. */
function refused(service: Service, secret: string, outcome: "conflict" | "full" | "not-possible"): Promise<Response> {
  const texts = { conflict: "manage.conflict", full: "manage.full", "not-possible": "manage.deadlinePassed" } as const;
  const told = outcome === "not-possible" ? undefined : ({ tone: "warning", text: texts[outcome] } as const);
  return forHolder(service, secret, (holder) => managePage(service, holder, { told, status: 409 }));
}

export function carryOut(service: Service, secret: string, deed: Deed): Promise<Response> {
  return forHolder(service, secret, async (holder) => {
    const { act, told } = deeds[deed];
    const { outcome } = await act(service, holder);
    return outcome === "done" || outcome === "invalid" ? backTo(holder, told) : refused(service, secret, outcome);
  });
}

export function carryOutErasure(service: Service, secret: string, how: "erase" | "not-me"): Promise<Response> {
  return forHolder(service, secret, async (holder) => {
    const { language, email } = holder.registration;
    await erase(service, holder, how === "erase");
    return how === "erase"
      ? sentencePage(language, "manage.title", "manage.eraseDone")
      : sentencePage(language, "notMe.heading", "notMe.done", { values: { email } });
  });
}

/** The form of the manage page. */
export async function takeChange(service: Service, secret: string, request: Request): Promise<Response> {
  const form = await readForm(request);
  return forHolder(service, secret, async (holder) => {
    const { participation, ...answers } = bodyOfForm(form);
    const body = {
      ...answers,
      ...(participation ? { participation } : {}),
      // An unticked box posts nothing: the page says that it asked.
      ...(form.has("asksMeanwhile") ? { digitalMeanwhile: form.get("digitalMeanwhile") === "true" } : {}),
    };
    const result = await change(service, holder, body, Number(form.get("seen")));
    switch (result.outcome) {
      case "done":
        return backTo(holder, "saved");
      case "invalid":
        return managePage(service, holder, {
          typed: { values: Object.fromEntries(form), errors: result.errors },
          status: 422,
        });
      default:
        return refused(service, secret, result.outcome);
    }
  });
}

export function takeAlong(service: Service, secret: string): Promise<Response> {
  return forHolder(service, secret, async (holder) => {
    const json = JSON.stringify(await personalData(service, holder), null, 2);
    return new Response(json, {
      headers: {
        "content-type": "application/json",
        "content-disposition": 'attachment; filename="pamelding.json"',
        "cache-control": "private, no-store",
      },
    });
  });
}
