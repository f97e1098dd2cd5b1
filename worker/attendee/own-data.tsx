/** The attendee's own data: how long it is kept, and how to download or delete it. */
import { longDate } from "../i18n/dates.ts";
import type { Translate } from "../i18n/translate.ts";
import { ButtonLink, Icon, PostButton } from "../pages/parts.tsx";
import { sensitiveTopics } from "../registration/consent.ts";
import { retentionOf } from "../registration/event-times.ts";
import { manageUrl, privacyUrl } from "../urls.ts";
import type { ManageSession } from "./manage.ts";

export function OwnData({ session, t }: { session: ManageSession; t: Translate }) {
  const { registration, event, secret } = session;
  const { organiser, timeZone, slug } = event.definition;
  const topics = sensitiveTopics(event.definition.questions, t);
  const base = manageUrl("", secret);
  const erased = retentionOf(event.definition);
  const date = (instant: number) => longDate(t, instant, timeZone);
  return (
    <section class="near" aria-labelledby="own">
      <h2 id="own">{t("manage.ownHeading")}</h2>
      <p>
        {t("manage.kept", { organiser: organiser.name, date: date(erased.registrations) })}{" "}
        {registration.needs && t("manage.keptNeeds", { topics, date: date(erased.needs) })}{" "}
        {t("manage.registeredAt", { date: date(registration.registeredAt) })}.{" "}
        <a href={privacyUrl("", slug, t.language)}>{t("privacy.link")}</a>
      </p>
      <ul class="lines">
        <li>
          <div>
            <b id="download">{t("manage.download")}</b>
            <small>{t("manage.downloadHint")}</small>
          </div>
          <a
            class="button second small"
            href={`${base}/data.json`}
            download={t("manage.downloadFile")}
            id="download-button"
            aria-labelledby="download-button download"
          >
            <Icon name="download" />
            {t("button.download")}
          </a>
        </li>
        {registration.needs && (
          <li>
            <div>
              <b>{topics.charAt(0).toUpperCase() + topics.slice(1)}</b>
              <small>{t("manage.withdrawHint")}</small>
            </div>
            <PostButton action={`${base}/withdraw-needs`} look="second small">
              {t("manage.withdrawNeeds")}
            </PostButton>
          </li>
        )}
        <li>
          <div>
            <b>{t("manage.erase")}</b>
            <small>{t("manage.eraseHint")}</small>
          </div>
          <ButtonLink href={`${base}/erase`} look="second small">
            {t("manage.eraseLink")}
          </ButtonLink>
        </li>
      </ul>
    </section>
  );
}
