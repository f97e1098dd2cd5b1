import type { Language } from "../i18n/language.ts";
import { inLanguage } from "../i18n/language.ts";
import { createTranslator } from "../i18n/translate.ts";
import { Local, pageResponse } from "../pages/page.tsx";
import type { EventDefinition } from "../registration/event-definition.ts";
import type { Service } from "../service.ts";

/** The privacy notice (GDPR Article 13) of one event in one language, filled from its definition. */
export function privacyPage(
  { settings }: Pick<Service, "settings">,
  { title, organiser, privacy, retention, participation, contacts, questions }: EventDefinition,
  language: Language,
) {
  const t = createTranslator(language);
  const event = inLanguage(title, language);
  const processors = privacy.processors.reduce((first, last, index) =>
    index === privacy.processors.length - 1 ? t("privacy.and", { first, last }) : `${first}, ${last}`,
  );
  const transferBasis = privacy.transferBasis
    ? inLanguage(privacy.transferBasis, language).text
    : t("privacy.transferBasis.default");
  const { needsDays, registrationsDays: retentionDays } = retention;
  const asksNeeds = questions.includes("diet") || questions.includes("access");
  const paragraphs = [
    t("privacy.short", { retentionDays }),
    t("privacy.controller", {
      organiser: organiser.name,
      controllerContact: privacy.controllerContact ?? `${contacts.practical.name}, ${organiser.email}`,
    }),
    privacy.dataProtectionOfficer && t("privacy.dpo", { dpoContact: privacy.dataProtectionOfficer }),
    t("privacy.basis"),
    t("privacy.basisAbuse"),
    settings.TURNSTILE_SITE_KEY !== undefined && t("privacy.turnstile"),
    ...(asksNeeds ? [t("privacy.basisNeeds"), t("privacy.withdraw")] : []),
    questions.includes("colleagues") && t("privacy.colleagues"),
    t("privacy.mustProvide"),
    t("privacy.processors", { processors }),
    t("privacy.transfer", { transferBasis }),
    t(asksNeeds ? "privacy.retention" : "privacy.retentionNoNeeds", {
      needsDays,
      retentionDays,
      backupDays: privacy.backupDays,
    }),
    t("privacy.rights"),
    t("privacy.complaint"),
    t("privacy.noProfiling"),
    participation.digital && t("privacy.streaming"),
    t("privacy.noCookies"),
  ].filter((paragraph) => typeof paragraph === "string");
  return pageResponse({
    language,
    title: t("privacy.title", { event: event.text }),
    personal: false,
    children: (
      <article class="pamelding">
        <h1>{t("privacy.heading")}</h1>
        <p class="title">
          <Local of={event} />
        </p>
        {paragraphs.map((paragraph) => (
          <p key={paragraph} class="paragraph">
            {paragraph}
          </p>
        ))}
      </article>
    ),
  });
}
