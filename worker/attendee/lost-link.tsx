import type { Language } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import { pageResponse } from "../pages/page.tsx";
import { type EmailProblem, parseEmailAddress } from "../registration/email-address.ts";
import { originsOf } from "../registration/origins.ts";
import { mailboxHash } from "../security/address-hash.ts";
import { type Service, wakeOutbox } from "../service.ts";
import { sendLinkAgain } from "../storage/attendee-mail.ts";
import type { StoredEvent } from "../storage/events.ts";
import { newId } from "../storage/ids.ts";
import { lostLinkPath } from "../urls.ts";
import { LostLink, resolvePartnerAndLanguage } from "./hosted-page.tsx";
import { sentencePage } from "./manage-page.tsx";
import { readLinkAsked, sealLinkAsked } from "./receipt.ts";
import { seeOther } from "./see-other.ts";

type Reader = { partner: string; language: Language };

/** The page that asks for the address; with `sent`, less than a day old, the page that says what follows. */
export async function lostLinkPage(
  service: Service,
  event: StoredEvent,
  reader: Reader,
  sent: string | undefined,
): Promise<Response> {
  const asked = sent && (await readLinkAsked(event.definition.slug, sent, service));
  if (!asked) return formPage(event, reader);
  return sentencePage(reader.language, "manage.lostHeading", "manage.lostDone", {
    values: { email: asked.email },
    framedBy: originsOf(event.definition),
  });
}

/** What was typed, and why it cannot be an address. */
interface Mistake {
  typed: string;
  error: EmailProblem;
}

function formPage(event: StoredEvent, reader: Reader, mistake?: Mistake): Promise<Response> {
  const t = createTranslator(reader.language);
  const heading = t("manage.lostHeading");
  return pageResponse({
    language: reader.language,
    title: mistake ? t("error.titlePrefix", { title: heading }) : heading,
    personal: true,
    status: mistake ? 422 : 200,
    framedBy: originsOf(event.definition),
    children: (
      <LostLink
        slug={event.definition.slug}
        {...reader}
        heading="h1"
        {...(mistake ? { typed: mistake.typed, error: t(`error.${mistake.error}`) } : {})}
      />
    ),
  });
}

/**
 * `POST /events/{event}/lost-link`: answers the same for every address, and as fast: the address is looked up after the
 * answer. The difference goes to the address itself.
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
  service.after(sendLink(service, slug, email.key));
  return seeOther(lostLinkPath(slug, reader.partner, reader.language, sealed));
}

/**
 * How long after the answer the work begins, at random: at once, it would slow the answer on its way and the client's next
 * request, and more so if there is an e-mail to send.
 */
const LATER_MIN_MS = 100;
const LATER_SPREAD_MS = 500;

/** Does the same for every address: one transaction that writes, and one message to the queue, which finds an e-mail in the outbox or none. */
async function sendLink(service: Service, slug: string, emailKey: string): Promise<void> {
  const message = newId(service.now);
  await new Promise((resolve) => setTimeout(resolve, LATER_MIN_MS + Math.random() * LATER_SPREAD_MS));
  try {
    const mailbox = await mailboxHash(emailKey, service.settings.LINK_KEYS);
    await sendLinkAgain(service.db, slug, { emailKey, mailbox }, message, service.now);
    wakeOutbox(service, [message]);
  } catch (error) {
    console.error(JSON.stringify({ log: "lost-link-failed", event: slug, error: String(error) }));
  }
}
