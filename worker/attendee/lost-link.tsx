import { createTranslator } from "../i18n/translate.ts";
import { pageResponse } from "../pages/page.tsx";
import { parseEmailAddress } from "../registration/email-address.ts";
import { mailboxHash } from "../security/address-hash.ts";
import { type Service, wakeOutbox } from "../service.ts";
import { sendLinkAgain } from "../storage/attendee-mail.ts";
import type { StoredEvent } from "../storage/events.ts";
import { newId } from "../storage/ids.ts";
import { LostLink, resolvePartnerAndLanguage } from "./hosted-page.tsx";
import { sentencePage } from "./manage-page.tsx";

/**
 * `POST /events/{event}/lost-link`: answers the same for every address, and as fast: the address is looked up after the
 * answer. The difference goes to the address itself.
 */
export async function lostLink(service: Service, event: StoredEvent, form: URLSearchParams): Promise<Response> {
  const { partner, language } = resolvePartnerAndLanguage(event, {
    partner: form.get("partner") ?? undefined,
    language: form.get("language"),
  });
  const email = parseEmailAddress(form.get("email") ?? "");
  const { slug } = event.definition;
  const t = createTranslator(language);
  if (typeof email === "string")
    return pageResponse({
      language,
      title: t("error.titlePrefix", { title: t("manage.lostHeading") }),
      personal: true,
      status: 422,
      children: <LostLink slug={slug} language={language} partner={partner} error={t(`error.${email}`)} />,
    });
  const page = await sentencePage(language, "manage.lostHeading", "manage.lostDone", {
    values: { email: email.address },
  });
  service.after(sendLink(service, slug, email.key));
  return page;
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
