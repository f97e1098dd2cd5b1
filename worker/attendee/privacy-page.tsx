import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";
import { ProblemError } from "../http/problem.ts";
import { longDate } from "../i18n/dates.ts";
import { inLanguage, type Language, type Translations } from "../i18n/language.ts";
import { listed } from "../i18n/listed.ts";
import { createTranslator, type TextKey, type Translate } from "../i18n/translate.ts";
import { eventPage } from "../pages/event-page.tsx";
import { pageResponse } from "../pages/page.tsx";
import { Local, Notice } from "../pages/parts.tsx";
import { put } from "../pages/put.ts";
import { Section } from "../pages/section.tsx";
import { Ticket } from "../pages/ticket.tsx";
import { sensitiveTopics } from "../registration/consent.ts";
import type { EventDefinition } from "../registration/event-definition.ts";
import { asksSensitive, type OwnQuestion, ownQuestions } from "../registration/own-questions.ts";
import { ANSWER_HOURS } from "../registration/pending-address.ts";
import { type NoticeFields, noticeFields } from "../registration/privacy-notice.ts";
import { SUPPRESSION_MONTHS, UNSAVED_DAYS } from "../registration/retention-times.ts";
import { sha256 } from "../security/crypto.ts";
import type { Service } from "../service.ts";
import type { StoredEvent } from "../storage/events.ts";
import { findPastNotice, type PastNotice, pastNotices } from "../storage/past-notices.ts";
import { privacyUrl } from "../urls.ts";
import type { Reader } from "./reader.ts";

/** The day of the last change of the notice's wording; a test checks the wording. */
export const WORDED_ON = "2026-11-26";

const AUTHORITY = "https://www.datatilsynet.no";

