import type { LocalText } from "../../worker/i18n/language.ts";
import type { ContactLink } from "../embed-config.ts";
import { useForm } from "./form-context.ts";

/** What the attendee needs to know before deciding to come. */
export function EventFacts() {
  const { model, t, hosted, localTime } = useForm();
  const { title, when, deadline, price, venue, contacts, programme } = model.event.value;
  const facts = [
    [t("event.when"), [when, localTime && <p class="hint">{t("event.localTime", { when: localTime })}</p>]],
    [t("event.where"), [venue.name, venue.address, venue.city].filter(Boolean).join(", ")],
    [t("event.price"), price ? <Local of={price} /> : t("event.free")],
    [t("event.deadline"), deadline],
  ];
  return (
    <header>
      <h2 id="heading">{t("form.heading")}</h2>
      {!hosted && (
        <p class="title">
          <Local of={title} />
        </p>
      )}
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
              <li>
                <Local of={item} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <p class="hint">
        {t.rich("event.contactPractical", { practicalContact: <PracticalContact /> })}
        {contacts.content && [
          <br />,
          t.rich("event.contactContent", { contentContact: <Contact of={contacts.content} /> }),
        ]}
      </p>
    </header>
  );
}

/** A text that may be in another language than the page around it. */
function Local({ of: { text, lang } }: { of: LocalText }) {
  return <span lang={lang}>{text}</span>;
}

export function PracticalContact() {
  return <Contact of={useForm().model.event.value.contacts.practical} />;
}

function Contact({ of: { name, email } }: { of: ContactLink }) {
  return email ? <a href={`mailto:${email}`}>{name}</a> : name;
}
