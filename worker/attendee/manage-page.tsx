import { FormContext } from "../../widget/form/form-context.ts";
import type { Values } from "../../widget/form/form-model.ts";
import { describeErrors } from "../http/describe-errors.ts";
import type { Values as Fillings, TextKey, Translate } from "../i18n/translate.ts";
import { createTranslator } from "../i18n/translate.ts";
import { eventPage } from "../pages/event-page.tsx";
import { pageResponse } from "../pages/page.tsx";
import { ButtonLink, Errands, Notice, PostButton } from "../pages/parts.tsx";
import { attends } from "../registration/audience.ts";
import { presentAvailability } from "../registration/capacity.ts";
import { consentWording } from "../registration/consent.ts";
import type { FieldError as Fault, PublicEvent } from "../registration/contract.ts";
import { phaseOf } from "../registration/event-times.ts";
import { practicalContactOf } from "../registration/practical-contact.ts";
import { streamState } from "../registration/stream.ts";
import { isSensitive, unsavedOf } from "../registration/unsaved.ts";
import type { UpdateAction } from "../registration/updating.ts";
import { calendarSecret, streamSecret } from "../security/manage-link.ts";
import type { Service } from "../service.ts";
import { openAddressesOf } from "../storage/pending-addresses.ts";
import type { Registration } from "../storage/registrations.ts";
import { findTyped } from "../storage/unsaved.ts";
import { unreachable } from "../unreachable.ts";
import { manageUrl, streamPageUrl } from "../urls.ts";
import { answersContext } from "./answer-fields.tsx";
import { ChangeForm, valuesOf } from "./change-form.tsx";
import { DoorPass, doorPassOf } from "./door-pass.tsx";
import { errandsOf } from "./errands.ts";
import { type ManageSession, refusalOf } from "./manage.ts";
import { OpenQuestions } from "./open-questions.tsx";
import { OwnData } from "./own-data.tsx";
import { publicEvent } from "./public-event.ts";
import { StatusTicket } from "./status-ticket.tsx";
import { UnsavedSection } from "./unsaved-section.tsx";

/** Keeps the questions for people with the same participation. */
function askedOf(shown: PublicEvent, { participation }: Registration): PublicEvent {
  const applies = (question: PublicEvent["questions"][number]) =>
    typeof question === "string" || (question.participation ?? participation) === participation;
  return { ...shown, questions: shown.questions.filter(applies) };
}

/** What was just done, or why nothing was done. */
export interface PageNotice {
  tone: "info" | "warning";
  text: TextKey;
  values?: Fillings;
}

/** What was typed, and its errors. */
interface Typed {
  values: Values;
  errors: readonly Fault[];
}

/** What the attendee can no longer do, and what is still possible; undefined if nothing is over, or the heading says it. */
function closingOf(session: ManageSession, now: number): TextKey | undefined {
  const { registration, event } = session;
  const action = registration.status === "cancelled" ? "restore" : "answers";
  switch (refusalOf(action, session, now)?.reason) {
    case "started":
      return "manage.started";
    case "closed":
      return "state.closed";
    case "not-open":
      return "state.opensAt";
    case "past":
    case "cancelled":
      return undefined;
    default:
      return action === "answers" && phaseOf(event.definition, now) === "closed" ? "manage.deadlinePassed" : undefined;
  }
}