/** An e-mail address or a web address in a text that an organiser wrote. */
const ADDRESS = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]]|[^\s<>",;:()]+@[^\s<>",;:()]+\.[^\s<>",;:().]+)/;

/** A text in which addresses are links. */
function Linked({ text }: { text: string }) {
  return text.split(ADDRESS).map((piece, index) =>
    index % 2 ? (
      <a key={piece} href={piece.includes("://") ? piece : `mailto:${piece}`}>
        {piece}
      </a>
    ) : (
      piece
    ),
  );
}

/** The text below one heading, without sentences that are not true for this event. */
interface SectionContent {
  heading: TextKey;
  content: ComponentChildren[];
}

/** The notice of one event. `says` fills a text with values from the definition. */
function sectionsOf(fields: NoticeFields, t: Translate, settings: Pick<Service["settings"], "TURNSTILE_SITE_KEY">) {
  const { organiser, privacy, retention, verification, questions, partners, webhookHosts } = fields;
  const { basis, jointControllers: joint } = privacy;
  const asks = (...wanted: EventDefinition["questions"]) => wanted.some((question) => questions.includes(question));
  const asksNeeds = asksSensitive(questions);
  const topics = sensitiveTopics(questions, t);
  const quoted = (asked: readonly OwnQuestion[]) =>
    asked.map(({ label }) => t("form.quoted", { words: inLanguage(label, t.language).text }));
  const written = (texts: Translations | undefined) => texts && <Local of={inLanguage(texts, t.language)} />;
  const contact = <Linked text={fields.contact} />;
  const answers = [
    ...questions.flatMap((question) =>
      question === "colleagues" || typeof question !== "string" ? [] : [t(`privacy.answer.${question}`)],
    ),
    ...quoted(ownQuestions(questions).filter(({ required }) => !required)),
  ];
  const needed = quoted(ownQuestions(questions).filter(({ required }) => required));
  const controllers = [organiser.name, ...(joint?.names ?? [])];
  const shownBy = partners.filter((name) => !controllers.includes(name));
  // A public body may not rely on legitimate interest for its tasks (Article 6(1), last sentence).
  const letter = basis === "public-task" ? "e" : "f";
  const { needsDays, registrationsDays: retentionDays } = retention;
  const says = (key: TextKey, values?: Record<string, ComponentChildren>) => <p>{put(t(key), values ?? {})}</p>;
  /** The same, for everything except what is written about diet and access. */
  const saysExceptOfNeeds = (key: TextKey, values?: Record<string, ComponentChildren>) => (
    <p>
      {put(t(key), values ?? {})}
      {asksNeeds && ` ${t("privacy.exceptNeeds", { topics })}`}
    </p>
  );

  const sections: SectionContent[] = [
    {
      heading: "privacy.who.heading",
      content: [
        joint
          ? says("privacy.joint", { names: listed(t, controllers), arrangement: written(joint.arrangement) })
          : says("privacy.controller", { organiser: organiser.name }),
        says("privacy.contact", { controllerContact: contact }),
        privacy.dataProtectionOfficer &&
          says("privacy.dpo", { dpoContact: <Linked text={privacy.dataProtectionOfficer} /> }),
        shownBy.length > 0 &&
          says("privacy.partners", { partners: listed(t, shownBy), organiser: listed(t, controllers) }),
      ],
    },
    {
      heading: "privacy.why.heading",
      content: [
        says("privacy.asked"),
        answers.length > 0 && says("privacy.optional", { answers: listed(t, answers) }),
        needed.length > 0 && says("privacy.needed", { answers: listed(t, needed) }),
        says("privacy.recorded"),
        says("privacy.checkedIn"),
        says("privacy.note"),
        says(`privacy.basis.${basis}`, {
          legalBasis: written(privacy.legalBasis),
          interest: written(privacy.interest),
        }),
        asksNeeds && says("privacy.basisNeeds", { topics }),
        asks("diet") && says("privacy.caterer"),
        asks("colleagues") && says("privacy.colleagues"),
        asks("colleagues") && basis === "agreement" && says("privacy.colleaguesBasis"),
        says("privacy.basisAbuse", { letter }),
        settings.TURNSTILE_SITE_KEY !== undefined && says("privacy.turnstile"),
        says("privacy.noProfiling"),
        verification !== undefined && says("privacy.verification", { hours: String(verification.holdHours) }),
        fields.digital && says("privacy.streaming"),
        fields.digital && says("privacy.joined", { letter }),
        says("privacy.noCookies"),
        saysExceptOfNeeds("privacy.draft"),
      ],
    },
    {
      heading: "privacy.sees.heading",
      content: [
        says("privacy.sees", { organiser: listed(t, controllers) }),
        webhookHosts.length > 0 && saysExceptOfNeeds("privacy.webhooks", { hosts: listed(t, webhookHosts) }),
        says("privacy.processors"),
        <Processors rows={privacy.processors} t={t} key="processors" />,
      ],
    },
    {
      heading: "privacy.outside.heading",
      content: [says("privacy.outside.resend"), says("privacy.outside.cloudflare"), says("privacy.outside.basis")],
    },
    {
      heading: "privacy.howLong.heading",
      content: [
        asksNeeds && says("privacy.retentionNeeds", { topics, needsDays }),
        says("privacy.retention", { retentionDays }),
        says("privacy.backups", { backupDays: privacy.backupDays }),
        says("privacy.suppression", { months: SUPPRESSION_MONTHS, letter }),
        says("privacy.unsaved", { days: UNSAVED_DAYS }),
        says("privacy.pending", { hours: ANSWER_HOURS, letter }),
        says("privacy.mailLimit", { letter }),
        says("privacy.staff"),
      ],
    },
    {
      heading: "privacy.rights.heading",
      content: [says("privacy.rights"), asksNeeds && says("privacy.withdraw", { topics })],
    },
    {
      // Apart from everything else (Article 21(4)).
      heading: "privacy.object.heading",
      content: [
        says(basis === "agreement" ? "privacy.objectInterest" : "privacy.object", { controllerContact: contact }),
      ],
    },
    {
      heading: "privacy.complaint.heading",
      content: [says("privacy.complaint", { authority: <a href={AUTHORITY}>Datatilsynet</a> })],
    },
  ];
  return sections;
}

function Processors({ rows, t }: { rows: EventDefinition["privacy"]["processors"]; t: Translate }) {
  return (
    <table class="stacked columns">
      <thead>
        <tr>
          {(["name", "purpose", "country", "transfer"] as const).map((column) => (
            <th key={column} scope="col">
              {t(`privacy.processor.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, purpose, country, transfer, link }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              <Local of={inLanguage(purpose, t.language)} />
            </td>
            <td>
              <Local of={inLanguage(country, t.language)} />
            </td>
            <td>
              <a href={link}>{t(`privacy.transfer.${transfer}`)}</a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The body of the notice: it is shown, and its version is computed from it. */
function bodyOf(fields: NoticeFields, t: Translate, settings: Service["settings"]) {
  return (
    <>
      <p>{t("privacy.short", { retentionDays: fields.retention.registrationsDays })}</p>
      {sectionsOf(fields, t, settings).map(({ heading, content }) => (
        <Section key={heading} id={heading.split(".")[1] ?? heading} heading={t(heading)}>
          {content}
        </Section>
      ))}
    </>
  );
}

/** The replaced versions, as links; nothing if there are none. */
function Earlier({ versions, t, dated, href }: EarlierProps) {
  if (versions.length === 0) return null;
  return (
    <Section id="earlier" heading={t("notice.earlier")}>
      <ul>
        {versions.map(({ version, until }) => (
          <li key={version}>
            <a href={href(version)}>{t("notice.until", { date: dated(until) })}</a>
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface EarlierProps {
  versions: readonly PastNotice[];
  t: Translate;
  dated: (instant: number) => string;
  href: (version: number) => string;
}

/**
 * The privacy notice (GDPR Articles 13 and 14) of one event in one language, filled from its definition. Its version is a
 * hash of its text; its date is when the definition was saved or the wording was changed, whichever is later. `asked`: the
 * number of an earlier version, from the list below the present one. Earlier versions are filled from their stored fields,
 * in the present wording. @throws ProblemError not-found, if the event had no such version
 */
export async function privacyPage(
  { db, settings }: Pick<Service, "db" | "settings">,
  { definition, version }: Pick<StoredEvent, "definition" | "version">,
  { partner, language }: Reader,
  asked?: string,
) {
  const t = createTranslator(language);
  const { slug, timeZone } = definition;
  const event = inLanguage(definition.title, language);
  const dated = (instant: number) => longDate(t, instant, timeZone);
  const present = privacyUrl("", slug, language);
  const past = asked && /^\d{1,15}$/.test(asked) ? await findPastNotice(db, slug, Number(asked)) : null;
  if (asked !== undefined && !past) throw new ProblemError("not-found");
  const versions = past ? [] : await pastNotices(db, slug);
  const body = bodyOf(past?.fields ?? noticeFields(definition), t, settings);
  const identity = (await sha256(renderToString(body))).slice(0, 8);
  const date = dated(Math.max(version, Date.parse(WORDED_ON)));
  const addressIn = (other: Language) => `${privacyUrl("", slug, other)}${past ? `&version=${asked}` : ""}`;
  return pageResponse({
    ...eventPage(definition, partner, language),
    title: t("privacy.title", { event: event.text }),
    personal: false,
    addressIn,
    children: (
      <>
        {past && (
          <Notice tone="warning">
            <p>{t("notice.replaced", { date: dated(past.until) })}</p>
            <p>
              <a href={present}>{t("notice.present")}</a>
            </p>
          </Notice>
        )}
        <Ticket
          id="notice"
          heading={t("privacy.heading")}
          lead={
            <>
              <p>
                <Local of={event} />
              </p>
              <p>
                {past ? t("notice.version", { version: identity }) : t("privacy.version", { date, version: identity })}
              </p>
            </>
          }
        >
          {body}
          <Earlier versions={versions} t={t} dated={dated} href={(number) => `${present}&version=${number}`} />
        </Ticket>
      </>
    ),
  });
}
