/** What all pages about an event share: the organiser's name, the colour, and the contacts. */
import type { Language } from "../i18n/language.ts";
import { createTranslator, type TextKey, type Translate } from "../i18n/translate.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { accessibilityUrl, privacyUrl } from "../urls.ts";
import type { Page } from "./page.tsx";
import { put } from "./put.ts";

/** Links at the bottom of every page about an event, in this order. */
const footerLinks: readonly { text: TextKey; href: (slug: string, language: Language) => string }[] = [
  { text: "privacy.heading", href: (slug, language) => privacyUrl("", slug, language) },
  { text: "accessibility.heading", href: (slug, language) => accessibilityUrl("", slug, language) },
];

/**
 * The parts of a page that depend on its event. `partner`: the partner that gives the page its colour; an unknown one has
 * none.
 */
export function eventPage(
  event: EventDefinition,
  partner: string,
  language: Language,
): Pick<Page, "language" | "brand" | "accent" | "footer"> {
  const t = createTranslator(language);
  const { accent } = Object.hasOwn(event.partners, partner) ? (event.partners[partner] ?? {}) : {};
  return { language, brand: event.organiser.name, accent, footer: <EventFooter event={event} t={t} /> };
}

/** The contacts (WCAG 3.2.6: always the same, in the same place), who pays, and links. */
function EventFooter({ event, t }: { event: EventDefinition; t: Translate }) {
  const { contacts, fundedBy, slug } = event;
  return (
    <>
      <p>
        {put(t("footer.practical"), { contact: <PersonLink {...contacts.practical} /> })}
        {contacts.content && [" ", put(t("footer.content"), { contact: <PersonLink {...contacts.content} /> })]}
      </p>
      {fundedBy && <p>{t("footer.fundedBy", { funder: fundedBy })}</p>}
      <ul>
        {footerLinks.map(({ text, href }) => (
          <li key={text}>
            <a href={href(slug, t.language)}>{t(text)}</a>
          </li>
        ))}
      </ul>
    </>
  );
}

type Person = EventDefinition["contacts"]["practical"] | NonNullable<EventDefinition["contacts"]["content"]>;

/** A person's name, as a link if there is an address, and their organisation. */
export function PersonLink({ name, email, organisation }: Person) {
  return (
    <>
      {email ? <a href={`mailto:${email}`}>{name}</a> : name}
      {organisation && `, ${organisation},`}
    </>
  );
}
