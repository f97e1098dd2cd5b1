/** What is shown instead of the form. */
import type { AnswerWithReceipt } from "../../worker/registration/contract.ts";
import { useForm } from "./form-context.ts";
import { newTab } from "./notices.tsx";
import { DateTile, local, practicalContact, Ticket } from "./ticket.tsx";

/** Tells why nobody can register. */
export function Closed() {
  const { model, t } = useForm();
  const { title, phase, deadline, opens, facts, cancelReason, lostLinkUrl } = model.event.value;
  // Registration is open, but every participation is full.
  const state = phase === "open" ? "fullAll" : phase === "not-open" ? "notOpen" : phase;
  const values = { practicalContact: practicalContact(model), deadline, date: facts[0]?.text };
  return (
    <Ticket
      heading={t(`state.${state}Heading`, { opensAt: opens })}
      // The last seats were taken while the attendee typed.
      takesFocus={model.attempt.value}
      lead={local(title)}
    >
      {cancelReason && <p>{local(cancelReason)}</p>}
      <p>{t.rich(`state.${state}`, values)}</p>
      {state === "closed" && <p>{newTab(t, lostLinkUrl ?? "", t("state.findYours"))}</p>}
    </Ticket>
  );
}

/** The same for a new registration and a repeated one: only the e-mail differs (promise 5). */
export function Received({ answer: { receipt }, email }: { answer: AnswerWithReceipt; email: string }) {
  const { model, t, actions } = useForm();
  const { title, facts } = model.event.value;
  const { tone, heading, lead, where, calendar, next, nextHeading, help } = receipt;
  return (
    <Ticket
      sign={<div class={`mark ${tone}`} aria-hidden="true" />}
      heading={heading}
      takesFocus
      lead={t.fill(lead, { email: <b>{email}</b> })}
      hidesFacts
    >
      <div class="when">
        <DateTile />
        <div>
          <h3>{local(title)}</h3>
          <p>{facts[0]?.text}</p>
          <p>{where}</p>
        </div>
      </div>
      {calendar[0] && (
        <div class="acts">
          {calendar.map(({ text, href }, index) => (
            <a class={index ? "" : "button"} href={href} target="_blank" rel="noopener">
              {text}
            </a>
          ))}
        </div>
      )}
      <div class="near">
        <h3>{nextHeading}</h3>
        <dl>{next.map(({ when, what }) => [<dt>{when}</dt>, <dd>{what}</dd>])}</dl>
      </div>
      <p class="hint">{t.fill(help, { practicalContact: practicalContact(model) })}</p>
      {actions && (
        <div>
          <button type="button" class="quiet" onClick={actions.startOver}>
            {t("button.registerAnother")}
          </button>
        </div>
      )}
    </Ticket>
  );
}
