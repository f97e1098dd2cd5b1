/** The answers of one attendee on a page of ours, by the fields of the registration form. */
import { Needs } from "../../widget/form/fields/needs.tsx";
import { useConsentToAll, useOwnQuestions } from "../../widget/form/fields/own-questions.tsx";
import { TextField } from "../../widget/form/fields/text-field.tsx";
import type { FormContext } from "../../widget/form/form-context.ts";
import { createFormModel, type Values } from "../../widget/form/form-model.ts";
import { allTexts } from "../../widget/texts.ts";
import { createTranslator } from "../../widget/translate.ts";
import type { FieldError, PublicEvent } from "../registration/contract.ts";
import { textsIn } from "./embed.ts";

/** What the fields read. `errors`: with their words. */
export function answersContext(shown: PublicEvent, values: Values, errors: readonly FieldError[]): FormContext {
  return {
    model: createFormModel(shown, {
      values,
      phase: errors[0] ? { state: "failed", failure: { reason: "invalid", errors } } : { state: "editing" },
    }),
    t: createTranslator(textsIn(shown.language, allTexts)),
  };
}

/** What the event asks that an attendee may change later. Stands in a `FormContext.Provider`. */
export function AnswerFields({ event: { questions } }: { event: Pick<PublicEvent, "questions"> }) {
  return (
    <>
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
    </>
  );
}
