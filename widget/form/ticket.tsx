/** The ticket: a stub that says what, when and where, a perforation, and below it the form or the actions. */
import type { ComponentChildren } from "preact";
import type { LocalText } from "../../worker/i18n/language.ts";
import { useForm } from "./form-context.ts";
import type { FormModel } from "./form-model.ts";

interface Props {
  /** Default: the day of the event. */
  sign?: ComponentChildren;
  heading: ComponentChildren;
  /** Whether the heading takes the focus, since it says what has just happened. */
  takesFocus?: unknown;
  lead: ComponentChildren;
  /** The receipt has the facts itself. */
  hidesFacts?: boolean;
  children: ComponentChildren;
}

export function Ticket({ sign, heading, takesFocus, lead, hidesFacts, children }: Props) {
  return (
    // If a page has several forms, the lead distinguishes them.
    <section class="ticket" aria-labelledby="heading lead">
      <div class="stub">
        {sign ?? <DateTile />}
        <div>
          <h2 id="heading" tabIndex={-1} ref={takesFocus ? takeFocus : null}>
            {heading}
          </h2>
          <p id="lead" class="title">
            {lead}
          </p>
        </div>
        {!hidesFacts && <EventFacts />}
      </div>
      <div class="body">
        {children}
        <Imprint />
      </div>
    </section>
  );
}

/** The `ref` of an element that takes the focus when it appears. */
export const takeFocus = (element: HTMLElement | null) => element?.focus();

/** The day of the event, as in a calendar. */
export function DateTile() {
  const { date, phase } = useForm().model.event.value;
  return (
    <div class={phase === "cancelled" ? "tile off" : "tile"} aria-hidden="true">
      <span>{date.month}</span>
      <b>{date.day}</b>
    </div>
  );
}

/** What the attendee needs to know before deciding to come. */
export function EventFacts() {
  const { model, t, localTime, hidesFacts } = useForm();
  return hidesFacts ? null : (
    <dl>
      {model.event.value.facts.map(({ term, ...fact }, index) => [
        <dt>{term}</dt>,
        <dd>
          {local(fact)}
          {/* The first fact says when. */}
          {!index && localTime && <p class="hint">{t("event.localTime", { when: localTime })}</p>}
        </dd>,
      ])}
    </dl>
  );
}

/** Who arranges and pays for the event, and the contact (WCAG 3.2.6: in the same place in every state). */
export function Imprint() {
  const { model, t, hosted } = useForm();
  // Our own pages have it in their footer.
  return hosted ? null : (
    <p class="hint">{t.fill(model.event.value.imprint, { practicalContact: practicalContact(model) })}</p>
  );
}

/** A text that may be in another language than the page around it. */
export const local = ({ text, lang }: LocalText) => <span lang={lang}>{text}</span>;

export function practicalContact({ event }: FormModel) {
  const { name, email } = event.value.contacts.practical;
  return <a href={`mailto:${email}`}>{name}</a>;
}
