import { longDate } from "../i18n/dates.ts";
import { inLanguage } from "../i18n/language.ts";
import { listed } from "../i18n/listed.ts";
import { createTranslator, type Translate } from "../i18n/translate.ts";
import { eventPage, PersonLink } from "../pages/event-page.tsx";
import { pageResponse } from "../pages/page.tsx";
import { Local } from "../pages/parts.tsx";
import { put } from "../pages/put.ts";
import { Section } from "../pages/section.tsx";
import { Ticket } from "../pages/ticket.tsx";
import type { EventDefinition } from "../registration/event-definition.ts";
import { instantOf } from "../registration/local-time.ts";
import type { StoredEvent } from "../storage/events.ts";
import { accessibilityUrl } from "../urls.ts";
import type { Reader } from "./reader.ts";

/** The day of the tests in the statement and of the last change of its wording; a test checks the wording. */
export const TESTED_ON = "2026-11-26";

/** The body that decides complaints about the requirements (Act on the Anti-Discrimination Tribunal). */
const BOARD = "https://www.diskrimineringsnemnda.no";
const AUTHORITY = "https://www.uutilsynet.no";

/** The tests of test/browser for each state of the form and each page. */
const tests = ["axe", "keyboard", "narrow", "colours", "tree", "plain"] as const;

/**
 * `GET /events/{event}/accessibility`: the accessibility statement in the order used at uustatus.no, filled from the
 * definition. A public body also fills in a statement there, about its whole website.
 */
export function accessibilityPage(
  { definition, version }: Pick<StoredEvent, "definition" | "version">,
  { partner, language }: Reader,
): Promise<Response> {
  const t = createTranslator(language);
  const { slug, timeZone } = definition;
  const event = inLanguage(definition.title, language);
  const dated = (instant: number) => longDate(t, instant, timeZone);
  const updated = dated(Math.max(version, Date.parse(TESTED_ON)));
  return pageResponse({
    ...eventPage(definition, partner, language),
    title: t("accessibility.title", { event: event.text }),
    personal: false,
    addressIn: (other) => accessibilityUrl("", slug, other),
    children: (
      <Ticket
        id="statement"
        heading={t("accessibility.heading")}
        lead={
          <>
            <p>
              <Local of={event} />
            </p>
            <p>{t("accessibility.updated", { date: updated })}</p>
          </>
        }
      >
        <Responsible definition={definition} t={t} />
        <Status definition={definition} t={t} />
        <Tests definition={definition} t={t} />
        <Section id="feedback" heading={t("accessibility.feedback.heading")}>
          <p>{put(t("accessibility.feedback"), { contact: <PersonLink {...definition.contacts.practical} /> })}</p>
        </Section>
        <Section id="complaint" heading={t("accessibility.complaint.heading")}>
          <p>
            {put(t("accessibility.complaint"), {
              board: <a href={BOARD}>{t("accessibility.board")}</a>,
              authority: <a href={AUTHORITY}>{t("accessibility.authority")}</a>,
            })}
          </p>
        </Section>
      </Ticket>
    ),
  });
}

interface PartProps {
  definition: EventDefinition;
  t: Translate;
}

function Responsible({ definition: { organiser, partners, accessibility }, t }: PartProps) {
  const own = accessibility?.statementUrl;
  return (
    <>
      <Section id="who" heading={t("accessibility.who.heading")}>
        <p>{t("accessibility.who", { organiser: organiser.name })}</p>
      </Section>
      <Section id="scope" heading={t("accessibility.scope.heading")}>
        <p>
          {t("accessibility.scope", {
            partners: listed(
              t,
              Object.values(partners).map(({ name }) => name),
            ),
          })}
        </p>
        <p>{t("accessibility.scopeNot")}</p>
        {own && (
          <p>
            {put(t("accessibility.own"), {
              link: <a href={own}>{t("accessibility.ownLink")}</a>,
              organiser: organiser.name,
            })}
          </p>
        )}
      </Section>
    </>
  );
}

function Status({ definition: { organiser, accessibility }, t }: PartProps) {
  const findings = accessibility?.findings ?? [];
  return (
    <>
      <Section id="status" heading={t("accessibility.status.heading")}>
        <p>
          <b>
            {findings.length > 0
              ? t.count("accessibility.status.some", findings.length)
              : t("accessibility.status.none")}
          </b>
        </p>
        <p>{t(organiser.public ? "accessibility.standard.public" : "accessibility.standard.other")}</p>
      </Section>
      <Section id="findings" heading={t("accessibility.findings.heading")}>
        {findings.length === 0 && <p>{t("accessibility.findings.none")}</p>}
        {findings.map(({ criterion, problem, instead }, index) => (
          <div key={`${criterion} ${index}`} class="near">
            <h3>{t("accessibility.findings.criterion", { criterion })}</h3>
            <p>
              <Local of={inLanguage(problem, t.language)} />
            </p>
            {instead && (
              <p>
                {put(t("accessibility.findings.instead"), { instead: <Local of={inLanguage(instead, t.language)} /> })}
              </p>
            )}
          </div>
        ))}
      </Section>
    </>
  );
}

function Tests({ definition: { accessibility, timeZone }, t }: PartProps) {
  const dated = (day: string) => longDate(t, instantOf(`${day}T12:00`, timeZone), timeZone);
  const checked = accessibility?.checked;
  return (
    <Section id="tested" heading={t("accessibility.tested.heading")}>
      <p>{t("accessibility.tested", { date: dated(TESTED_ON) })}</p>
      <ul>
        {tests.map((test) => (
          <li key={test}>{t(`accessibility.tested.${test}`)}</li>
        ))}
      </ul>
      <p>{t("accessibility.untested")}</p>
      {checked && <p>{t("accessibility.checked", { by: checked.by, date: dated(checked.on) })}</p>}
    </Section>
  );
}
