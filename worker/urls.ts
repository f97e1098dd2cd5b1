import type { Language } from "./i18n/language.ts";
import type { Participation } from "./registration/capacity.ts";
import { placeOf } from "./registration/venue.ts";

/**
 * The service's own addresses in answers, e-mails and calendar files. `publicUrl` is the service's origin; an empty one
 * makes a path.
 */

/** The hosted page of an event. The partner gives it its language and the registration its attribution. */
export function hostedUrl(publicUrl: string, slug: string, partner: string, language?: Language): string {
  const query = new URLSearchParams({ partner, ...(language ? { lang: language } : {}) });
  return `${publicUrl}/events/${slug}?${query}`;
}

/** The event's calendar file for anybody. `participation` decides its location. */
export function calendarFileUrl(
  publicUrl: string,
  slug: string,
  { partner, language, participation }: { partner: string; language: Language; participation: Participation },
): string {
  const query = new URLSearchParams({ partner, lang: language, participation });
  return `${publicUrl}/events/${slug}.ics?${query}`;
}

/** The page after the hosted form was sent. `sealed` is made by attendee/receipt.ts. */
export function receiptPath(slug: string, sealed: string, partner: string, language: Language): string {
  return `/events/${slug}/receipt/${sealed}?${new URLSearchParams({ partner, lang: language })}`;
}

/** Asks for the manage link again. `sent`: the address that asked, sealed by attendee/receipt.ts. */
export function lostLinkPath(slug: string, partner: string, language: Language, sent?: string): string {
  const query = new URLSearchParams({ partner, lang: language, ...(sent ? { sent } : {}) });
  return `/events/${slug}/lost-link?${query}`;
}

export function privacyUrl(publicUrl: string, slug: string, language: Language): string {
  return `${publicUrl}/events/${slug}/privacy?lang=${language}`;
}

export function accessibilityUrl(publicUrl: string, slug: string, language: Language): string {
  return `${publicUrl}/events/${slug}/accessibility?lang=${language}`;
}

/** The form without our header and footer, for a frame in another page. */
export function frameUrl(publicUrl: string, slug: string, partner: string, language?: Language): string {
  const query = new URLSearchParams({ partner, ...(language ? { lang: language } : {}) });
  return `${publicUrl}/events/${slug}/frame?${query}`;
}

/** The page after the form in a frame was sent. `sealed` is made by attendee/receipt.ts. */
export function frameReceiptPath(slug: string, sealed: string, partner: string, language: Language): string {
  return `/events/${slug}/frame/receipt/${sealed}?${new URLSearchParams({ partner, lang: language })}`;
}

/** The page with the snippet, with the form in this language. `view`: the width of the preview. */
export function snippetPath(slug: string, partner: string, language: Language, view: "phone" | "desk"): string {
  const query = new URLSearchParams({ lang: language, ...(view === "desk" ? { view } : {}) });
  return `/embed/${slug}/${partner}.html?${query}`;
}

/** A preview of the form on the partner's page, which cannot be sent. */
export function previewPath(slug: string, partner: string, language: Language): string {
  return `/embed/${slug}/${partner}/preview?lang=${language}`;
}

/** The attendee's own calendar file. `secret` is signed for calendars by security/manage-link.ts. */
export function calendarUrl(publicUrl: string, secret: string): string {
  return `${publicUrl}/calendar/${secret}.ics`;
}

/** The attendee's own link to the stream. `secret` is made by security/manage-link.ts. */
export function streamPageUrl(publicUrl: string, secret: string): string {
  return `${publicUrl}/s/${secret}`;
}

/** The attendee's own page. `secret` is made by security/manage-link.ts. */
export function manageUrl(publicUrl: string, secret: string): string {
  return `${publicUrl}/registrations/${secret}`;
}

/**
 * The short form of the manage link, for a QR code: in capitals, which such a code stores in less space. `secret` is made by
 * security/ticket.ts.
 */
export function ticketUrl(publicUrl: string, secret: string): string {
  return `${publicUrl.toUpperCase()}/T/${secret}`;
}

/** The page where a colleague answers an offered place. `secret` is made by security/manage-link.ts. */
export function offerUrl(publicUrl: string, secret: string): string {
  return `${publicUrl}/offers/${secret}`;
}

/** The page where the holder of a new address confirms it. `secret` is made by security/manage-link.ts. */
export function addressUrl(publicUrl: string, secret: string): string {
  return `${publicUrl}/addresses/${secret}`;
}

/** Asks the attendee whether another person registered them. The page changes nothing, since mail scanners follow links. */
export function notMeUrl(publicUrl: string, secret: string): string {
  return `${manageUrl(publicUrl, secret)}/not-me`;
}

/** A map of the venue, on a site that needs no account and tracks nobody. */
export function mapUrl(venue: Parameters<typeof placeOf>[0]): string {
  const query = placeOf(venue);
  return `https://www.openstreetmap.org/search?${new URLSearchParams({ query })}`;
}

/** Asks the attendee whether they cannot come. The page changes nothing, since mail scanners follow links. */
export function cancelUrl(publicUrl: string, secret: string): string {
  return `${manageUrl(publicUrl, secret)}/cancel`;
}

/** Asks an organiser for their address. `path`: where the link in the e-mail finally leads. */
export function signInPath(path = "/organiser", sent?: string): string {
  return `/sign-in?${new URLSearchParams({ path, ...(sent ? { sent } : {}) })}`;
}

/** Signs an organiser in, with a press: mail scanners follow links. `secret` is signed by security/manage-link.ts. */
export function signInUrl(publicUrl: string, secret: string): string {
  return `${publicUrl}/sign-in/${secret}`;
}

/** Opens a door on a helper's phone, with a press. `secret` is signed by security/manage-link.ts. */
export function doorUrl(publicUrl: string, secret: string): string {
  return `${publicUrl}/door/${secret}`;
}