/** `GET /registrations/{secret}`: the manage page, with the attendee's status, errands, answers and data. */
export async function managePage(
  service: Service,
  session: ManageSession,
  { notice, typed, status = 200 }: { notice?: PageNotice | undefined; typed?: Typed; status?: number } = {},
): Promise<Response> {
  const { registration, event, secret } = session;
  const { now, settings } = service;
  const { language, partner } = registration;
  const t = createTranslator(language);
  const shown = publicEvent(event, partner, language, settings.PUBLIC_URL, now);
  const may = (action: UpdateAction) => refusalOf(action, session, now) === null;
  const errors = describeErrors(typed?.errors ?? [], t, event.definition);
  const asked = askedOf(shown, registration);
  const answers = answersContext(asked, typed?.values ?? valuesOf(registration, event.definition.questions), errors);
  const base = manageUrl("", secret);
  const closing = closingOf(session, now);
  const open = await openAddressesOf(service.db, registration.id, now);
  const repeated = may("answers") ? await findTyped(service.db, registration.id) : null;
  const unsaved = repeated ? unsavedOf(registration, repeated) : [];
  const asksConsent = unsaved.some((one) => isSensitive(one, event.definition.questions));
  const link = { registration: registration.id, version: registration.linkVersion };
  const [calendar, stream] = await Promise.all([
    calendarSecret(link, settings.LINK_KEYS),
    streamSecret(link, settings.LINK_KEYS),
  ]);
  const pass = await doorPassOf(service, session);
  const title = t("manage.title");
  return pageResponse({
    ...eventPage(event.definition, partner, language),
    personal: true,
    status,
    title: errors.length ? t("error.titlePrefix", { title }) : title,
    children: (
      <>
        {notice && (
          <Notice tone={notice.tone}>
            <p>{t(notice.text, notice.values)}</p>
          </Notice>
        )}
        {registration.rehearsal && (
          <Notice tone="warning">
            <p>{t("email.rehearsal.body")}</p>
          </Notice>
        )}
        <StatusTicket session={session} shown={shown} now={now} t={t}>
          {pass && <DoorPass pass={pass} t={t} />}
          {ticketAction(session, streamPageUrl("", stream), now, t)}
        </StatusTicket>
        {closing && (
          <Notice tone="warning">
            <p>
              {t(closing, {
                deadline: shown.deadline,
                opensAt: shown.opens,
                practicalContact: practicalContactOf(shown),
              })}
            </p>
          </Notice>
        )}
        {unsaved.length > 0 && (
          <UnsavedSection
            answers={unsaved}
            questions={event.definition.questions}
            base={base}
            consent={asksConsent ? consentWording(event.definition, language) : null}
            t={t}
          />
        )}
        <OpenQuestions open={open} event={event.definition} base={base} t={t} />
        <Errands label={t("errand.label")} errands={errandsOf({ session, now, t, calendar, open })} />
        {may("answers") && (
          <FormContext.Provider value={answers}>
            <ChangeForm session={session} shown={asked} t={t} errors={errors} />
          </FormContext.Provider>
        )}
        <OwnData session={session} t={t} />
      </>
    ),
  });
}

/** The action on the ticket itself: confirming, coming back or opening the stream. Null if there is none. */
function ticketAction(session: ManageSession, stream: string, now: number, t: Translate) {
  const { registration, event, secret } = session;
  const base = manageUrl("", secret);
  const { definition } = event;
  if (registration.heldUntil !== null) return <PostButton action={`${base}/verify`}>{t("manage.verify")}</PostButton>;
  if (refusalOf("restore", session, now) === null) {
    const { availability } = presentAvailability(definition, event.capacity);
    const left = availability[registration.participation];
    return (
      <div class="acts">
        <PostButton action={`${base}/restore`}>{t("manage.restore")}</PostButton>
        {left && <span class="soft">{t(`manage.restore.${left}`)}</span>}
      </div>
    );
  }
  return <ToStream session={session} link={stream} now={now} t={t} />;
}

/** The way to the stream or its recording, for an attendee who takes part. `link`: the attendee's own link to the stream. */
function ToStream({ session, link, now, t }: { session: ManageSession; link: string; now: number; t: Translate }) {
  const { registration, event } = session;
  const shown = streamState(event.definition, registration, now);
  const follows = attends(registration) === "digital";
  switch (shown.state) {
    case "before":
      return follows ? (
        <ButtonLink href={link} look="second">
          {t("stream.page")}
        </ButtonLink>
      ) : null;
    case "open":
      return follows ? <ButtonLink href={link}>{t("manage.watch")}</ButtonLink> : null;
    case "recording":
      return attends(registration) ? <ButtonLink href={shown.url}>{t("stream.recording.watch")}</ButtonLink> : null;
    case "over":
    case "in-person":
    case "cancelled":
    case "event-cancelled":
    case "not-streamed":
      return null;
    default:
      return unreachable(shown);
  }
}
