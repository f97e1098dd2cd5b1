import { Needs } from "../../widget/form/fields/needs.tsx";
import { fieldError, TextField } from "../../widget/form/fields/text-field.tsx";
import { errorText, type FormContext } from "../../widget/form/form-context.ts";
import type { Values } from "../../widget/form/form-model.ts";
import type { Translate } from "../i18n/translate.ts";
import { Notice } from "../pages/parts.tsx";
import { offers, participations } from "../registration/capacity.ts";
import type { FieldError as Fault } from "../registration/contract.ts";
import type { Registration } from "../storage/registrations.ts";
import type { ManageSession } from "./manage.ts";

/** The registration as the fields of the form have it. */
export function valuesOf({
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

/** The form of the manage page, filled in with what is stored or was typed. */
export function ChangeForm({ session, form, t, errors, mayTakeSeat }: ChoiceProps & { errors: readonly Fault[] }) {
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
