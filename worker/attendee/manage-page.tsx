import { Needs } from "../../widget/fields/needs.tsx";
import { FieldError, TextField } from "../../widget/fields/text-field.tsx";
import { sayer } from "../../widget/messages.ts";
import { initialState, type Values } from "../../widget/state.ts";
import { errorText, type View } from "../../widget/view.ts";
import { fullDate } from "../i18n/dates.ts";
import type { Values as Fillings, MessageKey, Translate } from "../i18n/translate.ts";
import { translator } from "../i18n/translate.ts";
import { Local, Notice, pageResponse } from "../pages/page.tsx";
import { offers, participations } from "../registration/capacity.ts";
import type { FieldError as Fault } from "../registration/contract.ts";
import type { Service } from "../service.ts";
import type { Registration } from "../storage/registrations.ts";
import { formMessagesIn } from "./embed.ts";
import { type Holder, possible } from "./manage.ts";
import { publicEvent } from "./public-event.ts";

/** What the page tells of what was just done, or could not be. */
export interface Told {
  tone: "info" | "warning";
  text: MessageKey;
  values?: Fillings;
}

/** What was typed, and is wrong with it. */
export interface Typed {
  values: Values;
  errors: readonly Fault[];
}

function statusOf({ status, participation, position }: Registration, say: Translate): string {
  switch (status) {
    case "cancelled":
      return say("manage.statusCancelled");
    case "waitlisted":
      return say("manage.statusWaitlist", { position: position ?? "" });
    case "confirmed":
      return say(participation === "digital" ? "manage.statusDigital" : "manage.statusInPerson");
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
export function managePage(
  service: Service,
  holder: Holder,
  { told, typed, status = 200 }: { told?: Told | undefined; typed?: Typed; status?: number } = {},
): Promise<Response> {
  const { registration, event, secret } = holder;
  const { language } = registration;
  const say = translator(language);
  const shown = publicEvent(event, registration.partner, language, service.settings.PUBLIC_URL, service.now);
  const may = possible(holder, service.now);
  const errors = typed?.errors ?? [];
  const view: View = {
    state: initialState(shown, { values: typed?.values ?? valuesOf(registration), errors: [...errors] }),
    say: sayer(formMessagesIn(language)),
  };
  const base = `/registrations/${secret}`;
  const passed = shown.phase === "closed" && registration.status !== "cancelled";
  const title = say("manage.title");
  return pageResponse({
    language,
    personal: true,
    status,
    title: errors.length ? say("error.titlePrefix", { title }) : title,
    children: (
      <>
        <section class="pamelding">
          <h1>{title}</h1>
          <p class="title">
            <Local of={shown.title} />
          </p>
          {told && (
            <Notice tone={told.tone}>
              <p>{say(told.text, told.values)}</p>
            </Notice>
          )}
          {registration.test && (
            <Notice tone="warning">
              <p>{say("email.rehearsal.body")}</p>
            </Notice>
          )}
          {passed && (
            <Notice tone="warning">
              <p>{say("manage.deadlinePassed")}</p>
            </Notice>
          )}
          <dl>
            <div>
              <dt>{say("manage.status")}</dt>
              <dd>{statusOf(registration, say)}</dd>
            </div>
            <div>
              <dt>{say("event.when")}</dt>
              <dd>{shown.when}</dd>
            </div>
            <div>
              <dt>{say("event.where")}</dt>
              <dd>{[shown.venue.name, shown.venue.address, shown.venue.city].filter(Boolean).join(", ")}</dd>
            </div>
            <div>
              <dt>{say("form.name.label")}</dt>
              <dd>{registration.name}</dd>
            </div>
            <div>
              <dt>{say("form.email.label")}</dt>
              <dd>{registration.email}</dd>
            </div>
          </dl>
          <p class="hint">
            {say("manage.registeredAt", { date: fullDate(say, registration.registeredAt, shown.timeZone) })}
          </p>
          {may.restore && (
            <form method="post" action={`${base}/restore`}>
              <button type="submit">{say("manage.restore")}</button>
            </form>
          )}
        </section>
        {may.change && <ChangeForm holder={holder} view={view} say={say} errors={errors} />}
        <section class="pamelding">
          <ul class="actions">
            {may.cancel && (
              <li>
                <a href={`${base}/cancel`}>{say("manage.cancel")}</a>
              </li>
            )}
            <li>
              <a href={`${base}/data.json`} download={say("manage.downloadFile")}>
                {say("manage.download")}
              </a>
            </li>
            <li>
              <a href={`${base}/erase`}>{say("manage.erase")}</a>
            </li>
            {registration.needs && (
              <li>
                <form method="post" action={`${base}/withdraw-needs`}>
                  <button type="submit" class="secondary">
                    {say("manage.withdrawNeeds")}
                  </button>
                </form>
              </li>
            )}
          </ul>
          <p class="hint">
            {say("manage.downloadHint")} <a href={shown.privacyUrl}>{say("privacy.link")}</a>
          </p>
          <p class="hint">
            {say("a11y.help", {
              practicalContact: `${shown.contacts.practical.name} (${shown.contacts.practical.email})`,
            })}
          </p>
        </section>
      </>
    ),
  });
}

function ChangeForm({
  holder,
  view,
  say,
  errors,
}: {
  holder: Holder;
  view: View;
  say: Translate;
  errors: readonly Fault[];
}) {
  const { registration, secret } = holder;
  const { questions } = view.state.event;
  return (
    <section class="pamelding" aria-labelledby="edit">
      <h2 id="edit">{say("manage.edit")}</h2>
      <form method="post" action={`/registrations/${secret}/change`} noValidate>
        <input type="hidden" name="seen" value={registration.changedAt} />
        {errors.length > 0 && (
          <Notice tone="danger">
            <h3>{say.count("error.summaryHeading", errors.length)}</h3>
            <ul>
              {errors.map((error) => (
                <li key={error.field}>
                  <a href={`#${error.field}`}>{errorText(view, error)}</a>
                </li>
              ))}
            </ul>
          </Notice>
        )}
        <TextField view={view} kind="name" />
        {questions.includes("organisation") && <TextField view={view} kind="organisation" />}
        {questions.includes("role") && <TextField view={view} kind="role" />}
        <ParticipationChoice holder={holder} view={view} say={say} />
        {questions.includes("question") && <TextField view={view} kind="question" />}
        <Needs view={view} />
        <button type="submit">{say("button.save")}</button>
      </form>
    </section>
  );
}

/** Says what each move costs before anybody makes it. */
function ParticipationChoice({ holder, view, say }: { holder: Holder; view: View; say: Translate }) {
  const { registration, event } = holder;
  const { availability } = view.state.event;
  const ways = participations.filter((way) => offers(event.definition, way));
  const full = (way: (typeof ways)[number]) => way !== registration.participation && availability[way] === "full";
  const hint = (way: (typeof ways)[number]): string | null => {
    if (way === registration.participation) return null;
    if (full(way)) return say("state.fullAll");
    if (way === "digital") return registration.status === "confirmed" ? say("manage.toDigitalWarn") : null;
    return say("manage.waitingSeat");
  };
  const meanwhile = registration.status === "waitlisted" && ways.includes("digital");
  return (
    <>
      {ways.length > 1 && (
        <fieldset class="field" aria-describedby="participation-error">
          <legend>{say("manage.participationNow")}</legend>
          <FieldError view={view} field="participation" />
          {ways.map((way) => (
            <label class="choice" key={way}>
              <input
                type="radio"
                name="participation"
                id={way === ways[0] ? "participation" : way}
                value={way}
                checked={view.state.values.participation === way}
                disabled={full(way)}
                aria-labelledby={`${way}-label`}
                aria-describedby={`${way}-hint`}
              />
              <span>
                <span id={`${way}-label`}>
                  {say(way === "digital" ? "form.participation.digital" : "form.participation.inPerson")}
                </span>
                <span id={`${way}-hint`} class="hint">
                  {hint(way)}
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
              checked={view.state.values.digitalMeanwhile === "true"}
              aria-describedby="meanwhile-hint"
            />
            <span>
              {say("form.digitalMeanwhile.label")}
              <span id="meanwhile-hint" class="hint">
                {say("success.waitlistDigitalTip")}
              </span>
            </span>
          </label>
        </div>
      )}
    </>
  );
}

/** A question before the deed: GET changes nothing, since mail scanners follow links. */
export function confirmPage(
  { registration, secret }: Holder,
  ask: { heading: MessageKey; body: MessageKey; confirm: MessageKey; abort: MessageKey; action: string },
): Promise<Response> {
  const say = translator(registration.language);
  return pageResponse({
    language: registration.language,
    personal: true,
    title: say(ask.heading),
    children: (
      <section class="pamelding">
        <h1>{say(ask.heading)}</h1>
        <p class="paragraph">{say(ask.body, { email: registration.email })}</p>
        <form method="post" action={`/registrations/${secret}/${ask.action}`}>
          <button type="submit" class="stop">
            {say(ask.confirm)}
          </button>
        </form>
        <p class="actions">
          <a href={`/registrations/${secret}`}>{say(ask.abort)}</a>
        </p>
      </section>
    ),
  });
}

/** One sentence, where there is nothing more to do. */
export function sentencePage(
  language: Registration["language"],
  title: MessageKey,
  text: MessageKey,
  { values = {}, status = 200 }: { values?: Fillings; status?: number } = {},
): Promise<Response> {
  const say = translator(language);
  return pageResponse({
    language,
    personal: true,
    status,
    title: say(title, values),
    children: (
      <section class="pamelding">
        <h1>{say(title, values)}</h1>
        <p class="paragraph" role="status">
          {say(text, values)}
        </p>
      </section>
    ),
  });
}
