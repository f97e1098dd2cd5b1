/** The colleague's pages for handing the place on. */
import { FormContext } from "../../widget/form/form-context.ts";
import type { Values } from "../../widget/form/form-model.ts";
import { describeErrors } from "../http/describe-errors.ts";
import { dateAndTime } from "../i18n/dates.ts";
import type { Language } from "../i18n/language.ts";
import { createTranslator, type TextKey, type Translate } from "../i18n/translate.ts";
import { eventPage } from "../pages/event-page.tsx";
import { ErrorSummary } from "../pages/form-parts.tsx";
import { pageResponse } from "../pages/page.tsx";
import { Notice, PostButton } from "../pages/parts.tsx";
import { eventStub, Ticket } from "../pages/ticket.tsx";
import type { FieldError, PublicEvent } from "../registration/contract.ts";
import { takingPlace } from "../registration/pending-address.ts";
import { placeOf } from "../registration/venue.ts";
import type { Service } from "../service.ts";
import { offerUrl, privacyUrl } from "../urls.ts";
import { AnswerFields, answersContext } from "./answer-fields.tsx";
import type { OpenOffer } from "./hand-over.ts";
import { publicEvent } from "./public-event.ts";
import { sentencePage } from "./sentence-page.tsx";

/** What the page shows after a press that stored nothing. */
interface OfferPageState {
  notice?: TextKey;
  values?: Values;
  errors?: readonly FieldError[];
  status?: number;
}

/** The offer: who makes it, when and where, the event's questions, and the two answers. GET changes nothing. */
export function offerPage(
  service: Service,
  offer: OpenOffer,
  language: Language,
  { notice, values, errors: faults = [], status = 200 }: OfferPageState = {},
): Promise<Response> {
  const { event, registration, pending } = offer;
  const { definition } = event;
  const t = createTranslator(language);
  const shown = publicEvent(event, registration.partner, language, service.settings.PUBLIC_URL, service.now);
  const errors = describeErrors(faults, t, definition);
  const name = registration.name;
  const heading = t("offer.heading", { name });
  const doing = takingPlace(offer.colleague, registration.participation);
  if (doing === "has-place") return hasPlacePage(offer, language);
  return pageResponse({
    ...eventPage(definition, registration.partner, language),
    personal: true,
    addressIn: (other) => `${offerUrl("", offer.secret)}?lang=${other}`,
    status,
    title: errors.length > 0 ? t("error.titlePrefix", { title: heading }) : heading,
    children: (
      <>
        {notice && (
          <Notice tone="warning">
            <p>{t(notice)}</p>
          </Notice>
        )}
        <Ticket
          id="offer"
          heading={heading}
          {...eventStub(definition, t)}
          facts={[
            [t("event.when"), shown.when],
            [t("event.where"), whereOf(shown, registration.participation, t)],
          ]}
        >
          <p>{t("offer.until", { until: dateAndTime(t, pending.expiresAt, definition.timeZone) })}</p>
          <p>{t("offer.source", { name })}</p>
          <p>
            <a href={privacyUrl("", definition.slug, language)}>{t("offer.privacy")}</a>
          </p>
          <ErrorSummary errors={errors} t={t} />
          <form class="stack" method="post" action={`${offerUrl("", offer.secret)}/take`} noValidate>
            <input type="hidden" name="language" value={language} />
            <input type="hidden" name="offered" value={registration.participation} />
            {doing === "register" ? (
              <FormContext.Provider value={answersContext(shown, values ?? { name: pending.name ?? "" }, errors)}>
                <h2>{t("offer.answers")}</h2>
                <AnswerFields event={shown} />
              </FormContext.Provider>
            ) : (
              <p>{t(moveOf(offer))}</p>
            )}
            <button type="submit">{t("offer.take")}</button>
          </form>
          <PostButton action={`${offerUrl("", offer.secret)}/decline`} look="second" fields={{ language }}>
            {t("offer.decline")}
          </PostButton>
        </Ticket>
      </>
    ),
  });
}

/** What taking the place changes for a colleague who is already registered. */
function moveOf({ colleague, registration }: OpenOffer): TextKey {
  if (colleague?.status !== "waitlisted") return "offer.digital";
  return registration.participation === "digital" ? "offer.waitingDigital" : "offer.waiting";
}

function whereOf({ venue }: PublicEvent, participation: "in-person" | "digital", t: Translate): string {
  if (!venue || participation === "digital") return t("event.online");
  return placeOf(venue);
}

/** The colleague already has a place; only their own page says so. `ended`: the press has ended the offer. */
export function hasPlacePage(
  { event, registration, secret }: OpenOffer,
  language: Language,
  ended = false,
): Promise<Response> {
  const t = createTranslator(language);
  const answer = (
    <PostButton action={`${offerUrl("", secret)}/decline`} fields={{ language }}>
      {t("offer.hasPlaceConfirm")}
    </PostButton>
  );
  return sentencePage(event.definition, registration.partner, t, {
    heading: t("offer.hasPlaceHeading"),
    lead: t("offer.hasPlaceBody", { name: registration.name }),
    ...(ended ? {} : { children: answer }),
  });
}
