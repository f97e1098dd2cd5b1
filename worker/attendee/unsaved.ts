/** Answers typed with an already registered address: the holder of the manage link accepts or discards them. */
import { onlyAsked } from "../registration/answers.ts";
import type { Questions } from "../registration/own-questions.ts";
import type { TypedAnswers } from "../registration/unsaved.ts";
import type { Done } from "../registration/updating.ts";
import type { Service } from "../service.ts";
import type { Registration } from "../storage/registrations.ts";
import { findTyped, forgetTyped } from "../storage/unsaved.ts";
import { type ChangeOutcome, changeAnswers, type ManageSession } from "./manage.ts";

/** A body as the manage page sends it: the typed answers over the saved ones. `consent`: to store the typed needs. */
function bodyOf(typed: TypedAnswers, saved: Registration, questions: Questions, consent: boolean) {
  const answers = { ...saved.answers, ...saved.needs?.answers, ...typed.answers, ...typed.needs?.answers };
  return {
    name: typed.name,
    participation: typed.participation,
    organisation: typed.organisation ?? saved.organisation,
    role: typed.role ?? saved.role,
    question: typed.question ?? saved.question,
    answers: onlyAsked(questions, answers, { participation: typed.participation }),
    needs: (typed.needs ?? saved.needs) && {
      diet: typed.needs?.diet ?? saved.needs?.diet,
      access: typed.needs?.access ?? saved.needs?.access,
      // Saved needs already have a consent.
      consent: typed.needs ? consent : true,
    },
  };
}

/**
 * Saves the typed answers by the rules of any change: they are checked against the present definition, a move takes a free
 * place or the end of the waiting list, and needs are saved only with consent. Then the copy beside the e-mail is deleted.
 */
export async function acceptUnsaved(
  service: Service,
  session: ManageSession,
  consent: boolean,
): Promise<ChangeOutcome> {
  const { registration } = session;
  const typed = await findTyped(service.db, registration.id);
  if (!typed) return { outcome: "done" };
  const request = {
    body: bodyOf(typed, registration, session.event.definition.questions, consent),
    seen: registration.changedAt,
  };
  // If no needs were typed, the saved ones stay.
  const outcome = await changeAnswers(service, session, request, (answers) => ({
    ...answers,
    needs: typed.needs ? answers.needs : undefined,
  }));
  if (outcome.outcome === "done") await forgetTyped(service.db, registration.id);
  return outcome;
}

export async function discardUnsaved({ db }: Service, { registration }: ManageSession): Promise<Done> {
  await forgetTyped(db, registration.id);
  return { outcome: "done" };
}
