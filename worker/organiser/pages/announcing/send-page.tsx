/** "Are you sure?": how many get it and in which language, now or at a chosen time. */
import { type Language, languages } from "../../../i18n/language.ts";
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import { ButtonLink, Facts, Local, Notice } from "../../../pages/parts.tsx";
import type { AtEvent } from "../../../security/session.ts";
import type { Service } from "../../../service.ts";
import type { AnnouncementDraft } from "../../../storage/announcement-drafts.ts";
import { deskPage } from "../desk.tsx";
import type { AudienceInAddress } from "./audience-query.ts";
import { readIn, versionOf } from "./draft.ts";
import { sendPath, withAudience, writePath } from "./paths.ts";
import { type Sizes, sizesOf } from "./sizes.ts";

interface SendPage {
  audience: AudienceInAddress;
  draft: AnnouncementDraft;
  /** The number that was confirmed, if the audience has changed since; otherwise null. */
  was: number | null;
  /** Whether the form for a later time is open. */
  later: boolean;
  /** The typed time, if it is not valid. */
  wrongTime?: string;
}

export async function sendPage(
  { db }: Service,
  { event: { definition: event }, session }: AtEvent,
  { audience, draft, was, later, wrongTime }: SendPage,
): Promise<Response> {
  const t = createTranslator(session.language);
  const [sizes, version] = await Promise.all([sizesOf(db, event.slug, audience.filter), versionOf(draft)]);
  const { total } = sizes;
  const action = withAudience(sendPath(event.slug), audience.query);
  return deskPage({
    event,
    reader: session,
    place: "write",
    path: action,
    status: wrongTime === undefined ? 200 : 422,
    title: t.count("organiser.write.confirmHeading", total),
    children: (
      <div class="sect confirm">
        <h1>{t.count("organiser.write.confirmHeading", total)}</h1>
        {was !== null && <Notice tone="warning">{t("organiser.write.changed", { count: total, was })}</Notice>}
        <div class="card stack">
          <Facts facts={languages.map((language) => lineOf(draft, sizes, language, t))} />
          <form class="stack" method="post" action={action}>
            <Confirmed id={draft.id} version={version} total={total} />
            <p class="soft">{t("organiser.write.undoHint")}</p>
            <div class="acts">
              {total > 0 && (
                <button type="submit" name="do" value="now">
                  {t("organiser.write.send", { count: total })}
                </button>
              )}
              <ButtonLink href={withAudience(writePath(event.slug), audience.query)} look="quiet">
                {t("organiser.write.back")}
              </ButtonLink>
            </div>
          </form>
        </div>
        <details open={later || wrongTime !== undefined}>
          <summary>{t("organiser.write.later")}</summary>
          <form class="stack" method="post" action={action} noValidate>
            <Confirmed id={draft.id} version={version} total={total} />
            <div class="field">
              <label for="at">{t("organiser.write.at")}</label>
              <p class="hint" id="at-hint">
                {t("organiser.write.atHint", { count: total })}
              </p>
              <div id="at-error" class="error">
                {wrongTime !== undefined && t("organiser.write.error.at")}
              </div>
              <input
                id="at"
                name="at"
                type="datetime-local"
                value={wrongTime}
                aria-describedby="at-hint at-error"
                aria-invalid={wrongTime === undefined ? undefined : true}
              />
            </div>
            <div class="acts">
              <button type="submit" name="do" value="later" class="second">
                {t("organiser.write.plan")}
              </button>
            </div>
          </form>
        </details>
      </div>
    ),
  });
}

/** The hidden fields of what the press confirms: this text, to this number of people. */
function Confirmed({ id, version, total }: { id: string; version: string; total: number }) {
  return (
    <>
      <input type="hidden" name="key" value={id} />
      <input type="hidden" name="version" value={version} />
      <input type="hidden" name="count" value={total} />
    </>
  );
}

/** "121 leser bokmål", with the subject that they get. */
function lineOf(draft: AnnouncementDraft, { byLanguage }: Sizes, language: Language, t: Translate) {
  const count = byLanguage[language];
  const read = readIn(draft, language);
  if (count === 0 || read === null) return null;
  const subject = draft.subject[read] ?? "";
  return [
    t.count("organiser.write.reads", count, { language: t(`organiser.write.language.${language}`) }),
    <Local key={language} of={read === t.language ? { text: subject } : { text: subject, lang: read }} />,
  ] as const;
}
