import { ProblemError } from "../http/problem.ts";
import { dateAndTime } from "../i18n/dates.ts";
import { inLanguage, isLanguage, type Language } from "../i18n/language.ts";
import { createTranslator, type Translate } from "../i18n/translate.ts";
import { pageResponse } from "../pages/page.tsx";
import { Local, Notice } from "../pages/parts.tsx";
import type { EventDefinition } from "../registration/event-definition.ts";
import type { Scope } from "../registration/scope.ts";
import { type Caller, requireOrganiser } from "../security/bearer.ts";
import type { Service } from "../service.ts";
import { type UndeliveredMail, undeliveredMails } from "../storage/undelivered.ts";
import { audit } from "./audit-log.ts";
import { retry } from "./undelivered.ts";

/**
 * Undelivered e-mails as a page: to whom, which and why, with a button that sends each again. The token travels in the body of
 * each form: nothing is stored in the browser or stands in an address, and no other site can press a button.
 */
const undeliveredPath = (slug: string) => `/organiser/${slug}/undelivered`;

/** E-mails on one page. */
const PAGE = 100;

/** Why a token does not open the page. `missing`: it is one of the event's, without this scope. */
type TokenRefusal = { reason: "wrong" } | { reason: "missing"; scope: Scope };

/** `GET /organiser/{event}/undelivered`: asks for the token, and says why the last one did not do. */
export function askForToken(
  event: EventDefinition,
  language: Language,
  refused: TokenRefusal | null = null,
): Promise<Response> {
  const t = createTranslator(language);
  const title = t("organiser.mail.title");
  return pageResponse({
    language,
    brand: event.organiser.name,
    title: refused ? t("error.titlePrefix", { title }) : title,
    personal: true,
    status: refused ? { wrong: 401, missing: 403 }[refused.reason] : 200,
    children: (
      <section class="card stack">
        <h1>{title}</h1>
        <form method="post" action={undeliveredPath(event.slug)}>
          <input type="hidden" name="language" value={language} />
          <div>
            <label for="token">{t("organiser.mail.token")}</label>
            <div id="token-hint" class="hint">
              {t("organiser.mail.tokenHint", { event: inLanguage(event.title, language).text })}
            </div>
            <div id="token-error" class="error">
              {refused?.reason === "wrong" && t("organiser.mail.wrongToken")}
              {refused?.reason === "missing" && t("organiser.mail.missingScope", { scope: refused.scope })}
            </div>
            <input
              id="token"
              name="token"
              type="password"
              autocomplete="current-password"
              required
              aria-describedby="token-hint token-error"
              aria-invalid={refused ? true : undefined}
            />
          </div>
          <button type="submit">{t("organiser.mail.show")}</button>
        </form>
      </section>
    ),
  });
}

/**
 * `POST /organiser/{event}/undelivered`: the list, after sending `message` again if the form names one. `after` is where to go on.
 */
export async function undeliveredPage(
  service: Service,
  event: EventDefinition,
  form: URLSearchParams,
): Promise<Response> {
  const wished = form.get("language");
  const language = isLanguage(wished) ? wished : "nb";
  const token = form.get("token")?.trim() ?? "";
  const caller = await callerWith(service, event.slug, token);
  if ("reason" in caller) return askForToken(event, language, caller);
  const t = createTranslator(language);
  const message = form.get("message");
  const notice = message && (await sendAgain(service, event.slug, caller, message, t));
  const mails = await undeliveredMails(service.db, event.slug, form.get("after") ?? "", PAGE);
  await audit(service, caller, { event: event.slug, action: "undelivered", count: mails.length });
  return listPage({ event, language, token, mails, notice: notice || null });
}

/** The page has buttons that send e-mail. */
const NEEDED = "manage" satisfies Scope;

/** Whose token it is, or why it does not open the page. */
async function callerWith(service: Service, slug: string, token: string): Promise<Caller | TokenRefusal> {
  try {
    const asBearer = new Request(service.settings.PUBLIC_URL, { headers: { authorization: `Bearer ${token}` } });
    return await requireOrganiser(asBearer, service, slug, NEEDED);
  } catch (error) {
    if (error instanceof ProblemError && error.problem === "forbidden") return { reason: "missing", scope: NEEDED };
    // TypeError: what was typed cannot be a header.
    if (error instanceof ProblemError || error instanceof TypeError) return { reason: "wrong" };
    throw error;
  }
}

interface NoticeText {
  tone: "info" | "warning";
  text: string;
}

async function sendAgain(
  service: Service,
  slug: string,
  caller: Caller,
  message: string,
  t: Translate,
): Promise<NoticeText> {
  try {
    await retry(service, slug, caller, message);
    return { tone: "info", text: t("organiser.mail.retried") };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const complained = error.problem === "complained";
    return { tone: "warning", text: t(complained ? "problem.complained.detail" : "problem.notUndelivered.detail") };
  }
}

interface List {
  event: EventDefinition;
  language: Language;
  token: string;
  mails: UndeliveredMail[];
  notice: NoticeText | null;
}

function listPage({ event, language, token, mails, notice }: List): Promise<Response> {
  const t = createTranslator(language);
  const last = mails.at(-1);
  const hidden = (
    <>
      <input type="hidden" name="language" value={language} />
      <input type="hidden" name="token" value={token} />
    </>
  );
  return pageResponse({
    language,
    brand: event.organiser.name,
    title: t("organiser.mail.title"),
    personal: true,
    children: (
      <section class="card stack">
        <h1>{t("organiser.mail.title")}</h1>
        <p>
          <Local of={inLanguage(event.title, language)} />
        </p>
        {notice && <Notice tone={notice.tone}>{notice.text}</Notice>}
        <p>{t(mails.length > 0 ? "organiser.mail.lead" : "organiser.mail.none")}</p>
        <ul class="lines">
          {mails.map((mail) => (
            <li key={mail.id}>
              <div>
                <strong id={`person-${mail.id}`}>{mail.name ?? t("organiser.mail.gone")}</strong> {mail.email}
                <p class="hint">
                  {mail.rehearsal === 1 && `${t("csv.rehearsal")}: `}
                  {t(`organiser.mail.kind.${mail.kind}`)} · {dateAndTime(t, mail.at, event.timeZone)}
                </p>
                <p class="hint">{whatHappened(mail, t)}</p>
                {mail.registrationStatus === "cancelled" && <p class="hint">{t("organiser.mail.cancelled")}</p>}
              </div>
              {mail.name !== null && mail.status !== "complained" && (
                <form method="post" action={undeliveredPath(event.slug)}>
                  {hidden}
                  <button
                    type="submit"
                    class="second small"
                    name="message"
                    value={mail.id}
                    id={`retry-${mail.id}`}
                    aria-labelledby={`retry-${mail.id} person-${mail.id}`}
                  >
                    {t("organiser.mail.retry")}
                  </button>
                </form>
              )}
            </li>
          ))}
        </ul>
        {mails.length === PAGE && last && (
          <form method="post" action={undeliveredPath(event.slug)}>
            {hidden}
            <button type="submit" class="second small" name="after" value={last.id}>
              {t("organiser.mail.more")}
            </button>
          </form>
        )}
      </section>
    ),
  });
}

function whatHappened({ status, reason }: UndeliveredMail, t: Translate): string {
  switch (status) {
    case "bounced":
      return t("organiser.mail.bounced");
    case "complained":
      return t("organiser.mail.complained");
    default:
      return reason === "suppressed"
        ? t("organiser.mail.suppressed")
        : [t("organiser.mail.failed"), reason && `(${reason})`].filter(Boolean).join(" ");
  }
}
