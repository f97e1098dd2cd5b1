/** The answers to an attendee who corrects the address, and to the holder of the new one. */

import { seeOther } from "../http/see-other.ts";
import { createTranslator } from "../i18n/translate.ts";
import type { Service } from "../service.ts";
import { unreachable } from "../unreachable.ts";
import { addressUrl, manageUrl } from "../urls.ts";
import { refusalOf } from "./manage.ts";
import { forSession } from "./manage-session.ts";
import { askNewAddress, confirmNewAddress } from "./new-address.ts";
import { confirmAddressPage, newAddressForm, newAddressRefused } from "./new-address-page.tsx";
import { type OpenPending, openPendingLink, type PendingLink, unknownLink } from "./pending-link.ts";
import { FormLink, sentencePage } from "./sentence-page.tsx";

export function askForAddress(service: Service, secret: string): Promise<Response> {
  return forSession(service, secret, (session) =>
    refusalOf("answers", session, service.now) ? newAddressRefused(session, "refused") : newAddressForm(session, ""),
  );
}

export function submitAddress(service: Service, secret: string, form: URLSearchParams): Promise<Response> {
  return forSession(service, secret, async (session) => {
    const typed = form.get("email") ?? "";
    const result = await askNewAddress(service, session, { email: typed });
    switch (result.outcome) {
      case "done":
        return seeOther(`${manageUrl("", secret)}?done=address-asked`);
      case "invalid":
        return newAddressForm(session, typed, result.errors);
      case "refused":
        return newAddressRefused(session, result.reason === "too-many" ? "too-many" : "refused");
      default:
        return unreachable(result);
    }
  });
}

/** Opens the link sent to the new address. Answers itself if the link is over. */
async function forQuestion(
  service: Service,
  secret: string,
  answer: (question: OpenPending) => Promise<Response>,
): Promise<Response> {
  const found = await openPendingLink(service, secret, "address");
  switch (found.state) {
    case "unknown":
      throw unknownLink(service);
    case "over":
      return overPage(service, found);
    case "open":
      return answer(found.question);
    default:
      return unreachable(found);
  }
}

function overPage(service: Service, { outcome, reader }: Extract<PendingLink, { state: "over" }>): Promise<Response> {
  if (!reader) throw unknownLink(service);
  const { event, partner, language } = reader;
  const t = createTranslator(language);
  return outcome === "confirmed"
    ? sentencePage(event.definition, partner, t, {
        heading: t("newAddress.doneHeading"),
        lead: t("newAddress.doneBody"),
      })
    : sentencePage(event.definition, partner, t, {
        heading: t("newAddress.overHeading"),
        lead: t("newAddress.overBody"),
        over: true,
        status: 410,
      });
}

/** `GET /addresses/{secret}`: changes nothing, since mail scanners follow links. */
export function showAddress(service: Service, secret: string): Promise<Response> {
  return forQuestion(service, secret, (question) => confirmAddressPage(question));
}

export function confirmAddress(service: Service, secret: string): Promise<Response> {
  return forQuestion(service, secret, async (question) => {
    const { event, registration } = question;
    const { language, partner } = registration;
    const result = await confirmNewAddress(service, question);
    if (result.outcome === "done" || result.reason === "over") return seeOther(addressUrl("", secret));
    if (result.reason !== "address-taken") return confirmAddressPage(question, "newAddress.refused");
    // Only the holder of that address reads this.
    const t = createTranslator(language);
    return sentencePage(event.definition, partner, t, {
      heading: t("newAddress.takenHeading"),
      lead: t("newAddress.takenBody"),
      over: true,
      status: 409,
      children: FormLink({ event, partner, language }),
    });
  });
}
