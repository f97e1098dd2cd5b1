/** An attendee's answers on our own pages, in the fields of the registration form. */
import { Needs } from "../../widget/form/fields/needs.tsx";
import { useConsentToAll, useOwnQuestions } from "../../widget/form/fields/own-questions.tsx";
import { TextField } from "../../widget/form/fields/text-field.tsx";
import type { FormContext } from "../../widget/form/form-context.ts";
import { createFormModel, type Values } from "../../widget/form/form-model.ts";
import { allTexts } from "../../widget/texts.ts";
import { createTranslator } from "../../widget/translate.ts";
import type { FieldError, PublicEvent } from "../registration/contract.ts";
import { textsIn } from "./embed.ts";

/** The context that the fields read. `errors` have their sentences. */
export function answersContext(shown: PublicEvent, values: Values, errors: readonly FieldError[]): FormContext {
  return {
    model: createFormModel(shown, {
      values,
      phase: errors[0] ? { state: "failed", failure: { reason: "invalid", errors } } : { state: "editing" },
    }),
    t: createTranslator(textsIn(shown.language, allTexts)),
  };
}

/** The fields that an attendee may change later. Needs a `FormContext.Provider`. */
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
