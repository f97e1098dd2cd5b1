/**
 * The preview in the editor: the organiser's unsaved definition as attendees would see it. It is here because it uses both
 * attendee/ and organiser/.
 */
import { unsavedPreviewPage } from "./attendee/unsaved-preview.tsx";
import { readForm } from "./http/body.ts";
import { get, post, type Route } from "./http/route.ts";
import { createTranslator } from "./i18n/translate.ts";
import { draftOf } from "./organiser/pages/editor/draft.ts";
import { FORM_MAX } from "./organiser/pages/editor/routes.ts";
import { unsavedEvent } from "./organiser/pages/editor/unsaved.ts";
import { pageResponse } from "./pages/page.tsx";
import { signedInAtEvent, signedInCreator } from "./security/session.ts";
import type { Service } from "./service.ts";
import type { StoredEvent } from "./storage/events.ts";
import type { OrganiserSession } from "./storage/organiser-sessions.ts";

function previewOf(service: Service, form: URLSearchParams, stored: StoredEvent | null, reader: OrganiserSession) {
  const t = createTranslator(reader.language);
  const { event, partner, language, partly, changed } = unsavedEvent(form, stored, t);
  if (!event) return nothingYet(reader);
  return unsavedPreviewPage(service, {
    event,
    partner,
    language,
    changes: t.count("organiser.edit.changes", changed),
    note: partly ? t("organiser.edit.previewKept") : null,
  });
}

function nothingYet({ language }: OrganiserSession): Promise<Response> {
  const t = createTranslator(language);
  return pageResponse({
    language,
    title: t("organiser.edit.previewTitle"),
    personal: true,
    bare: true,
    framedBy: [],
    children: (
      <div class="site">
        <h1 class="host-name">{t("organiser.edit.preview")}</h1>
        <p>{t("organiser.edit.previewNone")}</p>
      </div>
    ),
  });
}

export const editorPreviewRoutes: readonly Route[] = [
  get("/organiser/new/preview", signedInCreator, (c) => nothingYet(c.var.session)),
  post("/organiser/new/preview", signedInCreator, async (c) =>
    previewOf(c.var.service, await readForm(c, FORM_MAX), null, c.var.session),
  ),
  get("/organiser/:event/edit/preview", signedInAtEvent, (c) => {
    const { event, session, service } = c.var;
    const { shown } = draftOf(event, createTranslator(session.language));
    const partners = Object.entries(event.definition.partners);
    const [partner = ""] = partners.find(([, { language }]) => language === shown) ?? partners[0] ?? [];
    return unsavedPreviewPage(service, { event, partner, language: shown, note: null });
  }),
  post("/organiser/:event/edit/preview", signedInAtEvent, async (c) =>
    previewOf(c.var.service, await readForm(c, FORM_MAX), c.var.event, c.var.session),
  ),
];
