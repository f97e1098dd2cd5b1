/**
 * Writing to many: the audience, the text in each language, the e-mail as a recipient sees it, and earlier announcements.
 */
import * as z from "zod";
import { type Language, languages } from "../../../i18n/language.ts";
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import { ErrorSummary } from "../../../pages/form-parts.tsx";
import { Notice } from "../../../pages/parts.tsx";
import { scriptPath } from "../../../pages/scripts.ts";
import type { FieldError } from "../../../registration/contract.ts";
import type { AtEvent } from "../../../security/session.ts";
import type { Service } from "../../../service.ts";
import { announcementsOf, type SentAnnouncement } from "../../../storage/announcement-list.ts";
import { type ReaderInLine, readerInLine } from "../../../storage/announcement-readers.ts";
import { noticesOf } from "../../../storage/event-notices.ts";
import type { Announcement } from "../../../storage/leasing.ts";
import { LISTED } from "../../announcements.ts";
import { audit } from "../../audit-log.ts";
import { deskPage } from "../desk.tsx";
import { Audience } from "./audience.tsx";
import type { AudienceInAddress } from "./audience-query.ts";
import { choiceKey } from "./choice-key.ts";
import { isEmpty } from "./draft.ts";
import { History } from "./history.tsx";
import { Letters } from "./letters.tsx";
import { previewPath, withAudience, writePath } from "./paths.ts";
import { type Sizes, sizesOf } from "./sizes.ts";
import { Toast } from "./toast.tsx";
import { Words } from "./write-form.tsx";

const count = z.coerce.number().int().min(0).catch(0);

/** The parameters of the page: what was just done, and what to show. Other parameters are ignored. */
export const writePageQuery = z.object({
  tab: z.enum(languages).nullable().catch(null),
  reader: z.string().catch(""),
  n: count,
  /** The id of the announcement that was just sent. */
  sent: z.string().catch(""),
  outcome: z.enum(["tested", "tested-enough", "taken-back", "too-late"]).nullable().catch(null),
  gone: count,
  of: count,
});
export type WritePageQuery = z.infer<typeof writePageQuery>;

export interface WritePage {
  audience: AudienceInAddress;
  words: Announcement;
  query: WritePageQuery;
  errors?: readonly FieldError[];
}

export async function writePage(
  service: Service,
  { event: stored, session, caller }: AtEvent,
  { audience, words, query, errors = [] }: WritePage,
): Promise<Response> {
  const { db, now } = service;
  const { definition: event } = stored;
  const t = createTranslator(session.language);
  const [sizes, line, announcements, notices] = await Promise.all([
    sizesOf(db, event.slug, audience.filter),
    readerInLine(db, event.slug, audience.filter, query.reader),
    announcementsOf(db, event.slug, LISTED),
    noticesOf(db, event.slug, LISTED),
  ]);
  if (line)
    await audit(service, caller, {
      event: event.slug,
      action: "announcement previewed",
      count: 1,
      detail: line.reader.id,
    });
  const sent = announcements.find(({ id }) => id === query.sent);
  const tab = query.tab ?? tabOf(words, errors, t.language);
  return deskPage({
    event,
    reader: session,
    place: "write",
    path: withAudience(writePath(event.slug), audience.query),
    head: <script src={await scriptPath("writing")} defer />,
    allows: { "script-src": "'self'", "connect-src": "'self'" },
    status: errors.length > 0 ? 422 : 200,
    title: errors.length > 0 ? t("error.titlePrefix", { title: t("organiser.write.heading") }) : undefined,
    children: (
      <>
        <div class="sect">
          <h1 tabIndex={-1}>{t("organiser.write.heading")}</h1>
          <Outcome query={query} email={session.email} restored={!isEmpty(words)} t={t} />
          <ErrorSummary errors={errors} t={t} />
        </div>
        <div class={errors.length > 0 ? "split writing wrong" : "split writing"}>
          <form
            id="write"
            class="stack"
            method="post"
            action={withAudience(writePath(event.slug), audience.query)}
            data-preview={withAudience(previewPath(event.slug), audience.query)}
            noValidate
          >
            {/* Enter in a field saves, since it presses the first button of the form. */}
            <button type="submit" name="do" value="save" hidden>
              {t("organiser.write.show")}
            </button>
            <Context sizes={sizes} line={line} n={query.n} />
            <Audience event={stored} filter={audience.filter} sizes={sizes} now={now} t={t} />
            <Words words={words} sizes={sizes} tab={tab} errors={errors} t={t} />
            <Buttons sizes={sizes} empty={isEmpty(words)} t={t} />
          </form>
          <aside class="preview" aria-label={t("organiser.write.preview")}>
            {line && (
              <>
                <Turn line={line} n={query.n || 1} t={t} />
                <Letters event={event} words={words} reader={line.reader} n={query.n || 1} total={sizes.total} t={t} />
              </>
            )}
          </aside>
        </div>
        <History event={event} announcements={announcements} notices={notices} t={t} />
        {sent && canUndo(sent, now) && <Toast slug={event.slug} sent={sent} now={now} t={t} />}
      </>
    ),
  });
}

