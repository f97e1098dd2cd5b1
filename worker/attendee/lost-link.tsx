import { createTranslator } from "../i18n/translate.ts";
import { pageResponse } from "../pages/page.tsx";
import { parseEmailAddress } from "../registration/email-address.ts";
import { type Service, wakeOutbox } from "../service.ts";
import { sendLinkAgain } from "../storage/attendee-mail.ts";
import type { StoredEvent } from "../storage/events.ts";
import { LostLink, resolvePartnerAndLanguage } from "./hosted-page.tsx";
import { sentencePage } from "./manage-page.tsx";

/** `POST /events/{event}/lost-link`: answers the same for every address; the difference goes to the address itself. */
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
  wakeOutbox(service, await sendLinkAgain(service.db, slug, email.key, service.now));
  return sentencePage(language, "manage.lostHeading", "manage.lostDone", { values: { email: email.address } });
}
