/**
 * The attendee's pages for handing the place on: the form for the colleague, a check before it is sent, and the reason if it
 * is refused.
 */
import { describeErrors } from "../http/describe-errors.ts";
import { dateAndTime } from "../i18n/dates.ts";
import { createTranslator, type Translate } from "../i18n/translate.ts";
import { Field } from "../pages/form-parts.tsx";
import { Facts, PostButton } from "../pages/parts.tsx";
import type { FieldError } from "../registration/contract.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { type HandOverRefusal, offerEnds, TYPED_MAX } from "../registration/pending-address.ts";
import { practicalContactOf } from "../registration/practical-contact.ts";
import { unreachable } from "../unreachable.ts";
import { manageUrl } from "../urls.ts";
import { askPage, BackLink } from "./ask-page.tsx";
import type { ManageSession } from "./manage.ts";

/** The typed fields. */
interface TypedColleague {
  name: string;
  email: string;
}

/** What will happen, before anything is sent. */
function Steps({ event, now, t }: { event: EventDefinition; now: number; t: Translate }) {
  const until = dateAndTime(t, offerEnds(event, now), event.timeZone);
  return (
    <>
      <h2 class="h3">{t("handOver.happens")}</h2>
      <ul>
        <li>{t("handOver.step.invite")}</li>
        <li>{t("handOver.step.until", { until })}</li>
        <li>{t("handOver.step.taken")}</li>
        <li>{t("handOver.step.answers")}</li>
      </ul>
    </>
  );
}

/** Asks for the colleague to offer the place to. */
export function handOverForm(
  session: ManageSession,
  now: number,
  { name, email }: TypedColleague,
  faults: readonly FieldError[] = [],
): Promise<Response> {
  const t = createTranslator(session.registration.language);
  const event = session.event.definition;
  const errors = describeErrors(faults, t, event);
  return askPage(session, t, {
    heading: t("handOver.heading"),
    errors,
    children: (
      <>
        <Steps event={event} now={now} t={t} />
        <form class="stack" method="post" action={`${manageUrl("", session.secret)}/hand-over`} noValidate>
          <Field
            {...{ errors, name: "name", type: "text", value: name, autocomplete: "off" }}
            label={t("handOver.name.label")}
          />
          <Field
            {...{ errors, name: "email", type: "email", value: email, autocomplete: "off" }}
            label={t("handOver.email.label")}
          />
          <button type="submit">{t("handOver.continue")}</button>
        </form>
        <BackLink session={session} t={t} />
      </>
    ),
  });
}

/** Shows the typed colleague for a check: a mistyped address would offer the place to a stranger. */
export function handOverCheck(session: ManageSession, now: number, { name, email }: TypedColleague): Promise<Response> {
  const t = createTranslator(session.registration.language);
  const action = `${manageUrl("", session.secret)}/hand-over`;
  return askPage(session, t, {
    heading: t("handOver.checkHeading"),
    children: (
      <>
        <Facts
          facts={[
            [t("form.name.label"), name],
            [t("form.email.label"), email],
          ]}
        />
        <Steps event={session.event.definition} now={now} t={t} />
        <div class="acts">
          <PostButton action={action} fields={{ name, email, checked: "yes" }}>
            {t("handOver.send")}
          </PostButton>
          <PostButton action={action} look="quiet" fields={{ name, email, edit: "yes" }}>
            {t("handOver.edit")}
          </PostButton>
        </div>
        <BackLink session={session} t={t} />
      </>
    ),
  });
}

/** Why the place cannot be offered. */
export function handOverRefused(session: ManageSession, reason: Exclude<HandOverRefusal, "open">): Promise<Response> {
  const t = createTranslator(session.registration.language);
  const practicalContact = practicalContactOf(session.event.definition);
  const sentence = () => {
    switch (reason) {
      case "wrong-state":
        return t("handOver.wrongState");
      case "too-late":
        return t("handOver.tooLate", { practicalContact });
      case "too-many":
        return t("handOver.tooMany", { practicalContact, max: TYPED_MAX });
      default:
        return unreachable(reason);
    }
  };
  return askPage(session, t, {
    heading: t("handOver.heading"),
    status: 409,
    children: (
      <>
        <p>{sentence()}</p>
        <BackLink session={session} t={t} />
      </>
    ),
  });
}
