import type { Language } from "../i18n/language.ts";
import { inLanguage } from "../i18n/language.ts";
import { translator } from "../i18n/translate.ts";
import { Local, pageResponse } from "../pages/page.tsx";
import type { EventDefinition } from "../registration/event-definition.ts";
import type { Service } from "../service.ts";

/** The privacy notice (GDPR Article 13) of one event in one language, filled from its definition. */
export function privacyPage(
  { settings }: Pick<Service, "settings">,
  { title, organiser, privacy, retention, participation, contacts, questions }: EventDefinition,
  language: Language,
) {
  const say = translator(language);
  const event = inLanguage(title, language);
  const processors = privacy.processors.reduce((first, last, index) =>
    index === privacy.processors.length - 1 ? say("privacy.and", { first, last }) : `${first}, ${last}`,
  );
  const transferBasis = privacy.transferBasis
    ? inLanguage(privacy.transferBasis, language).text
    : say("privacy.transferBasis.default");
  const { needsDays, registrationsDays: retentionDays } = retention;
  const asksNeeds = questions.includes("diet") || questions.includes("access");
  const paragraphs = [
    say("privacy.short", { retentionDays }),
    say("privacy.controller", {
      organiser: organiser.name,
      controllerContact: privacy.controllerContact ?? `${contacts.practical.name}, ${organiser.email}`,
    }),
    privacy.dataProtectionOfficer && say("privacy.dpo", { dpoContact: privacy.dataProtectionOfficer }),
    say("privacy.basis"),
    say("privacy.basisAbuse"),
    settings.TURNSTILE_SITE_KEY !== undefined && say("privacy.turnstile"),
    ...(asksNeeds ? [say("privacy.basisNeeds"), say("privacy.withdraw")] : []),
    questions.includes("colleagues") && say("privacy.colleagues"),
    say("privacy.mustProvide"),
    say("privacy.processors", { processors }),
    say("privacy.transfer", { transferBasis }),
    say(asksNeeds ? "privacy.retention" : "privacy.retentionNoNeeds", {
      needsDays,
      retentionDays,
      backupDays: privacy.backupDays,
    }),
    say("privacy.rights"),
    say("privacy.complaint"),
    say("privacy.noProfiling"),
    participation.digital && say("privacy.streaming"),
    say("privacy.noCookies"),
  ].filter((paragraph) => typeof paragraph === "string");
  return pageResponse({
    language,
    title: say("privacy.title", { event: event.text }),
    personal: false,
    children: (
      <article class="pamelding">
        <h1>{say("privacy.heading")}</h1>
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
