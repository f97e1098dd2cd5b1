import { seeOther } from "../http/see-other.ts";
import type { Language } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import { eventPage } from "../pages/event-page.tsx";
import { pageResponse } from "../pages/page.tsx";
import { ButtonLink, PostButton } from "../pages/parts.tsx";
import { put } from "../pages/put.ts";
import { eventStub, Ticket } from "../pages/ticket.tsx";
import { type EmailProblem, parseEmailAddress } from "../registration/email-address.ts";
import { originsOf } from "../registration/origins.ts";
import { mailboxHash } from "../security/address-hash.ts";
import { afterAWhile, type Service, wakeOutbox } from "../service.ts";
import { sendLinkAgain } from "../storage/attendee-mail.ts";
import type { StoredEvent } from "../storage/events.ts";
import { newId } from "../storage/ids.ts";
import { lostLinkPath } from "../urls.ts";
import { LostLinkForm } from "./lost-link-form.tsx";
import { type Reader, resolvePartnerAndLanguage } from "./reader.ts";
import { readLinkAsked, sealLinkAsked } from "./receipt.ts";
import { sentencePage } from "./sentence-page.tsx";

/** The page that asks for the address; with a `sent` less than a day old, the page that says what happens next. */
export async function lostLinkPage(
  service: Service,
  event: StoredEvent,
  reader: Reader,
  sent: string | undefined,
): Promise<Response> {
  const asked = sent && (await readLinkAsked(event.definition.slug, sent, service));
  return asked ? sentPage(event, reader, asked.email, sent) : formPage(event, reader);
}

function sentPage({ definition }: StoredEvent, reader: Reader, email: string, sent: string): Promise<Response> {
  const { language, partner } = reader;
  const { slug } = definition;
  const t = createTranslator(language);
  const path = (other: Language, ...rest: [string?]) => lostLinkPath(slug, partner, other, ...rest);
  return sentencePage(definition, partner, t, {
    heading: t("manage.lostSentHeading"),
    lead: put(t("manage.lostDone"), { email: <b>{email}</b> }),
    width: "narrow",
    framedBy: originsOf(definition),
    addressIn: (other) => path(other, sent),
    children: (
      <>
        <p>{t("manage.lostSpam")}</p>
        <div class="acts">
          <PostButton action={path(language)} look="second" fields={{ language, partner, email }}>
            {t("manage.lostAgain")}
          </PostButton>
          <ButtonLink href={path(language)} look="quiet">
            {t("manage.lostOther")}
          </ButtonLink>
        </div>
      </>
    ),
  });
}

/** What was typed, and why it is not an address. */
interface Mistake {
  typed: string;
  error: EmailProblem;
}

function formPage({ definition }: StoredEvent, reader: Reader, mistake?: Mistake): Promise<Response> {
  const { slug } = definition;
  const t = createTranslator(reader.language);
  const heading = t("manage.lostHeading");
  return pageResponse({
    ...eventPage(definition, reader.partner, reader.language),
    title: mistake ? t("error.titlePrefix", { title: heading }) : heading,
    personal: true,
    status: mistake ? 422 : 200,
    width: "narrow",
    framedBy: originsOf(definition),
    addressIn: (language) => lostLinkPath(slug, reader.partner, language),
    children: (
      <Ticket id="lost" heading={heading} {...eventStub(definition, t)}>
        <p>{t("manage.lostBody")}</p>
        <LostLinkForm
          slug={slug}
          reader={reader}
          {...(mistake ? { typed: mistake.typed, error: t(`error.${mistake.error}`) } : {})}
        />
        <p class="hint">{t("manage.lostHint")}</p>
      </Ticket>
    ),
  });
}

/**
 * `POST /events/{event}/lost-link`: gives the same answer for every address, in the same time: the address is looked up
 * after the answer. Only the address itself learns more, by e-mail.
 */
export async function lostLink(service: Service, event: StoredEvent, form: URLSearchParams): Promise<Response> {
  const reader = resolvePartnerAndLanguage(event, {
    partner: form.get("partner") ?? undefined,
    language: form.get("language"),
  });
  const typed = form.get("email") ?? "";
  const email = parseEmailAddress(typed);
  const { slug } = event.definition;
  if (typeof email === "string") return formPage(event, reader, { typed, error: email });
  const sealed = await sealLinkAsked(slug, email.address, service);
  afterAWhile(service, "lost-link", () => sendLink(service, slug, email.key));
  return seeOther(lostLinkPath(slug, reader.partner, reader.language, sealed));
}

/**
 * Does the same for every address: one transaction that writes, and one message to the queue, whether or not an e-mail is in
 * the outbox.
 */
async function sendLink(service: Service, slug: string, emailKey: string): Promise<void> {
  const message = newId(service.now);
  const mailbox = await mailboxHash(emailKey, service.settings.LINK_KEYS);
  await sendLinkAgain(service.db, slug, { emailKey, mailbox }, message, service.now);
  wakeOutbox(service, [message]);
}
