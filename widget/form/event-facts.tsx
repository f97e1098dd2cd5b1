import type { LocalText } from "../../worker/i18n/language.ts";
import type { ContactLink } from "../embed-config.ts";
import { useForm } from "./form-context.ts";
import type { FormModel } from "./form-model.ts";

/** What the attendee needs to know before deciding to come. */
export function EventFacts() {
  const { model, t, hosted, localTime } = useForm();
  const { title, when, deadline, price, venue, contacts, programme } = model.event.value;
  const facts = [
    [t("event.when"), [when, localTime && <p class="hint">{t("event.localTime", { when: localTime })}</p>]],
    ...(venue ? [[t("event.where"), [venue.name, venue.address, venue.city].filter(Boolean).join(", ")]] : []),
    [t("event.price"), price ? local(price) : t("event.free")],
    [t("event.deadline"), deadline],
  ];
  return (
    <header>
      <h2 id="heading">{t("form.heading")}</h2>
      {!hosted && <p class="title">{local(title)}</p>}
      <dl>
        {facts.map(([term, fact]) => (
          <div>
            <dt>{term}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
      {programme[0] && (
        <details>
          <summary>{t("event.programme")}</summary>
          <ul>
            {programme.map((item) => (
              <li>{local(item)}</li>
            ))}
          </ul>
        </details>
      )}
      <p class="hint">
        {t.rich("event.contactPractical", { practicalContact: practicalContact(model) })}
        {contacts.content && [<br />, t.rich("event.contactContent", { contentContact: contact(contacts.content) })]}
      </p>
    </header>
  );
}

/** A text that may be in another language than the page around it. */
const local = ({ text, lang }: LocalText) => <span lang={lang}>{text}</span>;

export const practicalContact = ({ event }: FormModel) => contact(event.value.contacts.practical);

const contact = ({ name, email }: ContactLink) => (email ? <a href={`mailto:${email}`}>{name}</a> : name);