const canUndo = ({ dueAt, takenBackAt, planned }: SentAnnouncement, now: number) =>
  takenBackAt === null && !planned && dueAt > now;

/** The language to show: that of the first error, or of the written text, or else the reader's own. */
function tabOf(words: Announcement, errors: readonly FieldError[], own: Language): Language {
  const wrong = languages.find((language) => errors[0]?.field.endsWith(`-${language}`));
  if (wrong) return wrong;
  const written = languages.filter((language) => words.subject[language] || words.text[language]);
  return written.includes(own) ? own : (written[0] ?? own);
}

/** Hidden fields, so that the preview can be rendered again without further queries. */
function Context({ sizes, line, n }: { sizes: Sizes; line: ReaderInLine | null; n: number }) {
  return (
    <>
      {languages.map((language) => (
        <input key={language} type="hidden" name={`count-${language}`} value={sizes.byLanguage[language]} />
      ))}
      <input type="hidden" name="reader" value={line?.reader.id ?? ""} />
      <input type="hidden" name="n" value={n || 1} />
    </>
  );
}

function Buttons({ sizes, empty, t }: { sizes: Sizes; empty: boolean; t: Translate }) {
  return (
    <>
      <p class="soft" data-saving data-saved={t("organiser.write.saved")} data-lost={t("organiser.write.notSaved")} />
      <div class="acts">
        {sizes.total > 0 && (
          <button type="submit" name="do" value="send">
            {t("organiser.write.send", { count: sizes.total })}
          </button>
        )}
        <button type="submit" name="do" value="test" class="second">
          {t("organiser.write.test")}
        </button>
        <button type="submit" name="do" value="save" class="second" data-without-script>
          {t("organiser.write.show")}
        </button>
        {sizes.total > 0 && (
          <button type="submit" name="do" value="later" class="quiet">
            {t("organiser.write.later")}
          </button>
        )}
        {!empty && (
          <button type="submit" name="do" value="clear" class="quiet">
            {t("organiser.write.clear")}
          </button>
        )}
      </div>
    </>
  );
}

/** Buttons to the previous and next recipient. */
function Turn({ line: { previous, next }, n, t }: { line: ReaderInLine; n: number; t: Translate }) {
  return (
    <div class="head turn">
      {previous && (
        <button
          type="submit"
          form="write"
          class="quiet"
          name="do"
          value={choiceKey({ choice: "reader", id: previous, n: n - 1 })}
        >
          {t("organiser.write.previous")}
        </button>
      )}
      {next && (
        <button
          type="submit"
          form="write"
          class="quiet"
          name="do"
          value={choiceKey({ choice: "reader", id: next, n: n + 1 })}
        >
          {t("organiser.write.next")}
        </button>
      )}
    </div>
  );
}

function Outcome({
  query,
  email,
  restored,
  t,
}: {
  query: WritePageQuery;
  email: string;
  restored: boolean;
  t: Translate;
}) {
  const { outcome, gone, of } = query;
  switch (outcome) {
    case null:
      return null;
    case "tested":
      return <Notice tone="info">{t("organiser.write.tested", { email })}</Notice>;
    case "tested-enough":
      return <Notice tone="warning">{t("organiser.write.testedEnough")}</Notice>;
    case "too-late":
      return <Notice tone="warning">{t("organiser.write.tooLate", { count: of })}</Notice>;
    case "taken-back":
      return (
        <Notice tone="info">
          {gone === 0 ? t("organiser.write.takenBackNone") : t("organiser.write.takenBackSome", { gone, count: of })}
          {restored && ` ${t("organiser.write.restored")}`}
        </Notice>
      );
  }
}
