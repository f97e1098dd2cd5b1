import { Needs } from "../../widget/form/fields/needs.tsx";
import { fieldError, TextField } from "../../widget/form/fields/text-field.tsx";
import { errorText, FormContext } from "../../widget/form/form-context.ts";
import { createFormModel, type Values } from "../../widget/form/form-model.ts";
import { allTexts } from "../../widget/texts.ts";
import { createTranslator as createFormTranslator } from "../../widget/translate.ts";
import { describeErrors } from "../http/describe-errors.ts";
import { fullDate } from "../i18n/dates.ts";
import type { Values as Fillings, TextKey, Translate } from "../i18n/translate.ts";
import { createTranslator } from "../i18n/translate.ts";
import { Local, Notice, pageResponse } from "../pages/page.tsx";
import { offers, participations, placeInLine } from "../registration/capacity.ts";
import { consentWording } from "../registration/consent.ts";
import type { FieldError as Fault, PublicEvent } from "../registration/contract.ts";
import { phaseOf } from "../registration/event-times.ts";
import { unsavedOf } from "../registration/unsaved.ts";
import type { UpdateAction } from "../registration/updating.ts";
import type { Service } from "../service.ts";
import type { Registration } from "../storage/registrations.ts";
import { findTyped } from "../storage/unsaved.ts";
import { textsIn } from "./embed.ts";
import { type ManageSession, refusalOf } from "./manage.ts";
import { publicEvent } from "./public-event.ts";
import { UnsavedSection } from "./unsaved-section.tsx";
import { VerifyAddress } from "./verify-address.tsx";

/** What was just done, or why it was not. */
export interface PageNotice {
  tone: "info" | "warning";
  text: TextKey;
  values?: Fillings;
}

/** What was typed, and is wrong with it. */
export interface Typed {
  values: Values;
  errors: readonly Fault[];
}

function statusOf({ status, participation, position, heldUntil }: Registration, t: Translate): string {
  if (heldUntil !== null) return t("manage.statusHeld");
  switch (status) {
    case "cancelled":
      return t("manage.statusCancelled");
    case "waitlisted":
      return t(`manage.statusWaitlist.${placeInLine(position)}`);
    case "confirmed":
      return t(participation === "digital" ? "manage.statusDigital" : "manage.statusInPerson");
  }
}

const contactIn = ({ contacts: { practical } }: PublicEvent) => `${practical.name} (${practical.email})`;

/** What the attendee can no longer do, and what they still can; undefined where nothing is over yet. */
function closingOf(session: ManageSession, now: number): TextKey | undefined {
  const { registration, event } = session;
  const action = registration.status === "cancelled" ? "restore" : "answers";
  switch (refusalOf(action, session, now)?.reason) {
    case "started":
      return "manage.started";
    case "past":
      return "state.pastHeading";
    case "cancelled":
      return "state.cancelledHeading";
    case "closed":
      return "state.closed";
    case "not-open":
      return "state.opensAt";
    default:
      return action === "answers" && phaseOf(event.definition, now) === "closed" ? "manage.deadlinePassed" : undefined;
  }
}

function valuesOf({
  name,
  organisation,
  role,
  question,
  needs,
  participation,
  digitalMeanwhile,
}: Registration): Values {
  return {
    name,
    organisation: organisation ?? "",
    role: role ?? "",
    question: question ?? "",
    "needs.diet": needs?.diet ?? "",
    "needs.access": needs?.access ?? "",
    "needs.consent": needs ? "true" : "",
    participation,
    digitalMeanwhile: String(digitalMeanwhile),
  };
}

