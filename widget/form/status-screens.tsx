/** What stands in place of the form. */
import type { RegistrationAnswer } from "../../worker/registration/contract.ts";
import type { TextKey } from "../texts.ts";
import { practicalContact } from "./event-facts.tsx";
import { useForm } from "./form-context.ts";
import { takeFocus } from "./notices.tsx";

/** Why nobody can register. */
export function Closed() {
  const { model, t } = useForm();
  const { phase, deadline, opens, when } = model.event.value;
  // Open, but no participation is left to choose.
  const sentence = phase === "open" ? "state.fullAll" : phase === "not-open" ? "state.opensAt" : `state.${phase}`;
  // A phase without a heading has no such text.
  const heading = t(`state.${phase}Heading` as TextKey);
  return (
    // It takes the keyboard where the last seats went while the attendee typed.
    <div class="box" id="trouble" tabIndex={-1} ref={model.attempt.value ? takeFocus : null}>
      {heading && <h3>{heading}</h3>}
      <p>
        {t.rich(sentence as TextKey, {
          practicalContact: practicalContact(model),
          deadline,
          opensAt: opens,
          date: when,
        })}
      </p>
    </div>
  );
}

/** The same for a new registration and a repeated one: the e-mail tells the difference (promise 5). */
export function Received({ answer, email }: { answer: RegistrationAnswer; email: string }) {
  const { model, t, actions } = useForm();
  const { confirmed, waitlisted } = answer.places;
  const people = confirmed + waitlisted;
  const { holdHours } = model.event.value;
  return (
    <section aria-labelledby="received">
      <h2 id="received" class={holdHours ? undefined : "done"} tabIndex={-1} ref={takeFocus}>
        {t(holdHours ? "success.verifyHeading" : "success.receivedHeading")}
      </h2>
      <p>{t.rich("success.received", { email: <b>{email}</b> })}</p>
      {holdHours && <p class="box warning">{t.count("success.verify", holdHours)}</p>}
      {people > 1 && <p>{t("success.group")}</p>}
      {waitlisted > 0 && (
        <p class="box warning">
          {confirmed ? t("success.groupPlaces", { confirmed, people }) : t("success.waitlisted")}
        </p>
      )}
      <p class="hint">{t.rich("success.spamTip", { practicalContact: practicalContact(model) })}</p>
      {actions && (
        <button type="button" class="secondary" onClick={actions.startOver}>
          {t("button.registerAnother")}
        </button>
      )}
    </section>
  );
}
