import type { LocalText } from "../worker/i18n/language.ts";
import type { View } from "./view.ts";

/** What one needs to know before deciding to come. */
export function EventFacts({ view: { say, state, hosted } }: { view: View }) {
  const { event, localTime } = state;
  const { venue, contacts, programme } = event;
  const facts = [
    [say("event.when"), [event.when, localTime && <p class="hint">{say("event.localTime", { when: localTime })}</p>]],
    [say("event.where"), [venue.name, venue.address, venue.city].filter(Boolean).join(", ")],
    [say("event.price"), event.price ? <Local of={event.price} /> : say("event.free")],
    [say("event.deadline"), event.deadline],
  ];
  return (
    <header>
      <h2 id="heading">{say("form.heading")}</h2>
      {!hosted && (
        <p class="title">
          <Local of={event.title} />
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
          <summary>{say("event.programme")}</summary>
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
        {say("event.contactPractical", { practicalContact: <Contact of={contacts.practical} /> })}
        {contacts.content && [
          <br />,
          say("event.contactContent", { contentContact: <Contact of={contacts.content} /> }),
        ]}
      </p>
    </header>
  );
}

/** A text that may be in another language than the page around it. */
function Local({ of: { text, lang } }: { of: LocalText }) {
  return <span lang={lang}>{text}</span>;
}

export function Contact({ of: { name, email } }: { of: { name: string; email: string | null } }) {
  return email ? <a href={`mailto:${email}`}>{name}</a> : name;
}
