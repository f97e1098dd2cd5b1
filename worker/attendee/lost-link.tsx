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
  service.after(sendLink(service, slug, email.key));
  return sentencePage(language, "manage.lostHeading", "manage.lostDone", { values: { email: email.address } });
}

/** Does the same for every address: one statement, and one message to the queue, which finds an e-mail in the outbox or none. */
async function sendLink(service: Service, slug: string, emailKey: string): Promise<void> {
  const message = newId(service.now);
  try {
    const mailbox = await mailboxHash(emailKey, service.settings.LINK_KEYS);
    await sendLinkAgain(service.db, slug, { emailKey, mailbox }, message, service.now);
    wakeOutbox(service, [message]);
  } catch (error) {
    console.error(JSON.stringify({ log: "lost-link-failed", event: slug, error: String(error) }));
  }
}
