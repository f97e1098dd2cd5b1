/** The answers to an attendee who hands a place on, and to a colleague who is offered one. */

import { seeOther } from "../http/see-other.ts";
import { isLanguage, type Language } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import type { PendingOutcome } from "../registration/pending-address.ts";
import type { Service } from "../service.ts";
import { openAddressesOf } from "../storage/pending-addresses.ts";
import { unreachable } from "../unreachable.ts";
import { manageUrl, offerUrl } from "../urls.ts";
import {
  declineOffer,
  type OpenOffer,
  offerPlace,
  offerRefusal,
  openOffer,
  readColleague,
  takeBack,
  takeOffer,
} from "./hand-over.ts";
import { handOverCheck, handOverForm, handOverRefused } from "./hand-over-page.tsx";
import type { ManageSession } from "./manage.ts";
import { forSession } from "./manage-session.ts";
import { hasPlacePage, offerPage } from "./offer-page.tsx";
import { type PendingLink, unknownLink } from "./pending-link.ts";
import { bodyOfForm } from "./register-by-form.ts";
import { FormLink, sentencePage } from "./sentence-page.tsx";

/** The page; or the manage page if an offer is open, where it can be taken back; or why the place cannot be offered. */
async function unlessOpen(service: Service, session: ManageSession, page: () => Promise<Response>): Promise<Response> {
  const open = await openAddressesOf(service.db, session.registration.id, service.now);
  if (open.some(({ purpose }) => purpose === "hand-over")) return seeOther(manageUrl("", session.secret));
  const refusal = offerRefusal(session, service.now);
  return refusal ? handOverRefused(session, refusal.reason) : page();
}

export function askWhom(service: Service, secret: string): Promise<Response> {
  return forSession(service, secret, (session) =>
    unlessOpen(service, session, () => handOverForm(session, service.now, { name: "", email: "" })),
  );
}

/** Answers the POST of the form, and of the page that shows what was typed (`checked`; `edit`: back to the form). */
export function submitHandOver(service: Service, secret: string, form: URLSearchParams): Promise<Response> {
  return forSession(service, secret, (session) =>
    unlessOpen(service, session, async () => {
      const typed = { name: form.get("name") ?? "", email: form.get("email") ?? "" };
      if (form.has("edit")) return handOverForm(session, service.now, typed);
      const read = readColleague(session.registration, typed);
      if (read.outcome === "invalid") return handOverForm(session, service.now, typed, read.errors);
      const { name, email } = read.colleague;
      if (!form.has("checked")) return handOverCheck(session, service.now, { name, email: email.address });
      const result = await offerPlace(service, session, read.colleague);
      if (result.outcome === "done") return seeOther(`${manageUrl("", secret)}?done=offered`);
      const { reason } = result;
      // Another tab was faster, or the link was replaced: the manage page says so.
      return reason === "open" || reason === "not-found"
        ? seeOther(manageUrl("", secret))
        : handOverRefused(session, reason);
    }),
  );
}

export function takeOfferBack(service: Service, secret: string): Promise<Response> {
  return forSession(service, secret, async (session) => {
    const { outcome } = await takeBack(service, session);
    return seeOther(`${manageUrl("", session.secret)}?done=${outcome === "done" ? "taken-back" : "offer-over"}`);
  });
}

/** `wished`: the language that the colleague has chosen. */
function languageOf({ registration }: OpenOffer, wished: string | null | undefined): Language {
  return isLanguage(wished) ? wished : registration.language;
}

/** Opens a colleague's link. Answers itself if the offer is over. */
async function forOffer(
  service: Service,
  secret: string,
  wished: string | null | undefined,
  answer: (offer: OpenOffer, language: Language) => Promise<Response>,
): Promise<Response> {
  const found = await openOffer(service, secret);
  switch (found.state) {
    case "unknown":
      throw unknownLink(service);
    case "over":
      return overPage(service, found, wished);
    case "open":
      return answer(found.offer, languageOf(found.offer, wished));
    default:
      return unreachable(found);
  }
}

function wordsOf(outcome: PendingOutcome | null) {
  switch (outcome) {
    case "taken":
      return { heading: "offer.takenHeading", lead: "offer.takenBody", status: 200 } as const;
    case "not-taken":
      return { heading: "offer.declinedHeading", lead: "offer.declinedBody", status: 200 } as const;
    default:
      return { heading: "offer.overHeading", lead: "offer.overBody", status: 410 } as const;
  }
}

function overPage(
  service: Service,
  { outcome, reader }: Extract<PendingLink, { state: "over" }>,
  wished: string | null | undefined,
): Promise<Response> {
  if (!reader) throw unknownLink(service);
  const { event, partner } = reader;
  const language = isLanguage(wished) ? wished : reader.language;
  const t = createTranslator(language);
  const { heading, lead, status } = wordsOf(outcome);
  const over = status === 410;
  return sentencePage(event.definition, partner, t, {
    heading: t(heading),
    lead: t(lead),
    status,
    over,
    ...(over ? { children: FormLink({ event, partner, language }) } : {}),
  });
}

/** `GET /offers/{secret}`: changes nothing, since mail scanners follow links. */
export function showOffer(service: Service, secret: string, lang: string | undefined): Promise<Response> {
  return forOffer(service, secret, lang, (offer, language) => offerPage(service, offer, language));
}

const back = (secret: string, language: Language) => seeOther(`${offerUrl("", secret)}?lang=${language}`);

export function take(service: Service, secret: string, form: URLSearchParams): Promise<Response> {
  return forOffer(service, secret, form.get("language"), async (offer, language) => {
    const { questions } = offer.event.definition;
    const { participation: _, ...body } = bodyOfForm(form, questions, offer.registration.participation);
    const result = await takeOffer(service, offer, { body, seen: form.get("offered") ?? "", language });
    const values = Object.fromEntries(form);
    if (result.outcome === "invalid")
      return offerPage(service, offer, language, { values, errors: result.errors, status: 422 });
    if (result.outcome === "done") return back(secret, language);
    switch (result.reason) {
      case "has-place":
        return hasPlacePage(offer, language, true);
      case "not-found":
      case "over":
        return back(secret, language);
      case "conflict":
        return forOffer(service, secret, language, (now) =>
          offerPage(service, now, language, { notice: "offer.conflict", values, status: 409 }),
        );
      default:
        return unreachable(result.reason);
    }
  });
}

export function decline(service: Service, secret: string, form: URLSearchParams): Promise<Response> {
  return forOffer(service, secret, form.get("language"), async (offer, language) => {
    await declineOffer(service, offer);
    return back(secret, language);
  });
}
