/** What an attendee shows at the door: on the manage page, which the short address in the QR code also opens. */
import { ProblemError } from "../http/problem.ts";
import { seeOther } from "../http/see-other.ts";
import type { Translate } from "../i18n/translate.ts";
import { QrCode } from "../pages/qr.tsx";
import { mayComeIn } from "../registration/check-in.ts";
import { phaseOf } from "../registration/event-times.ts";
import { readTicket } from "../registration/ticket.ts";
import { manageSecret } from "../security/manage-link.ts";
import { isGenuine, ticketOf } from "../security/ticket.ts";
import type { Service } from "../service.ts";
import { findRegistration } from "../storage/registrations.ts";
import { manageUrl, ticketUrl } from "../urls.ts";
import { invalidLinkPage } from "./invalid-link-page.tsx";
import type { ManageSession } from "./manage.ts";

interface Pass {
  code: string;
  url: string;
}

/**
 * Null for an attendee without a place in the room or with one that is only held, and when the event is cancelled or over.
 */
export async function doorPassOf(
  { settings, now }: Service,
  { registration, event }: ManageSession,
): Promise<Pass | null> {
  const phase = phaseOf(event.definition, now);
  if (!mayComeIn(registration) || registration.heldUntil !== null || phase === "cancelled" || phase === "past")
    return null;
  const { id, linkVersion } = registration;
  const { code, secret } = await ticketOf({ registration: id, version: linkVersion }, settings.LINK_KEYS);
  return { code, url: ticketUrl(settings.PUBLIC_URL, secret) };
}

export function DoorPass({ pass: { code, url }, t }: { pass: Pass; t: Translate }) {
  return (
    <div class="pass">
      <QrCode of={url} label={t("ticket.alt", { code })} />
      <div>
        <h2 class="h3">{t("manage.ticket.show")}</h2>
        <p>{t("manage.ticket.say")}</p>
        <p class="code">{code}</p>
      </div>
    </div>
  );
}

/** `GET /T/{ticket}`: redirects to the manage page. @throws ProblemError not-found */
export async function openTicket({ db, settings }: Service, scanned: string): Promise<Response> {
  const ticket = readTicket(scanned);
  const registration = ticket && (await findRegistration(db, ticket.registration));
  if (!registration || !(await isGenuine(ticket, registration.linkVersion, settings.LINK_KEYS))) {
    const page = (language: Parameters<typeof invalidLinkPage>[2]) =>
      invalidLinkPage(settings.PUBLIC_URL, null, language);
    throw new ProblemError("not-found", { page, guessed: true });
  }
  const link = { registration: registration.id, version: registration.linkVersion };
  return seeOther(manageUrl("", await manageSecret(link, settings.LINK_KEYS)));
}