/** `GET /registrations/{secret}`: see, change, leave, come back, take along, erase; in the registration's language. */
export async function managePage(
  service: Service,
  session: ManageSession,
  { notice, typed, status = 200 }: { notice?: PageNotice | undefined; typed?: Typed; status?: number } = {},
): Promise<Response> {
  const { registration, event, secret } = session;
  const { language } = registration;
  const t = createTranslator(language);
  const shown = publicEvent(event, registration.partner, language, service.settings.PUBLIC_URL, service.now);
  const may = (action: UpdateAction) => refusalOf(action, session, service.now) === null;
  const errors = describeErrors(typed?.errors ?? [], t, event.definition);
  const form: FormContext = {
    model: createFormModel(shown, {
      values: typed?.values ?? valuesOf(registration),
      phase: errors[0] ? { state: "failed", failure: { reason: "invalid", errors } } : { state: "editing" },
    }),
    t: createFormTranslator(textsIn(language, allTexts)),
  };
  const base = `/registrations/${secret}`;
  const closing = closingOf(session, service.now);
  const repeated = may("answers") ? await findTyped(service.db, registration.id) : null;
  const unsaved = repeated ? unsavedOf(registration, repeated) : [];
  const asksConsent = unsaved.some(({ field }) => field === "diet" || field === "access");
  const title = t("manage.title");
  return pageResponse({
    language,
    personal: true,
    status,
    title: errors.length ? t("error.titlePrefix", { title }) : title,
    children: (
      <>
        <section class="pamelding">
          <h1>{title}</h1>
          <p class="title">
            <Local of={shown.title} />
          </p>
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
          {closing && (
            <Notice tone="warning">
              <p>
                {t(closing, { deadline: shown.deadline, opensAt: shown.opens, practicalContact: contactIn(shown) })}
              </p>
            </Notice>
          )}
          <VerifyAddress session={session} t={t} />
          <dl>
            <div>
              <dt>{t("manage.status")}</dt>
              <dd>{statusOf(registration, t)}</dd>
            </div>
            <div>
              <dt>{t("event.when")}</dt>
              <dd>{shown.when}</dd>
            </div>
            <div>
              <dt>{t("event.where")}</dt>
              <dd>
                {!shown.venue || (registration.status !== "waitlisted" && registration.participation === "digital")
                  ? t("event.online")
                  : [shown.venue.name, shown.venue.address, shown.venue.city].filter(Boolean).join(", ")}
                {registration.digitalMeanwhile && <p class="hint">{t("email.waitlist.digitalMeanwhile")}</p>}
              </dd>
            </div>
            <div>
              <dt>{t("form.name.label")}</dt>
              <dd>{registration.name}</dd>
            </div>
            <div>
              <dt>{t("form.email.label")}</dt>
              <dd>{registration.email}</dd>
            </div>
          </dl>
          <p class="hint">
            {t("manage.registeredAt", { date: fullDate(t, registration.registeredAt, shown.timeZone) })}
          </p>
          {may("restore") && (
            <form method="post" action={`${base}/restore`}>
              <button type="submit">{t("manage.restore")}</button>
            </form>
          )}
        </section>
        {unsaved.length > 0 && (
          <UnsavedSection
            answers={unsaved}
            base={base}
            consent={asksConsent ? consentWording(event.definition, language) : null}
            t={t}
          />
        )}
        {may("answers") && (
          <FormContext.Provider value={form}>
            <ChangeForm session={session} form={form} t={t} errors={errors} mayTakeSeat={may("to-in-person")} />
          </FormContext.Provider>
        )}
        <section class="pamelding">
          <ul class="actions">
            {may("cancel") && (
              <li>
                <a href={`${base}/cancel`}>{t("manage.cancel")}</a>
              </li>
            )}
            <li>
              <a href={`${base}/data.json`} download={t("manage.downloadFile")}>
                {t("manage.download")}
              </a>
            </li>
            <li>
              <a href={`${base}/erase`}>{t("manage.erase")}</a>
            </li>
            {registration.needs && (
              <li>
                <form method="post" action={`${base}/withdraw-needs`}>
                  <button type="submit" class="secondary">
                    {t("manage.withdrawNeeds")}
                  </button>
                </form>
              </li>
            )}
          </ul>
          <p class="hint">
            {t("manage.downloadHint")} <a href={shown.privacyUrl}>{t("privacy.link")}</a>
          </p>
          <p class="hint">
            {t("a11y.help", {
              practicalContact: contactIn(shown),
            })}
          </p>
        </section>
      </>
    ),
  });
}

function ChangeForm({ session, form, t, errors, mayTakeSeat }: ChoiceProps & { errors: readonly Fault[] }) {
  const { registration, secret } = session;
  const { questions } = form.model.event.value;
  return (
    <section class="pamelding" aria-labelledby="edit">
      <h2 id="edit">{t("manage.edit")}</h2>
      <form method="post" action={`/registrations/${secret}/change`} noValidate>
        <input type="hidden" name="seen" value={registration.changedAt} />
        {errors.length > 0 && (
          <Notice tone="danger">
            <h3>{t.count("error.summaryHeading", errors.length)}</h3>
            <ul>
              {errors.map((error) => (
                <li key={error.field}>
                  <a href={`#${error.field}`}>{errorText(form, error)}</a>
                </li>
              ))}
            </ul>
          </Notice>
        )}
        <TextField kind="name" />
        {questions.includes("organisation") && <TextField kind="organisation" />}
        {questions.includes("role") && <TextField kind="role" />}
        <ParticipationChoice session={session} form={form} t={t} mayTakeSeat={mayTakeSeat} />
        {questions.includes("question") && <TextField kind="question" />}
        <Needs />
        <button type="submit">{t("button.save")}</button>
      </form>
    </section>
  );
}

