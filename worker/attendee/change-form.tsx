import { Needs } from "../../widget/form/fields/needs.tsx";
import { useConsentToAll, useOwnQuestions } from "../../widget/form/fields/own-questions.tsx";
import { TextField } from "../../widget/form/fields/text-field.tsx";
import { errorText, type FormContext } from "../../widget/form/form-context.ts";
import type { Values } from "../../widget/form/form-model.ts";
import { dateAndTime } from "../i18n/dates.ts";
import type { Translate } from "../i18n/translate.ts";
import { Notice } from "../pages/parts.tsx";
import type { FieldError as Fault } from "../registration/contract.ts";
import { timesOf } from "../registration/event-times.ts";
import type { Questions } from "../registration/own-questions.ts";
import type { Registration } from "../storage/registrations.ts";
import { fieldsOfAnswers } from "./form-answers.ts";
import type { ManageSession } from "./manage.ts";

/** The registration as the fields of the form have it. */
export function valuesOf(
  { name, organisation, role, question, answers, needs }: Registration,
  questions: Questions,
): Values {
  return {
    ...fieldsOfAnswers(questions, { ...answers, ...needs?.answers }),
    name,
    organisation: organisation ?? "",
    role: role ?? "",
    question: question ?? "",
    "needs.diet": needs?.diet ?? "",
    "needs.access": needs?.access ?? "",
    "needs.consent": needs ? "true" : "",
  };
}

/** The form of the manage page, filled in with what is stored or was typed. */
export function ChangeForm({
  session: { registration, event, secret },
  form,
  t,
  errors,
}: {
  session: ManageSession;
  form: FormContext;
  t: Translate;
  errors: readonly Fault[];
}) {
  const { questions } = form.model.event.value;
  const { starts } = timesOf(event.definition);
  return (
    <section class="card stack" aria-labelledby="edit">
      <h2 id="edit">{t("manage.edit")}</h2>
      <form class="stack" method="post" action={`/registrations/${secret}/change`} noValidate>
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
        {(questions.includes("organisation") || questions.includes("role")) && (
          <div class="row">
            {questions.includes("organisation") && <TextField kind="organisation" />}
            {questions.includes("role") && <TextField kind="role" />}
          </div>
        )}
        {questions.includes("question") && <TextField kind="question" />}
        {useOwnQuestions("")}
        <Needs />
        {useConsentToAll()}
        <div class="acts">
          <button type="submit">{t("button.save")}</button>
          <span class="soft">
            {t("manage.changeUntil", { until: dateAndTime(t, starts, event.definition.timeZone) })}
          </span>
        </div>
      </form>
    </section>
  );
}
