import type { ComponentChildren } from "preact";
import { seeOther } from "../http/see-other.ts";
import { createTranslator, type Translate } from "../i18n/translate.ts";
import { eventPage } from "../pages/event-page.tsx";
import { JsonLd } from "../pages/json-ld.tsx";
import { pageResponse } from "../pages/page.tsx";
import { Local } from "../pages/parts.tsx";
import type { PublicEvent } from "../registration/contract.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { originsOf } from "../registration/origins.ts";
import type { Service } from "../service.ts";
import type { StoredEvent } from "../storage/events.ts";
import { hostedUrl, lostLinkPath, receiptPath } from "../urls.ts";
import { EventFacts, EventTitle, Programme, Summary } from "./event-intro.tsx";
import { eventJsonLd } from "./event-json-ld.ts";
import { type FormPlace, type GivenForm, plainForm } from "./plain-form.tsx";
import type { Reader } from "./reader.ts";
import { readReceipt } from "./receipt.ts";
import { receiptOf } from "./receipt-words.ts";

/** The same form as on the partners' pages, rendered here, for readers without scripts and sites that strip them. */
async function hostedPage(
  service: Service,
  event: StoredEvent,
  reader: Reader,
  given: GivenForm = {},
): Promise<Response> {
  const { language, partner } = reader;
  const { definition } = event;
  const { slug } = definition;
  const t = createTranslator(language);
  const { shown, phase, title, form } = await plainForm(service, event, reader, given, (deadline) => ({
    // Posts to the form's own address: a browser that opens it again gets the form, in the same language.
    action: hostedPlace.address(slug, reader),
    // The title and the facts are already above.
    lead: t("event.by", { deadline }),
    hidesFacts: true,
  }));
  const received = phase.state === "received";
  const addressIn = given.addressIn ?? ((other) => hostedPlace.address(slug, { partner, language: other }));
  const pageUrl = hostedUrl(service.settings.PUBLIC_URL, slug, partner, language);
  return pageResponse({
    ...eventPage(definition, partner, language),
    title,
    status: given.status ?? 200,
    // A page with typed text belongs to one person.
    personal: phase.state !== "editing",
    framedBy: originsOf(definition),
    addressIn,
    ...(received ? {} : ({ width: "broad", layout: "event" } as const)),
    ...(phase.state === "editing"
      ? { head: <JsonLd data={eventJsonLd(event, language, pageUrl, service.now)} /> }
      : {}),
    children: received ? (
      <>
        <h1 class="hidden">
          <Local of={shown.title} />
        </h1>
        {form}
        <p>
          <a href={hostedPlace.address(slug, reader)}>{t("button.registerAnother")}</a>
        </p>
      </>
    ) : (
      <Beside shown={shown} event={definition} t={t} ticket={form} />
    ),
  });
}

/**
 * The event on the left, the ticket on the right. On a phone the programme comes after the form. If nobody can register, the
 * ticket says why, and comes right after the title.
 */
function Beside({ shown, event, t, ticket }: BesideProps) {
  const about = (
    <>
      <Summary shown={shown} />
      <EventFacts event={event} shown={shown} t={t} />
    </>
  );
  const open = shown.phase === "open";
  return (
    <>
      <div class="stack">
        <EventTitle shown={shown} />
        {open && about}
      </div>
      <div class="side">{ticket}</div>
      <div class="stack">
        {!open && about}
        <Programme event={event} t={t} />
        <p>
          <a href={lostLinkPath(shown.slug, shown.partner, shown.language)}>{t("manage.lostLink")}</a>
        </p>
      </div>
    </>
  );
}

interface BesideProps {
  shown: PublicEvent;
  event: EventDefinition;
  t: Translate;
  ticket: ComponentChildren;
}

export const hostedPlace: FormPlace = {
  page: hostedPage,
  address: (slug, { partner, language }) => hostedUrl("", slug, partner, language),
  receiptAddress: (slug, sealed, { partner, language }) => receiptPath(slug, sealed, partner, language),
};

/** The page after a form was sent: the same each time it is loaded; a day later it shows the form. */
export async function receiptPage(
  place: FormPlace,
  service: Service,
  event: StoredEvent,
  reader: Reader,
  sealed: string,
): Promise<Response> {
  const { slug } = event.definition;
  const receipt = await readReceipt(slug, sealed, service);
  if (!receipt) return seeOther(place.address(slug, reader));
  const { email, mail } = receipt;
  const words = receiptOf(event.definition, receipt.answer, reader, { ...service, mail });
  const answer = { ...receipt.answer, receipt: words };
  return place.page(service, event, reader, {
    phase: { state: "received", answer, email },
    addressIn: (language) => place.receiptAddress(slug, sealed, { ...reader, language }),
  });
}
