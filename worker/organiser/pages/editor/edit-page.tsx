/** `/organiser/{event}/edit`: edits the whole definition. */
import type { ComponentChildren } from "preact";
import { createTranslator, type Translate } from "../../../i18n/translate.ts";
import { ButtonLink, Notice } from "../../../pages/parts.tsx";
import { scriptPath } from "../../../pages/scripts.ts";
import type { StoredEvent } from "../../../storage/events.ts";
import type { OrganiserSession } from "../../../storage/organiser-sessions.ts";
import { deskPage, eventPath } from "../desk.tsx";
import { differencesOf } from "./differences.ts";
import { Differences } from "./differences-list.tsx";
import type { Draft } from "./draft.ts";
import { EditForm } from "./edit-form.tsx";
import type { PlacedFault } from "./faults.ts";
import { toDefinition } from "./layout.ts";
import type { Merged } from "./merging.ts";
import { SurePage, type SureProps } from "./sure-page.tsx";

export interface EditorReader {
  event: StoredEvent;
  session: OrganiserSession;
}

interface Shown {
  faults?: readonly PlacedFault[];
  notice?: ComponentChildren;
  /** The section of the pressed button. */
  open?: string | undefined;
  status?: number;
}

/** What the page with the preview may load, and its script. */
export async function previewing() {
  return {
    head: <script src={await scriptPath("editor")} defer />,
    allows: { "script-src": "'self'", "connect-src": "'self'", "frame-src": "'self'" },
  };
}

export async function editPage(
  { event, session }: EditorReader,
  draft: Draft,
  { faults = [], notice, open, status = 200 }: Shown = {},
): Promise<Response> {
  const t = createTranslator(session.language);
  const { slug } = event.definition;
  const action = eventPath(slug, "edit");
  return deskPage({
    event: event.definition,
    reader: session,
    place: "edit",
    status,
    faulty: faults.length > 0,
    ...(await previewing()),
    children: (
      <>
        <div class="head">
          <h1>{t("organiser.nav.edit")}</h1>
          <div class="acts">
            <ButtonLink href={eventPath(slug, "access")} look="quiet">
              {t("organiser.edit.access")}
            </ButtonLink>
            <ButtonLink href={`/organiser/new?copy=${slug}`} look="quiet">
              {t("organiser.edit.copy")}
            </ButtonLink>
            <ButtonLink href={`${action}/cancel`} look="quiet">
              {t(event.definition.cancelled ? "organiser.edit.uncancel" : "organiser.edit.cancel")}
            </ButtonLink>
          </div>
        </div>
        {notice}
        <EditForm
          draft={draft}
          action={action}
          preview={`${action}/preview`}
          faults={faults}
          differences={differencesOf(draft.base, toDefinition(draft.typed), t)}
          open={open}
          t={t}
        />
        <section class="sect" aria-labelledby="deleting">
          <h2 id="deleting">{t("organiser.edit.deleting.link")}</h2>
          <p>{t("organiser.edit.deleting.hint")}</p>
          <p>
            <ButtonLink href={`${action}/delete`} look="second">
              {t("organiser.edit.deleting.linkButton")}
            </ButtonLink>
          </p>
        </section>
      </>
    ),
  });
}

/** "Er du sikker?" for an existing event. */
export function surePage({ event, session }: EditorReader, props: SureProps, status = 200): Promise<Response> {
  return deskPage({
    event: event.definition,
    reader: session,
    place: "edit",
    status,
    faulty: props.errors.size > 0,
    children: (
      <>
        <h1 class="h3 soft">{props.t("organiser.nav.edit")}</h1>
        <SurePage {...props} />
      </>
    ),
  });
}

/** What another organiser has stored while this one was typing. */
export function Meanwhile({ taken, kept, t }: Pick<Merged, "taken" | "kept"> & { t: Translate }) {
  return (
    <Notice tone="warning">
      <h2 class="h3">{t("organiser.edit.meanwhile")}</h2>
      {taken.length > 0 && (
        <>
          <p>{t("organiser.edit.meanwhileTaken")}</p>
          <Differences differences={taken} />
        </>
      )}
      {kept.length > 0 && (
        <>
          <p>{t("organiser.edit.meanwhileKept")}</p>
          <dl class="differences">
            {kept.map(({ label, before, after }, index) => [
              // Two rows may have the same label.
              <dt key={`${index} term`}>{label}</dt>,
              <dd key={`${index} theirs`}>
                {t("organiser.edit.meanwhileTheirs")}: {before ?? "–"}
              </dd>,
              <dd key={`${index} mine`}>
                {t("organiser.edit.meanwhileMine")}: {after ?? "–"}
              </dd>,
            ])}
          </dl>
        </>
      )}
      <p>{t("organiser.edit.meanwhileNone")}</p>
    </Notice>
  );
}
