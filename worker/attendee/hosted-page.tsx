import type { ComponentChildren } from "preact";
import { FormContext } from "../../widget/form/form-context.ts";
import { createFormModel, type FormPhase, type Values } from "../../widget/form/form-model.ts";
import { RegistrationForm } from "../../widget/form/registration-form.tsx";
import { textsFor } from "../../widget/texts.ts";
import { createTranslator as createFormTranslator } from "../../widget/translate.ts";
import type { Language } from "../i18n/language.ts";
import { createTranslator, type Translate } from "../i18n/translate.ts";
import { eventPage } from "../pages/event-page.tsx";
import { JsonLd } from "../pages/json-ld.tsx";
import { pageResponse } from "../pages/page.tsx";
import { Local } from "../pages/parts.tsx";
import type { PublicEvent } from "../registration/contract.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { originsOf } from "../registration/origins.ts";
import { HONEYPOT, RENDERED_AT, signedTime } from "../security/bot-check.ts";
import type { Service } from "../service.ts";
import type { StoredEvent } from "../storage/events.ts";
import { hostedUrl, lostLinkPath, receiptPath } from "../urls.ts";
import { textsIn } from "./embed.ts";
import { EventFacts, EventTitle, Programme, Summary } from "./event-intro.tsx";
import { eventJsonLd } from "./event-json-ld.ts";
import { publicEvent } from "./public-event.ts";
import type { Reader } from "./reader.ts";
import { readReceipt } from "./receipt.ts";
import { receiptOf } from "./receipt-words.ts";
import { seeOther } from "./see-other.ts";

/** The same form as in the partners' pages, rendered here, for readers without scripts and pages that strip them. */
export async function hostedPage(
  service: Service,
  event: StoredEvent,
  reader: Reader,
  given: {
    values?: Values;
    phase?: FormPhase;
    status?: number;
    opened?: string | null;
    /** The address of this page in another language. Default: that of the form. */
    addressIn?: (language: Language) => string;
  } = {},
): Promise<Response> {
  const { language, partner } = reader;
  const { PUBLIC_URL, LINK_KEYS } = service.settings;
  const t = createTranslator(language);
  const shown = publicEvent(event, partner, language, PUBLIC_URL, service.now);
  // The same for all who get the same copy of the page: see keyOf.
  const hidden = {
    [RENDERED_AT]: given.opened ?? (await signedTime(shown.slug, service.now, LINK_KEYS)),
  };
  const { values = {}, phase = { state: "editing" } } = given;
  const addressIn = given.addressIn ?? ((other) => hostedUrl("", shown.slug, partner, other));
  const form: FormContext = {
    model: createFormModel(shown, { values, phase }),
    t: createFormTranslator(textsIn(language, textsFor(shown))),
    hosted: {
      // The address that shows the form: a browser that opens it again gets the form, in the same language.
      action: hostedUrl("", shown.slug, partner, language),
      hidden: <HiddenFields event={shown} values={hidden} trap={t("form.trap")} />,
      // The title stands above.
      lead: t("event.by", { deadline: shown.deadline }),
    },
    hidesFacts: true,
  };
  const { definition } = event;
  const received = phase.state === "received";
  const pageUrl = hostedUrl(PUBLIC_URL, shown.slug, partner, language);
  const ticket = (
    <FormContext.Provider value={form}>
      <RegistrationForm />
    </FormContext.Provider>
  );
  return pageResponse({
    ...eventPage(definition, partner, language),
    title: titleOf(phase, shown, t),
    status: given.status ?? 200,
    // What was typed is one person's.
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
        {ticket}
        <p>
          <a href={hostedUrl("", shown.slug, partner, language)}>{t("button.registerAnother")}</a>
        </p>
      </>
    ) : (
      <Beside shown={shown} event={definition} t={t} ticket={ticket} calendarUrl={calendarPath(shown, partner)} />
    ),
  });
}

/**
 * The event on the left, the ticket on the right. On a phone the programme comes after the form; where nobody can register, the
 * ticket says why, and comes right after the title.
 */
function Beside({ shown, event, t, ticket, calendarUrl }: BesideProps) {
  const about = (
    <>
      <Summary shown={shown} />
      <EventFacts event={event} shown={shown} t={t} calendarUrl={calendarUrl} />
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
  calendarUrl: string;
}

/** The event for anybody's calendar. */
const calendarPath = ({ slug, language }: PublicEvent, partner: string) =>
  `/events/${slug}.ics?${new URLSearchParams({ partner, lang: language })}`;

function titleOf(phase: FormPhase, { title }: PublicEvent, t: Translate): string {
  if (phase.state === "received") return phase.answer.receipt.heading;
  const invalid = phase.state === "failed" && phase.failure.reason === "invalid";
  return t(invalid ? "error.titlePrefix" : "form.title", { event: title.text, title: title.text });
}

/** What follows a form that was sent: the same page each time it is loaded, and the form a day later. */
export async function receiptPage(
  service: Service,
  event: StoredEvent,
  reader: Reader,
  sealed: string,
): Promise<Response> {
  const { slug } = event.definition;
  const receipt = await readReceipt(slug, sealed, service);
  if (!receipt) return seeOther(hostedUrl("", slug, reader.partner, reader.language));
  const { email } = receipt;
  const answer = { ...receipt.answer, receipt: receiptOf(event.definition, receipt.answer, reader, service) };
  return hostedPage(service, event, reader, {
    phase: { state: "received", answer, email },
    addressIn: (language) => receiptPath(slug, sealed, reader.partner, language),
  });
}

/** What goes along when a browser without scripts sends the form, and a field for programs that fill in all there is. */
function HiddenFields({ event, values, trap }: { event: PublicEvent; values: Record<string, string>; trap: string }) {
  const { partner, language, availability } = event;
  const fields = {
    partner,
    language,
    ...values,
    // The page has said that the room is full: the attendee who chooses it accepts to wait.
    ...(availability["in-person"] === "waitlist" ? { waitlist: "true" } : {}),
  };
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" key={name} name={name} value={value} />
      ))}
      <label class="trap" aria-hidden="true">
        {trap} <input name={HONEYPOT} tabIndex={-1} autocomplete="off" />
      </label>
    </>
  );
}
