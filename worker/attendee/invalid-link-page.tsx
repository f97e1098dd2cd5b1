import type { Language } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import { eventPage } from "../pages/event-page.tsx";
import { pageResponse } from "../pages/page.tsx";
import { eventStub, Ticket } from "../pages/ticket.tsx";
import { type LinkPurpose, readSecret } from "../security/manage-link.ts";
import type { Service } from "../service.ts";
import { findEvent, type StoredEvent } from "../storage/events.ts";
import { eventOfRegistration } from "../storage/registrations.ts";
import { hostedUrl } from "../urls.ts";
import { LostLinkForm } from "./lost-link-form.tsx";
import { resolvePartnerAndLanguage } from "./reader.ts";

/**
 * The event that an attendee's link belongs or belonged to; null for a link that the service did not sign. A replaced link
 * and the link of an erased registration give the same result.
 */
export async function eventOfLink(
  { db, settings }: Service,
  secret: string,
  purpose: LinkPurpose,
): Promise<StoredEvent | null> {
  const link = await readSecret(purpose, secret, settings.LINK_KEYS);
  const slug = link && (await eventOfRegistration(db, link.registration));
  return slug ? findEvent(db, slug) : null;
}

const reasons = ["manage.linkDamaged", "manage.linkReplaced", "manage.linkErased"] as const;

/** The page for a link that does not work: what may have happened, and where to go next. */
export function invalidLinkPage(publicUrl: string, event: StoredEvent | null, language: Language): Promise<Response> {
  const t = createTranslator(language);
  const heading = t("manage.linkInvalidHeading");
  const why = (
    <div class="near">
      <p>{t("manage.linkReasons")}</p>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{t(reason)}</li>
        ))}
      </ul>
    </div>
  );
  const page = { title: heading, status: 404, personal: true, width: "narrow" as const };
  if (!event)
    return pageResponse({
      ...page,
      language,
      children: (
        <Ticket id="invalid" heading={heading} lead={<p>{t("manage.linkUnknown")}</p>}>
          {why}
        </Ticket>
      ),
    });
  const { definition } = event;
  const { partner } = resolvePartnerAndLanguage(event, {});
  return pageResponse({
    ...page,
    ...eventPage(definition, partner, language),
    children: (
      <Ticket id="invalid" heading={heading} {...eventStub(definition, t)}>
        <p>{t("manage.linkInvalid")}</p>
        <LostLinkForm slug={definition.slug} reader={{ language, partner }} />
        {why}
        <p>
          <a href={hostedUrl(publicUrl, definition.slug, partner, language)}>{t("button.openForm")}</a>
        </p>
      </Ticket>
    ),
  });
}