interface ChoiceProps {
  session: ManageSession;
  form: FormContext;
  t: Translate;
  /** Whether the attendee can still ask for a seat in the room. */
  mayTakeSeat: boolean;
}

/** Says what each move costs before the attendee makes it. */
function ParticipationChoice({ session, form, t, mayTakeSeat }: ChoiceProps) {
  const { registration, event } = session;
  const { availability } = form.model.event.value;
  const values = form.model.values.value;
  const ways = participations.filter((participation) => offers(event.definition, participation));
  const full = (participation: (typeof ways)[number]) =>
    participation !== registration.participation && availability[participation] === "full";
  const tooLate = (participation: (typeof ways)[number]) =>
    participation === "in-person" && registration.participation === "digital" && !mayTakeSeat;
  const hint = (participation: (typeof ways)[number]): string | null => {
    if (participation === registration.participation) return null;
    if (tooLate(participation)) return t("manage.seatsGiven");
    if (full(participation)) return t("state.fullAll");
    if (participation === "digital" && registration.status !== "confirmed") return null;
    if (participation === "digital") return t(mayTakeSeat ? "manage.toDigitalWarn" : "manage.toDigitalFinal");
    return t("manage.waitingSeat");
  };
  const meanwhile = registration.status === "waitlisted" && ways.includes("digital");
  return (
    <>
      {ways.length > 1 && (
        <fieldset class="field" aria-describedby="participation-error">
          <legend>{t("manage.participationNow")}</legend>
          {fieldError(form, "participation")}
          {ways.map((participation) => (
            <label class="choice" key={participation}>
              <input
                type="radio"
                name="participation"
                id={participation === ways[0] ? "participation" : participation}
                value={participation}
                checked={values.participation === participation}
                disabled={full(participation) || tooLate(participation)}
                aria-labelledby={`${participation}-label`}
                aria-describedby={`${participation}-hint`}
              />
              <span>
                <span id={`${participation}-label`}>
                  {t(participation === "digital" ? "form.participation.digital" : "form.participation.inPerson")}
                </span>
                <span id={`${participation}-hint`} class="hint">
                  {hint(participation)}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {meanwhile && (
        <div class="field">
          <input type="hidden" name="asksMeanwhile" value="true" />
          <label class="choice">
            <input
              type="checkbox"
              name="digitalMeanwhile"
              value="true"
              checked={values.digitalMeanwhile === "true"}
              aria-describedby="meanwhile-hint"
            />
            <span>
              {t("form.digitalMeanwhile.label")}
              <span id="meanwhile-hint" class="hint">
                {t("success.waitlistDigitalTip")}
              </span>
            </span>
          </label>
        </div>
      )}
    </>
  );
}

/** A question before the action: GET changes nothing, since mail scanners follow links. */
export function confirmPage(
  { registration, secret }: ManageSession,
  ask: { heading: TextKey; body: TextKey; confirm: TextKey; abort: TextKey; action: string },
): Promise<Response> {
  const t = createTranslator(registration.language);
  return pageResponse({
    language: registration.language,
    personal: true,
    title: t(ask.heading),
    children: (
      <section class="pamelding">
        <h1>{t(ask.heading)}</h1>
        <p class="paragraph">{t(ask.body, { email: registration.email })}</p>
        <form method="post" action={`/registrations/${secret}/${ask.action}`}>
          <button type="submit" class="stop">
            {t(ask.confirm)}
          </button>
        </form>
        <p class="actions">
          <a href={`/registrations/${secret}`}>{t(ask.abort)}</a>
        </p>
      </section>
    ),
  });
}

/** One sentence, where there is nothing more to do. */
export function sentencePage(
  language: Registration["language"],
  title: TextKey,
  text: TextKey,
  { values = {}, status = 200 }: { values?: Fillings; status?: number } = {},
): Promise<Response> {
  const t = createTranslator(language);
  return pageResponse({
    language,
    personal: true,
    status,
    title: t(title, values),
    children: (
      <section class="pamelding">
        <h1>{t(title, values)}</h1>
        <p class="paragraph" role="status">
          {t(text, values)}
        </p>
      </section>
    ),
  });
}
