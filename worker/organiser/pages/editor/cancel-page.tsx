/**
 * `/organiser/{event}/edit/cancel`: asks for the reason, then for confirmation as before every change. Undoing needs no
 * reason.
 */

import { ProblemError } from "../../../http/problem.ts";
import { type Language, languages } from "../../../i18n/language.ts";
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import { ButtonLink } from "../../../pages/parts.tsx";
import type { EventDefinition } from "../../../registration/event-definition.ts";
import type { Service } from "../../../service.ts";
import { parseDefinition } from "../../definition.ts";
import { deskPage, eventPath } from "../desk.tsx";
import { partnerLanguages } from "./draft.ts";
import type { EditorReader } from "./edit-page.tsx";
import { wordsOfFault } from "./fault-words.ts";
import { type Asked, askedPage, type Editing, type Outcome, save, withLatest } from "./saving.tsx";

const pathOf = (slug: string) => `${eventPath(slug, "edit")}/cancel`;

/** The page that asks for the reason, or whether the cancellation is undone. */
export function cancelPage(
  { event, session }: EditorReader,
  typed = new URLSearchParams(),
  error?: string,
): Promise<Response> {
  const { definition } = event;
  const t = createTranslator(session.language);
  const undo = Boolean(definition.cancelled);
  const theirs = partnerLanguages(definition.partners);
  return deskPage({
    event: definition,
    reader: session,
    place: "edit",
    status: error ? 422 : 200,
    faulty: Boolean(error),
    children: (
      <div class="sect">
        <h1>{t(undo ? "organiser.edit.cancelling.undoHeading" : "organiser.edit.cancelling.heading")}</h1>
        <p>{t(undo ? "organiser.edit.cancelling.undoLead" : "organiser.edit.cancelling.lead")}</p>
        <form class="stack" method="post" action={pathOf(definition.slug)} noValidate>
          <input type="hidden" name="version" value={event.version} />
          {!undo &&
            languages
              .filter((language) => theirs.includes(language))
              .map((language, index) => (
                <Reason key={language} language={language} first={index === 0} typed={typed} error={error} t={t} />
              ))}
          <div class="acts">
            <button type="submit" name="act" value="see">
              {t("organiser.edit.see")}
            </button>
            <ButtonLink href={eventPath(definition.slug, "edit")} look="quiet">
              {t("organiser.edit.sure.keepIt")}
            </ButtonLink>
          </div>
        </form>
      </div>
    ),
  });
}

function Reason({ language, first, typed, error, t }: ReasonProps) {
  const id = `reason.${language}`;
  const said = first ? error : undefined;
  return (
    <div class="field">
      <label for={id}>
        {t("organiser.edit.cancelling.reason")} <small>{t(`lang.${language}`)}</small>
      </label>
      {first && <div class="hint">{t("organiser.edit.cancelling.hint")}</div>}
      {said && (
        <div class="error" id={`${id}-error`}>
          {said}
        </div>
      )}
      <textarea
        id={id}
        name={id}
        rows={3}
        lang={language}
        aria-invalid={said ? true : undefined}
        aria-describedby={said ? `${id}-error` : undefined}
      >
        {typed.get(id) ?? ""}
      </textarea>
    </div>
  );
}

interface ReasonProps {
  language: Language;
  first: boolean;
  typed: URLSearchParams;
  error: string | undefined;
  t: Translate;
}

/** `POST /organiser/{event}/edit/cancel` */
export async function submitCancel(service: Service, editing: Editing, form: URLSearchParams): Promise<Outcome> {
  const { event, session } = editing;
  const t = createTranslator(session.language);
  const { cancelled, ...rest } = event.definition;
  const again = (error?: string): Outcome => ({ outcome: "page", page: cancelPage(editing, form, error) });
  // Another organiser has cancelled it or undone it meanwhile: show what can be done now.
  if (form.get("act") === "back" || Number(form.get("version")) !== event.version) return again();
  const reason = reasonIn(form);
  if (!cancelled && Object.keys(reason).length === 0) return again(t("organiser.edit.cancelling.needed"));
  const { slug } = rest;
  try {
    const definition: EventDefinition = parseDefinition(
      slug,
      cancelled ? rest : { ...rest, cancelled: { reason } },
      service.settings.PUBLIC_URL,
    );
    const asked: Asked = { kind: cancelled ? "uncancel" : "cancel", action: pathOf(slug), definition };
    if (form.get("act") === "save") return await save(service, editing, asked, form);
    return { outcome: "page", page: askedPage(service, editing, asked, form) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (error.problem === "changed-meanwhile")
      return { outcome: "page", page: cancelPage(await withLatest(service, editing), form) };
    if (error.problem === "invalid-definition") return again(wordsOfFault(error.details.expected?.[0]?.code ?? "", t));
    throw error;
  }
}

function reasonIn(form: URLSearchParams): Partial<Record<Language, string>> {
  return Object.fromEntries(
    languages.flatMap((language) => {
      const text = (form.get(`reason.${language}`) ?? "").replaceAll("\r\n", "\n").trim();
      return text ? [[language, text]] : [];
    }),
  );
}
