/** One registration on the organiser's pages: previews of updates, and the updates themselves. */
import { type MailToOne, previewToOne } from "../mail/preview-to-one.ts";
import type { MessageKind } from "../registration/message.ts";
import { type PersonUpdate, previewState, promotesNext } from "../registration/person-updates.ts";
import type { Done, Invalid, UpdateRefusal } from "../registration/updating.ts";
import type { Service } from "../service.ts";
import type { StoredEvent } from "../storage/events.ts";
import type { Registration } from "../storage/registrations.ts";
import { unreachable } from "../unreachable.ts";
import { admit } from "./admitting.ts";
import { correct } from "./correct.ts";
import type { RegistrationAction } from "./registration-action.ts";
import { cancel, erase, restore, verify } from "./registrations.ts";

/** The e-mail that an update sends; null: none. */
const mailOf: Record<PersonUpdate, MessageKind | null> = {
  digital: "changed",
  "in-person": "changed",
  meanwhile: "changed",
  "wait-only": "changed",
  admit: null,
  verify: "confirmation",
  restore: "confirmation",
  cancel: "cancelled",
  erase: "erased",
};

/** What an update would do now. `full`: there is no room. */
export type UpdatePreview =
  | { outcome: "full" }
  | { outcome: "stored"; after: Registration; mail: MailToOne | null; promotes: boolean };

export async function previewUpdate(
  service: Service,
  event: StoredEvent,
  registration: Registration,
  update: PersonUpdate,
): Promise<UpdatePreview> {
  const previewed = previewState(update, registration, event);
  if (previewed.outcome === "full") return previewed;
  const { registration: after, filledOptions } = previewed;
  const kind = mailOf[update];
  const mail = kind && (await previewToOne(service, event, after, { kind, filledOptions }));
  return { outcome: "stored", after, mail, promotes: promotesNext(update, registration, event, service.now) };
}

/** Performs an update, with the API's operation. */
export async function performUpdate(
  service: Service,
  action: RegistrationAction,
  update: PersonUpdate,
): Promise<Done | UpdateRefusal | Invalid> {
  switch (update) {
    case "cancel":
      return cancel(service, action);
    case "admit":
      return admit(service, action);
    case "restore":
      return restore(service, action);
    case "verify":
      return verify(service, action);
    case "erase":
      return erase(service, action);
    case "digital":
    case "in-person":
      return correct(service, action, { participation: update });
    case "meanwhile":
    case "wait-only":
      return correct(service, action, { digitalMeanwhile: update === "meanwhile" });
    default:
      return unreachable(update);
  }
}
