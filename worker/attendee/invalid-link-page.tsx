import type { Language } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import { pageResponse } from "../pages/page.tsx";
import { type LinkPurpose, readSecret } from "../security/manage-link.ts";
import type { Service } from "../service.ts";
import { findEvent, type StoredEvent } from "../storage/events.ts";
import { eventOfRegistration } from "../storage/registrations.ts";
import { hostedUrl } from "../urls.ts";
import { LostLink, resolvePartnerAndLanguage } from "./hosted-page.tsx";

/**
 * The event that an attendee's link belongs or belonged to; null for a link that the service did not sign. A replaced link and
 * one of an erased registration give the same.
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

/** For an attendee whose link opens nothing: what may have happened, and a way on. */
export function invalidLinkPage(publicUrl: string, event: StoredEvent | null, language: Language): Promise<Response> {
  const t = createTranslator(language);
  const heading = t("manage.linkInvalidHeading");
  const reasons = ["manage.linkDamaged", "manage.linkReplaced", "manage.linkErased"] as const;
  const { partner } = event ? resolvePartnerAndLanguage(event, {}) : { partner: "" };
  return pageResponse({
    language,
    title: heading,
    status: 404,
    personal: true,
    children: (
      <>
        <section class="pamelding">
          <h1>{heading}</h1>
          <p>{t(event ? "manage.linkInvalid" : "manage.linkUnknown")}</p>
          <p>{t("manage.linkReasons")}</p>
          <ul>
            {reasons.map((reason) => (
              <li key={reason}>{t(reason)}</li>
            ))}
          </ul>
          {event && (
            <p class="actions">
              <a href={hostedUrl(publicUrl, event.definition.slug, partner, language)}>{t("button.openForm")}</a>
            </p>
          )}
        </section>
        {event && <LostLink slug={event.definition.slug} language={language} partner={partner} />}
      </>
    ),
  });
}
