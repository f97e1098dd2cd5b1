/** What was typed with an address that is registered already: accepted or discarded by the holder of the manage link. */
import * as actions from "../actions/update.ts";
import { changeRequest, fieldErrors } from "../registration/request.ts";
import type { TypedAnswers } from "../registration/unsaved.ts";
import { attendeeRefusal, changeAction, type Done, type UpdateAction } from "../registration/updating.ts";
import type { Service } from "../service.ts";
import type { Registration } from "../storage/registrations.ts";
import { findTyped, forgetTyped } from "../storage/unsaved.ts";
import type { ChangeOutcome, ManageSession } from "./manage.ts";

/** A body as the manage page sends it: what was typed, over what is saved. `consent`: to use the needs among it. */
function bodyOf(typed: TypedAnswers, saved: Registration, consent: boolean) {
  return {
    name: typed.name,
    participation: typed.participation,
    organisation: typed.organisation ?? saved.organisation,
    role: typed.role ?? saved.role,
    question: typed.question ?? saved.question,
    needs: typed.needs && {
      diet: typed.needs.diet ?? saved.needs?.diet,
      access: typed.needs.access ?? saved.needs?.access,
      consent,
    },
  };
}

/**
 * Saves what was typed by the rules of any change: it is checked against the present definition, a move takes a free place or
 * the end of the waiting list, and needs are saved with consent alone. Then it is forgotten beside the e-mail.
 */
export async function acceptUnsaved(
  service: Service,
  { event, registration }: ManageSession,
  consent: boolean,
): Promise<ChangeOutcome> {
  const typed = await findTyped(service.db, registration.id);
  if (!typed) return { outcome: "done" };
  const outcome = await actions.change<ChangeOutcome>(service, registration, event, (definition) => {
    const refusalOf = (action: UpdateAction) => attendeeRefusal(action, definition, registration.status, service.now);
    const refusal = refusalOf("answers");
    if (refusal) return { change: null, instead: refusal };
    const parsed = changeRequest(definition).safeParse(bodyOf(typed, registration, consent));
    if (!parsed.success) return { change: null, instead: { outcome: "invalid", errors: fieldErrors(parsed.error) } };
    const refusedMove = refusalOf(changeAction(registration, parsed.data));
    if (refusedMove) return { change: null, instead: refusedMove };
    // Where no needs were typed, the saved ones stay.
    return { change: { ...parsed.data, needs: typed.needs ? parsed.data.needs : undefined, verifies: true } };
  });
  if (outcome.outcome === "refused" && outcome.reason === "address-taken")
    throw new Error("What was typed again leaves the address alone");
  if (outcome.outcome === "done") await forgetTyped(service.db, registration.id);
  // The reasons that are left are those of a ChangeOutcome; the compiler does not infer it.
  return outcome as ChangeOutcome;
}

export async function discardUnsaved({ db }: Service, { registration }: ManageSession): Promise<Done> {
  await forgetTyped(db, registration.id);
  return { outcome: "done" };
}
