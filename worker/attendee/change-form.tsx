import type { Values } from "../../widget/form/form-model.ts";
import { dateAndTime } from "../i18n/dates.ts";
import type { Translate } from "../i18n/translate.ts";
import { fieldsOfAnswers } from "../pages/form-answers.ts";
import { ErrorSummary } from "../pages/form-parts.tsx";
import type { FieldError as Fault, PublicEvent } from "../registration/contract.ts";
import { timesOf } from "../registration/event-times.ts";
import type { Questions } from "../registration/own-questions.ts";
import type { Registration } from "../storage/registrations.ts";
import { AnswerFields } from "./answer-fields.tsx";
import type { ManageSession } from "./manage.ts";

/** The registration as values of the form's fields. */
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

/** The form of the manage page, filled in with the stored or typed values. Needs a `FormContext.Provider`. */
export function ChangeForm({
  session: { registration, event, secret },
  shown,
  t,
  errors,
}: {
  session: ManageSession;
  shown: PublicEvent;
  t: Translate;
  errors: readonly Fault[];
}) {
  const { starts } = timesOf(event.definition);
  return (
    <section class="card stack" aria-labelledby="edit">
      <h2 id="edit">{t("manage.edit")}</h2>
      <form class="stack" method="post" action={`/registrations/${secret}/change`} noValidate>
        <input type="hidden" name="seen" value={registration.changedAt} />
        <ErrorSummary errors={errors} level={3} t={t} />
        <AnswerFields event={shown} />
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
